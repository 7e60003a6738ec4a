import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { ContentFile } from "../../game/catalog/catalog.ts";

/** Every YAML file in a folder and the folders in it, sorted; problems call them `<shown>/<path>`. */
export function contentFiles(folder: string, shown: string): ContentFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => pathOf(folder, entry))
    .sort()
    .map((path) => ({ path, shown: `${shown}/${path}`, text: readFileSync(join(folder, path), "utf8") }));
}

const pathOf = (folder: string, entry: Dirent) =>
  relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
