import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { bundleServer } from "./server.ts";

const ROOT = join(import.meta.dirname, "..");

/** Makes the migration job's image content in `outDir`: main.js and migrations/. */
export async function bundleMigrate({ outDir }: { outDir: string }): Promise<void> {
  await Promise.all([
    bundleServer({ root: ROOT, entry: "store/migrate/main.ts", outDir, plugins: [withoutScripts] }),
    cp(join(ROOT, "store/migrations"), join(outDir, "migrations"), { recursive: true }),
  ]);
}

/** The migrations are plain SQL, so node-pg-migrate's compiler for scripts stays out: it is most of its size. */
const withoutScripts: Plugin = {
  name: "without-scripts",
  setup(build) {
    build.onResolve({ filter: /^jiti$/ }, () => ({ path: "jiti", namespace: "without-scripts" }));
    build.onLoad({ filter: /.*/, namespace: "without-scripts" }, () => ({
      contents: `export const createJiti = () => ({
        import(path) { throw new Error(path + " is not SQL: migrations are plain SQL files"); },
      });`,
    }));
  },
};
