/** A short name for the content that a server plays: the same files give the same one. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { contentFolders } from "../content.ts";

const LENGTH = 12;

/** Of our content and the operator's own; "unknown" where it can't be read. */
export async function contentVersion(folder: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for (const one of contentFolders(folder))
      for (const path of (await readdir(one, { recursive: true }))
        .filter((name) => name.endsWith(".yaml"))
        .sort())
        hash
          .update(path)
          .update("\0")
          .update(await readFile(join(one, path)));
  } catch {
    return "unknown";
  }
  return hash.digest("hex").slice(0, LENGTH);
}
