import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { ContentFile } from "../../game/catalog/catalog.ts";

/**
 * Every `.yaml` file in a folder and the folders in it, sorted; problems call them `<shown>/<path>`. `ignored` are
 * files that look like content and that no server would read.
 */
export function contentFiles(folder: string, shown: string): { files: ContentFile[]; ignored: string[] } {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => pathOf(folder, entry))
    .sort();
  const files = paths
    .filter((path) => path.endsWith(".yaml"))
    .map((path) => ({ path, shown: `${shown}/${path}`, text: readFileSync(join(folder, path), "utf8") }));
  const ignored = paths
    .filter((path) => /\.(yml|json|yaml\.txt)$/i.test(path))
    .map((path) => `${shown}/${path}`);
  return { files, ignored };
}

const pathOf = (folder: string, entry: Dirent) =>
  relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
