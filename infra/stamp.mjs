import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * A hash over the paths, sizes and times of change of files and of folders' files, relative to `root`:
 * whether anything may have changed, in a few milliseconds. Contents are not read.
 *
 * @param {string} root
 * @param {readonly string[]} paths
 * @returns {string} hex
 */
export function stamp(root, paths) {
  const hash = createHash("sha256");
  for (const path of paths) add(hash, root, path);
  return hash.digest("hex");
}

function add(hash, root, path) {
  const entry = statSync(join(root, path));
  hash.update(`${path} ${entry.size} ${entry.mtimeMs}\n`);
  if (entry.isDirectory())
    for (const name of readdirSync(join(root, path)).sort()) add(hash, root, `${path}/${name}`);
}
