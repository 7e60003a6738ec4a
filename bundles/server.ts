import { build, type Plugin } from "esbuild";

/** CommonJS packages ask for Node's own modules by `require`, which an ES module doesn't have. */
export const BANNER =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

export type ServerBundle = {
  /** The checkout's folder. */
  root: string;
  /** From `root`, e.g. `app/main.ts`. */
  entry: string;
  outDir: string;
  /** Of the resulting file, without .js; `main` unless given. */
  name?: string;
  plugins?: Plugin[];
};

/** Compiles a server with everything that it imports to the one file `outDir`/main.js (or another `name`). */
export async function bundleServer({
  root,
  entry,
  outDir,
  name = "main",
  plugins = [],
}: ServerBundle): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: outDir,
    bundle: true,
    minify: true,
    // Stack traces and error classes keep their names in the logs.
    keepNames: true,
    platform: "node",
    format: "esm",
    target: "node26",
    banner: { js: BANNER },
    legalComments: "none",
    // pg asks for it inside a try: it isn't installed, and isn't needed.
    external: ["pg-native"],
    plugins,
    logLevel: "error",
  });
}
