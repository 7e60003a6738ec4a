/** Reads content from folders: ours first, then the operator's own, which may only add. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Catalog, type ContentFile, parseCatalog } from "../game/catalog/catalog.ts";

/** Our content folder for a server whose entry lies in `folder`: beside the bundle, or game/content in a checkout. */
export function contentFolderFor(folder: string): string {
  const beside = join(folder, "content");
  return existsSync(beside) ? beside : join(folder, "../game/content");
}

/** Our content folder and the operator's own: beside it in an image, beside game/ in a checkout. */
export function contentFolders(ours: string): string[] {
  const own = [join(dirname(ours), "my-content"), join(dirname(dirname(ours)), "my-content")];
  return [ours, ...own.filter(existsSync).slice(0, 1)];
}

/** Throws ContentError with every problem, each with file, line and column. */
export function readCatalog(folders: readonly string[]): Catalog {
  return parseCatalog(folders.flatMap(filesIn));
}

/** Problems call ours by their path alone, and the operator's by their folder too. */
function filesIn(folder: string, at: number): ContentFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .sort()
    .map((path) => ({
      path,
      shown: at === 0 ? path : join(folder, path),
      text: readFileSync(join(folder, path), "utf8"),
    }));
}
