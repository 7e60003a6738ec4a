import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";

/** Copies the game's content to `outDir`/content and, where the operator has a my-content/, that beside it. */
export async function copyContent(root: string, outDir: string): Promise<void> {
  const own = join(root, "my-content");
  await Promise.all([
    cp(join(root, "game/content"), join(outDir, "content"), { recursive: true }),
    existsSync(own) && cp(own, join(outDir, "my-content"), { recursive: true }),
  ]);
}
