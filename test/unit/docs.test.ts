import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { SETTINGS } from "../../infra/settings.ts";
import { settingsTable } from "../../ops/settings-table.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

describe("the documentation", () => {
  it("lists every setting with its default, as the code has it", () => {
    assert.ok(
      read("docs/settings.md").includes(settingsTable(SETTINGS)),
      "run: node ops/settings-table.ts > docs/settings.md",
    );
  });

  it("names every subcommand of ./terminusa", () => {
    const help = execFileSync(process.execPath, [join(ROOT, "ops/main.ts"), "--help"], { encoding: "utf8" });
    const commands = [...help.slice(help.indexOf("Commands:")).matchAll(/^ {2}(\w+)/gm)].map(
      (match) => match[1]!,
    );
    assert.ok(commands.length >= 12, help);
    const operating = read("docs/operating.md");
    for (const command of commands)
      if (command !== "help") assert.match(operating, new RegExp(`\\./terminusa ${command}\\b`), command);
  });

  it("gives each dependency its reason", () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read("package.json"));
    const developing = read("docs/developing.md");
    for (const name of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }))
      assert.ok(developing.includes(`\`${name}\``), `docs/developing.md does not say why ${name} is here`);
  });

  it("keeps README under 150 lines and CHANGELOG with a section for what is pending", () => {
    assert.ok(read("README.md").split("\n").length < 150);
    assert.match(read("CHANGELOG.md"), /^## Pending/m);
  });

  it("pins every dependency exactly and locks without download addresses", () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read("package.json"));
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    }))
      assert.match(version as string, /^\d+\.\d+\.\d+$/, name);
    assert.doesNotMatch(read("package-lock.json"), /"resolved":\s*"http/);
  });
});
