import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { it } from "node:test";
import { listFiles } from "../../infra/images.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Which other top-level folders each may import. Whoever needs more must argue for it here. */
const ALLOWED: Record<string, string[]> = {
  game: [],
  store: ["game"],
  app: ["store", "game"],
  terminal: ["store", "game"],
  nginx: [],
  infra: ["nginx"],
  bundles: [],
  airgap: [],
  // What the site's monitoring page shows too, in the same words.
  ops: [
    ...["infra", "airgap/prepare.ts", "bench", "game"],
    ...["store/proof.ts", "store/vitals/units.ts", "store/vitals/limits.ts"],
    // `content` checks translations by what the web server reads them by.
    "app/texts",
  ],
  bench: ["ops", "infra", "bundles", "nginx", "store", "game"],
};
const PURE = ["game"];
/** Tests, and the support files that only tests import. */
const FOR_TESTS = /(\.test|\/testbed[\w-]*|\/test-[\w-]+|\/trial)\.ts$/;
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s*"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)\s*import\s*"([^"]+)"/g;

for (const [folder, allowed] of Object.entries(ALLOWED))
  it(`${folder}/ imports nothing of this project but ${allowed.join(", ") || "itself"}`, () => {
    const files = listFiles(join(ROOT, folder)).filter(
      (file) => /\.(ts|mjs|cjs)$/.test(file) && !FOR_TESTS.test(`/${file}`),
    );
    assert.ok(files.length > 0, `${folder}/ has no sources: is it still there?`);
    for (const file of files)
      for (const target of importsOf(folder, file))
        assert.ok(isAllowed(folder, allowed, target), `${folder}/${file} imports ${target}`);
  });

for (const folder of PURE)
  it(`${folder}/ does no input or output`, () => {
    for (const file of listFiles(join(ROOT, folder))) {
      if (!file.endsWith(".ts") || FOR_TESTS.test(`/${file}`)) continue;
      const modules = moduleNames(join(ROOT, folder, file)).filter((name) => name.startsWith("node:"));
      assert.deepEqual(modules, [], `${folder}/${file}`);
    }
  });

function importsOf(folder: string, file: string): string[] {
  const path = join(ROOT, folder, file);
  return moduleNames(path)
    .filter((name) => name.startsWith("."))
    .map((name) => relative(ROOT, join(dirname(path), name)));
}

function moduleNames(path: string): string[] {
  return [...readFileSync(path, "utf8").matchAll(IMPORT)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
}

function isAllowed(folder: string, allowed: string[], target: string): boolean {
  return [folder, ...allowed].some((place) => target === place || target.startsWith(`${place}/`));
}
