import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { stamp } from "./stamp.mjs";

/** Folders and files whose change may change a bundle. */
const SOURCES = [
  "app",
  "terminal",
  "game",
  "my-content",
  "my-texts",
  "store",
  "bundles",
  "infra/commands",
  "infra/host.ts",
  "infra/verify.ts",
  "package-lock.json",
];
const STAMP = ".build/bundles.stamp";

/**
 * Makes the build contexts .build/web, .build/terminal and .build/migrate and the commands in
 * .build/commands, by running bundles/main.ts's own compiled form. Skipped when no source file has changed
 * since the last time: the images' tags come from the bundles' contents, so a needless bundling changes nothing.
 */
export async function makeBundles(root: string): Promise<void> {
  const now = stamp(
    root,
    SOURCES.filter((path) => existsSync(join(root, path))),
  );
  const file = join(root, STAMP);
  if (existsSync(file) && readFileSync(file, "utf8") === now) return;
  const bundler = join(root, ".build/bundler.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["bundles/main.ts"],
    outfile: bundler,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  const { makeContexts } = (await import(bundler)) as {
    makeContexts(root: string, out: string): Promise<void>;
  };
  const fresh = join(root, ".build/fresh");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await makeContexts(root, fresh);
  for (const name of ["web", "terminal", "migrate", "commands"]) {
    rmSync(join(root, ".build", name), { recursive: true, force: true });
    renameSync(join(fresh, name), join(root, ".build", name));
  }
  writeFileSync(file, now);
}
