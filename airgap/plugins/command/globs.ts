import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { Asset } from "../sdk/values.ts";

/**
 * The files under `dir` that the globs select, as assets by their path relative to `dir`. The last glob that matches
 * a file decides; one that begins with `!` leaves it out. `*` stays inside a folder, `**` doesn't.
 */
export async function selectFiles(dir: string, globs: string[]): Promise<Record<string, Asset>> {
  const rules = globs.map((glob) => {
    const excluding = glob.startsWith("!");
    return { excluding, pattern: globPattern(excluding ? glob.slice(1) : glob) };
  });
  const selected = (await filesUnder(dir)).filter((file) => {
    const deciding = rules.findLast(({ pattern }) => pattern.test(file));
    return deciding !== undefined && !deciding.excluding;
  });
  const assets = selected.map(async (file): Promise<[string, Asset]> => {
    const path = join(dir, file);
    const hash = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    return [file, new Asset("path", path, hash)];
  });
  return Object.fromEntries(await Promise.all(assets));
}

async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .toSorted();
}

/** The glob dialect of the official plugin: `**`, `*`, `?`, `[a-z]`, `[!a-z]`, `{one,two}`, and a backslash to escape. */
export function globPattern(glob: string): RegExp {
  let depth = 0;
  const source = glob.replace(/\*\*|\\[\s\S]|\[!?[^\]]+\]|[\s\S]/g, (token) => {
    if (token === "**") return "[\\s\\S]*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token === "{") {
      depth++;
      return "(?:";
    }
    if (token === "}" && depth > 0) {
      depth--;
      return ")";
    }
    if (token === "," && depth > 0) return "|";
    if (token.length > 2 && token.startsWith("[")) return token.replace("[!", "[^").replaceAll("\\", "\\\\");
    return (token.length === 2 ? token.slice(1) : token).replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
  });
  return new RegExp(`^${source}$`);
}
