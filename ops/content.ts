import { existsSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { type Translation, translations, unknownLanguages } from "../app/texts/completeness.ts";
import { type Counts, inspectCatalog } from "../game/catalog/catalog.ts";
import { contentFiles } from "./content/folder.ts";
import type { Context } from "./context.ts";
import { OperatorError } from "./operator-error.ts";

const OURS = "game/content";
/** Where an operator's own content is looked for, and taken into the terminal server's image. */
const OWN = "my-content";
/** The site's texts and an operator's own translations: docs/texts.md. */
const OWN_TEXTS = "my-texts";
const TEXTS = ["app/texts", OWN_TEXTS];
/** Missing texts that are named; --json names all. */
const NAMED = 12;

/** What `--json` prints: how many of each there are, and every problem as `file:line:column: what`. */
export type ContentReport = Counts & {
  ok: boolean;
  folders: string[];
  problems: string[];
  translations: Translation[];
};

/**
 * Checks all content: ours, and an operator's own folder (`my-content/`, or `dir`), and translations of the site. Prints
 * how much there is and each problem with its file; false when there is one. What a translation lacks is no problem.
 * Throws OperatorError for a folder that isn't there.
 */
export async function content(
  { root }: Pick<Context, "root">,
  { json, dir }: { json: boolean; dir?: string },
): Promise<boolean> {
  const own = dir === undefined ? join(root, OWN) : resolve(process.env.TERMINUSA_CALLED_FROM ?? ".", dir);
  if (dir !== undefined && !(existsSync(own) && statSync(own).isDirectory()))
    throw new OperatorError(
      `there is no folder ${dir}`,
      `${own} is not a folder`,
      "./terminusa content --dir my-content",
    );
  const report = examineContent(root, existsSync(own) ? own : undefined);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${reportLines(report).join("\n")}\n`);
  return report.ok;
}

/** Reads and checks ours, then `own`. */
export function examineContent(root: string, own?: string): ContentReport {
  const shown = own === undefined ? undefined : shownAs(root, own);
  const ours = contentFiles(join(root, OURS), OURS);
  const theirs =
    own !== undefined && shown !== undefined ? contentFiles(own, shown) : { files: [], ignored: [] };
  const { counts, problems: found } = inspectCatalog([...ours.files, ...theirs.files]);
  const translated = translations(root, TEXTS);
  const problems = [
    ...found,
    ...translated.flatMap((one) => one.problems),
    ...unknownLanguages(root, OWN_TEXTS),
    ...theirs.ignored.map((path) => `${path}: the name of a content file ends in .yaml`),
  ];
  const folders = [OURS, ...(shown === undefined ? [] : [shown])];
  return { ok: problems.length === 0, ...counts, folders, problems, translations: translated };
}

/** A path inside the checkout is shown without it. */
function shownAs(root: string, folder: string): string {
  const inside = relative(root, folder);
  return inside.startsWith("..") || isAbsolute(inside) || inside === "" ? folder : inside;
}

const KINDS = ["beasts", "themes", "items", "recipes", "skills", "quests", "achievements", "places"] as const;

function reportLines(report: ContentReport): string[] {
  const counts = KINDS.map((kind) => `${kind.padEnd(14)}${String(report[kind]).padStart(5)}`);
  const { problems, folders } = report;
  const translated = report.translations
    .filter(({ language }) => language !== "en")
    .flatMap(translationLines);
  const verdict =
    problems.length === 0
      ? `ok      ${folders.join(" and ")}: no problem`
      : `failed  ${folders.join(" and ")}: ${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return [...counts, "", ...translated, ...problems, ...(problems.length > 0 ? [""] : []), verdict];
}

function translationLines({ folder, texts, of, missing }: Translation): string[] {
  const share = Math.floor((texts / of) * 100);
  const named = missing.slice(0, NAMED).map((key) => `  ${key}`);
  const more = missing.length - named.length;
  return [
    `${folder}: ${texts} of ${of} texts, ${share} %${missing.length > 0 ? "; said in English:" : ""}`,
    ...named,
    ...(more > 0 ? [`  and ${more} more: --json names all`] : []),
    "",
  ];
}
