import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { BANNER } from "./server.ts";

const ROOT = join(import.meta.dirname, "..");

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
