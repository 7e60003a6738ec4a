import { join } from "node:path";
import { copyContent } from "./content.ts";
import { bundleServer } from "./server.ts";

const ROOT = join(import.meta.dirname, "..");

/**
 * Makes the terminal server's image content in `outDir`: main.js, content/ and, where the operator has a my-content/,
 * that beside it. The same tree gives the same bytes.
 */
export async function bundleTerminal({ outDir }: { outDir: string }): Promise<void> {
  await Promise.all([
    bundleServer({ root: ROOT, entry: "terminal/main.ts", outDir, small: false }),
    copyContent(ROOT, outDir),
  ]);
}
