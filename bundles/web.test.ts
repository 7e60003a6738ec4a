import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { bundleMigrate } from "./migrate.ts";
import { bundleWeb } from "./web.ts";

const MOST_BYTES = 4 * 1024 * 1024;

let scratch: string;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), "terminusa-bundles-"));
});
after(() => rm(scratch, { recursive: true }));

async function contents(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.sort().map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const),
  );
  return new Map(files);
}

for (const [name, bundle] of [
  ["web", bundleWeb],
  ["migrate", bundleMigrate],
] as const)
  describe(`the ${name} bundle`, () => {
    it("is the same bytes from the same tree, names no path of this machine and stays small", async () => {
      await bundle({ outDir: join(scratch, `${name}-1`) });
      await bundle({ outDir: join(scratch, `${name}-2`) });
      const [first, second] = [
        await contents(join(scratch, `${name}-1`)),
        await contents(join(scratch, `${name}-2`)),
      ];
      assert.deepEqual([...first.keys()], [...second.keys()]);
      let size = 0;
      for (const [path, content] of first) {
        assert.ok(content.equals(second.get(path)!), path);
        assert.ok(
          !content.includes(join(import.meta.dirname, "..")),
          `${path} names this machine's checkout`,
        );
        size += content.length;
      }
      assert.ok(size < MOST_BYTES, `${size} bytes`);
    });
  });

/** What a page may cost, and what its HTML and headers need of that. */
const PAGE_BYTES = 60_000;
const HTML_BYTES = 12_000;

describe("the public folder", () => {
  it("names each asset by a hash of its content and lists them all in the manifest", async () => {
    const folder = join(scratch, "web-1");
    const manifest = JSON.parse(await readFile(join(folder, "public/manifest.json"), "utf8"));
    assert.deepEqual(Object.keys(manifest).sort(), [
      "icon.svg",
      "live.js",
      "play.css",
      "play.js",
      "screen.js",
      "site.css",
      "terminusa-play.mjs",
      "terminusa-play.tgz",
    ]);
    for (const address of Object.values<string>(manifest)) {
      const content = await readFile(join(folder, "public", address));
      const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
      assert.ok(address.includes(`-${hash}.`), address);
      if (/\.(js|css|svg)$/.test(address))
        assert.ok(gunzipSync(await readFile(join(folder, "public", `${address}.gz`))).equals(content));
    }
  });

  it("runs under the page's policy: no eval and no inline worker", async () => {
    const folder = join(scratch, "web-1");
    const manifest = JSON.parse(await readFile(join(folder, "public/manifest.json"), "utf8"));
    for (const name of ["play.js", "screen.js"])
      assert.doesNotMatch(
        await readFile(join(folder, "public", manifest[name]), "utf8"),
        /\beval\(|new Worker\(/,
      );
  });

  it("has a play page of at most 60 KB before the terminal, its HTML and headers included", async () => {
    const folder = join(scratch, "web-1");
    const manifest = JSON.parse(await readFile(join(folder, "public/manifest.json"), "utf8"));
    const sizes = ["play.js", "play.css", "site.css", "icon.svg"].map(async (name) => {
      return (await readFile(join(folder, "public", `${manifest[name]}.gz`))).length;
    });
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    assert.ok(bytes < PAGE_BYTES - HTML_BYTES, `${bytes} bytes`);
  });
});
