import { cp } from "node:fs/promises";
import { join } from "node:path";
import { bundleServer } from "./server.ts";

const ROOT = join(import.meta.dirname, "..");

/** Makes the terminal server's image content in `outDir`: main.js and content/. The same tree gives the same bytes. */
export async function bundleTerminal({ outDir }: { outDir: string }): Promise<void> {
  await Promise.all([
    bundleServer({ root: ROOT, entry: "terminal/main.ts", outDir }),
    cp(join(ROOT, "game/content"), join(outDir, "content"), { recursive: true }),
  ]);
}
