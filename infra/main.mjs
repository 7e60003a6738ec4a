// Entry of the Pulumi program: compiles infra/ with esbuild (some 50 ms, no type check) and runs it.
// Plain JavaScript, because it must start under any Node and Pulumi version before anything is compiled.
import { createRequire } from "node:module";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { keepTreeClean } from "./clean-tree.mjs";

const root = join(import.meta.dirname, "..");
const out = join(root, ".build");

export default function program() {
  keepTreeClean(root);
  buildSync({
    absWorkingDir: root,
    entryPoints: { program: "infra/index.ts" },
    outdir: out,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node22",
    logOverride: { "empty-import-meta": "silent" },
    sourcemap: true,
    logLevel: "error",
  });
  return createRequire(import.meta.url)(join(out, "program.cjs")).deploy(root);
}
