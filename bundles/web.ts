import { createHash } from "node:crypto";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { clientDownloads } from "./client.ts";
import { copyContent, copyTexts } from "./content.ts";
import { bundleServer } from "./server.ts";

const ROOT = join(import.meta.dirname, "..");
const BROWSERS = ["chrome111", "firefox115", "safari16.4"];
const HASH_LENGTH = 12;
/** Nginx serves `<name>.gz` beside an asset as it is. */
const GZIP = new Set([".js", ".css", ".svg"]);

/**
 * Makes the web server's image content in `outDir`: main.js, views/, content/ and texts/ (and my-content/ and my-texts/),
 * public/assets/ with names that hold a hash of the content, and public/manifest.json from plain names to addresses. The
 * same tree gives the same bytes.
 */
export async function bundleWeb({ outDir }: { outDir: string }): Promise<void> {
  await Promise.all([
    bundleServer({ root: ROOT, entry: "app/main.ts", outDir }),
    bundleServer({ root: ROOT, entry: "app/publish-assets.ts", name: "publish-assets", outDir }),
    cp(join(ROOT, "app/views"), join(outDir, "views"), { recursive: true }),
    copyContent(ROOT, outDir),
    copyTexts(ROOT, outDir),
    bundlePublic(join(outDir, "public")),
  ]);
}

/** The browser's part alone. */
export async function bundlePublic(outDir: string): Promise<void> {
  const files = [
    ...(await compile()),
    ...(await clientDownloads()),
    { name: "icon.svg", content: await readFile(join(ROOT, "app/public/icon.svg")) },
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  await mkdir(join(outDir, "assets"), { recursive: true });
  const manifest: Record<string, string> = {};
  for (const { name, content } of files) {
    const hashed = hashedName(name, content);
    manifest[name] = `/assets/${hashed}`;
    await writeFile(join(outDir, "assets", hashed), content);
    if (GZIP.has(extname(name)))
      await writeFile(join(outDir, "assets", `${hashed}.gz`), gzipSync(content, { level: 9 }));
  }
  await writeFile(join(outDir, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function compile(): Promise<{ name: string; content: Uint8Array }[]> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [
      "app/client/live.ts",
      "app/client/play.ts",
      "app/client/screen.ts",
      "app/client/play.css",
      "app/public/site.css",
    ],
    entryNames: "[name]",
    outdir: ".",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: BROWSERS,
    legalComments: "none",
    logLevel: "error",
  });
  return outputFiles.map(({ path, contents }) => ({ name: path.slice(ROOT.length + 1), content: contents }));
}

function hashedName(name: string, content: Uint8Array): string {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, HASH_LENGTH);
  const ending = extname(name);
  return `${name.slice(0, -ending.length)}-${hash}${ending}`;
}
