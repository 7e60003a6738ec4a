import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");
/** CommonJS packages ask for Node's own modules by `require`, which an ES module doesn't have. */
const BANNER = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Makes the command-line client, `outDir`/terminusa-play.mjs: one file that any Node from 20 on runs. */
export async function bundleClient({ outDir }: { outDir: string }): Promise<void> {
  const outfile = join(outDir, "terminusa-play.mjs");
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["terminal/client/main.ts"],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: BANNER },
    // ws asks for them inside a try: they only make it faster where somebody installed them.
    external: ["bufferutil", "utf-8-validate"],
    legalComments: "none",
    logLevel: "error",
  });
  await chmod(outfile, 0o755);
}
