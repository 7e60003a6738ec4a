// Entry of the Pulumi program: compiles infra/ with esbuild when it has changed, and runs it.
// Plain JavaScript, because it must start under any Node and Pulumi version before anything is compiled.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { keepTreeClean } from "./clean-tree.mjs";
import { spareTheSdk } from "./sdk.mjs";
import { stamp } from "./stamp.mjs";

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, "..");
const out = join(root, ".build");
const SOURCES = ["infra", "nginx", "package-lock.json"];

export default function program() {
  spareTheSdk(require, process.env);
  keepTreeClean(root);
  compileIfChanged();
  return require(join(out, "program.cjs")).deploy(root);
}

function compileIfChanged() {
  const now = stamp(root, SOURCES);
  const file = join(out, "program.stamp");
  if (existsSync(file) && readFileSync(file, "utf8") === now) return;
  require("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: { program: "infra/index.ts" },
    outdir: out,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    // The SDKs must be the very ones that run this program; the rest loads faster when bundled.
    external: ["@pulumi/*", "esbuild", "dockerode"],
    platform: "node",
    format: "cjs",
    target: "node22",
    logOverride: { "empty-import-meta": "silent" },
    logLevel: "error",
  });
  writeFileSync(file, now);
}
