import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";

/** The site's texts in `outDir`/texts and, where the operator has a my-texts/, that beside it. */
export async function copyTexts(root: string, outDir: string): Promise<void> {
  const own = join(root, "my-texts");
  await Promise.all([
    compileContent(join(root, "app/texts"), join(outDir, "texts")),
    existsSync(own) && compileContent(own, join(outDir, "my-texts")),
  ]);
}

/** Puts the game's content in `outDir`/content and, where the operator has a my-content/, that beside it. */
export async function copyContent(root: string, outDir: string): Promise<void> {
  const own = join(root, "my-content");
  await Promise.all([
    compileContent(join(root, "game/content"), join(outDir, "content")),
    existsSync(own) && cp(own, join(outDir, "my-content"), { recursive: true }),
  ]);
}

/**
 * The same files as JSON under their own names, which is YAML too: a server reads all of them at its start, and
 * reading YAML takes it longer than everything else then.
 */
async function compileContent(from: string, to: string): Promise<void> {
  const paths = await readdir(from, { recursive: true });
  for (const path of paths.filter((name) => name.endsWith(".yaml"))) {
    const text = await readFile(join(from, path), "utf8");
    await mkdir(dirname(join(to, path)), { recursive: true });
    await writeFile(join(to, path), compiled(text));
  }
}

// What can't be read stays as it is, so that the server names the place in it.
function compiled(text: string): string {
  const document = parseDocument(text);
  return document.errors.length > 0 ? text : `${JSON.stringify(document.toJS())}\n`;
}
