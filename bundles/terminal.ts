import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { bundleServer } from "./server.ts";

const ROOT = join(import.meta.dirname, "..");

/**
 * Makes the terminal server's image content in `outDir`: main.js, content/ and, where the operator has a my-content/,
 * that beside it. The same tree gives the same bytes.
 */
export async function bundleTerminal({ outDir }: { outDir: string }): Promise<void> {
  await Promise.all([
    bundleServer({ root: ROOT, entry: "terminal/main.ts", outDir }),
    cp(join(ROOT, "game/content"), join(outDir, "content"), { recursive: true }),
    existsSync(join(ROOT, "my-content")) &&
      cp(join(ROOT, "my-content"), join(outDir, "my-content"), { recursive: true }),
  ]);
}
