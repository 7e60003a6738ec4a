import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import tar from "tar-stream";
import { BANNER } from "./server.ts";

const ROOT = join(import.meta.dirname, "..");
export const CLIENT_FILE = "terminusa-play.mjs";
export const CLIENT_PACKAGE = "terminusa-play.tgz";
/** The time of every file in the package (s since 1970): the same tree gives the same bytes. */
const PACKED_AT = new Date(1_500_000_000_000);

/** Makes the command-line client, `outDir`/terminusa-play.mjs: one file that any Node from 20 on runs. */
export async function bundleClient({ outDir }: { outDir: string }): Promise<void> {
  const outfile = join(outDir, CLIENT_FILE);
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

/** What a player may download: the client as one file, and as a package for `npx` and `npm install`. */
export async function clientDownloads(): Promise<{ name: string; content: Uint8Array }[]> {
  const folder = await mkdtemp(join(tmpdir(), "terminusa-client-"));
  try {
    await bundleClient({ outDir: folder });
    const client = await readFile(join(folder, CLIENT_FILE));
    return [
      { name: CLIENT_FILE, content: client },
      { name: CLIENT_PACKAGE, content: await packed(client) },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function packed(client: Buffer): Promise<Buffer> {
  const archive = tar.pack();
  archive.entry({ name: "package/package.json", mtime: PACKED_AT }, await manifest());
  archive.entry({ name: `package/${CLIENT_FILE}`, mode: 0o755, mtime: PACKED_AT }, client);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks), { level: 9 });
}

async function manifest(): Promise<string> {
  const ours = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const { version, license } = ours as { version: string; license: string };
  const about = {
    name: "terminusa-play",
    version,
    license,
    description: "Plays Terminusa Online in a terminal",
    type: "module",
    bin: { "terminusa-play": CLIENT_FILE },
    engines: { node: ">=20" },
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}
