import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const LOCKFILE = join(HERE, "../../package-lock.json");
const FINGERPRINT_LENGTH = 16;

/** Everything that is built: the resource plugins and the language host. */
export const BUNDLES = ["docker", "random", "command", "language-nodejs"] as const;
export type Bundle = (typeof BUNDLES)[number];

const WITHOUT_TRACING = "language-nodejs/without-tracing.cjs";
const UNUSED = join(HERE, "unused.cjs");

// V8 keeps what it compiled beside the bundle: it halves the start, and the engine waits for every plugin's.
const STARTER = [
  'require("node:module").enableCompileCache(require("node:path").join(__dirname, "../compile-cache"));',
  'require("./main.cjs");',
  "",
].join("\n");

/**
 * Bundles each plugin into `<outDir>/<fingerprint>/<bundle>/{start,main}.cjs` and points `<outDir>/current` there.
 * Does nothing when the sources, the lockfile and Node are those of the last build. Returns the current folder.
 */
export async function buildPlugins({
  outDir,
  log,
  bundles = BUNDLES,
}: {
  outDir: string;
  log: (text: string) => void;
  bundles?: readonly Bundle[];
}): Promise<{ dir: string; built: boolean }> {
  const fingerprint = await fingerprintOf(bundles);
  const dir = join(outDir, fingerprint);
  if (existsSync(dir)) {
    await pointTo(outDir, fingerprint);
    log("unchanged");
    return { dir, built: false };
  }
  const unfinished = `${dir}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  log(`bundling ${bundles.join(", ")}`);
  await bundle(unfinished, bundles);
  await rename(unfinished, dir).catch((error: NodeJS.ErrnoException) => {
    // Another run finished the same build first.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    return rm(unfinished, { recursive: true, force: true });
  });
  await pointTo(outDir, fingerprint);
  await removeOld(outDir, fingerprint);
  return { dir, built: true };
}

async function bundle(dir: string, bundles: readonly Bundle[]): Promise<void> {
  const { build } = await import("esbuild");
  await build({
    entryPoints: bundles.map((name) => ({ in: join(HERE, name, "main.ts"), out: `${name}/main` })),
    outdir: dir,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node22",
    // As an ES module, importing node:http would load all that hangs on it: half of a start.
    format: "cjs",
    define: { "import.meta.dirname": "__dirname" },
    // dockerode loads both at once and needs neither here: SSH goes through the system's ssh, and the builds
    // are the classic builder's. They would double the docker plugin's start.
    alias: { ssh2: UNUSED, "@grpc/proto-loader": UNUSED },
    logLevel: "warning",
  });
  for (const name of bundles) await writeFile(join(dir, name, "start.cjs"), STARTER);
  if (bundles.includes("language-nodejs"))
    await copyFile(join(HERE, WITHOUT_TRACING), join(dir, WITHOUT_TRACING));
}

async function fingerprintOf(bundles: readonly Bundle[]): Promise<string> {
  const sources = (await readdir(HERE, { recursive: true }))
    .filter((file) => /\.(ts|cjs)$/.test(file) && !file.endsWith(".test.ts"))
    .toSorted();
  const hash = createHash("sha256").update(`${process.version}\n${bundles.join()}\n`);
  for (const file of sources) hash.update(`${file}\n`).update(await readFile(join(HERE, file)));
  return hash
    .update(await readFile(LOCKFILE))
    .digest("hex")
    .slice(0, FINGERPRINT_LENGTH);
}

async function pointTo(outDir: string, fingerprint: string): Promise<void> {
  const link = join(outDir, "current");
  if ((await readlink(link).catch(() => null)) === fingerprint) return;
  await mkdir(outDir, { recursive: true });
  const fresh = `${link}.${process.pid}`;
  await rm(fresh, { force: true });
  await symlink(fingerprint, fresh);
  await rename(fresh, link);
}

async function removeOld(outDir: string, keep: string): Promise<void> {
  const builds = (await readdir(outDir)).filter((name) => /^[0-9a-f]{16}$/.test(name) && name !== keep);
  await Promise.all(builds.map((name) => rm(join(outDir, name), { recursive: true, force: true })));
}
