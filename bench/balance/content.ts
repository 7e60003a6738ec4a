/** All of game/content, from the disk. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Catalog, parseCatalog } from "../../game/catalog/catalog.ts";

const FOLDER = join(import.meta.dirname, "../../game/content");

export function readCatalog(): Catalog {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".yaml"),
  );
  return parseCatalog(paths.sort().map((path) => ({ path, text: readFileSync(join(FOLDER, path), "utf8") })));
}
