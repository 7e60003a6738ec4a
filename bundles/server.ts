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
  /**
   * Shortens names too, true unless given. The price is a call at run time for each function that is made, which
   * a game server makes by the million.
   */
  small?: boolean;
};

/** Compiles a server with everything that it imports to the one file `outDir`/main.js (or another `name`). */
export async function bundleServer({
  root,
  entry,
  outDir,
  name = "main",
  plugins = [],
  small = true,
}: ServerBundle): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: outDir,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    // Stack traces and error classes have their names in the logs either way.
    minifyIdentifiers: small,
    keepNames: small,
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
