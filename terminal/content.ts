/** Reads content from folders: ours first, then the operator's own, which may only add. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Catalog, parseCatalog } from "../game/catalog/catalog.ts";

/** Throws ContentError with every problem, each with file, line and column. */
export function readCatalog(folders: readonly string[]): Catalog {
  return parseCatalog(folders.flatMap(filesIn));
}

function filesIn(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
}
