import { SETTINGS, type SettingRow } from "../infra/settings.ts";

/** The settings as a Markdown table. */
export function settingsTable(rows: readonly SettingRow[]): string {
  const lines = rows.map(({ name, default: fallback, meaning, secret }) => {
    const shown = fallback === "" ? "–" : `\`${fallback}\``;
    return `| \`${name}\` | ${secret ? "– (secret)" : shown} | ${meaning} |`;
  });
  return ["| Setting | Default | Meaning |", "|---|---|---|", ...lines].join("\n");
}

const INTRODUCTION = `# Settings

Each stack has its settings in \`Pulumi.<stack>.yaml\` under the prefix \`terminusa:\`. Change one with
\`./terminusa config set NAME VALUE\` (checked before it is written), then \`./terminusa up\`. Plain
\`pulumi config set terminusa:NAME VALUE\` does the same, checked at the next \`pulumi up\`. Secrets go
in encrypted: \`./terminusa pulumi config set --secret terminusa:NAME VALUE\`.

This table is made from [infra/settings.ts](../infra/settings.ts), where each setting is checked:
\`node ops/settings-table.ts > docs/settings.md\`. An unknown setting, or two that contradict each other,
stop \`up\` before anything is touched.
`;

if (import.meta.main) process.stdout.write(`${INTRODUCTION}\n${settingsTable(SETTINGS)}\n`);
