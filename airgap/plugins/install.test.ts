import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BUNDLES, buildPlugins } from "./build.ts";
import { installPlugins } from "./install.ts";
import { PluginUnderTest } from "./sdk/test-client.ts";

/** Processor time from nothing to the port, of a plugin whose code is in the compile cache. */
const STARTUP_LIMIT_MS = 500;
const log = (): void => {};

let dir: string;
before(async () => {
  // The quotes that the wrappers need are worth having in the path.
  dir = await mkdtemp(join(tmpdir(), "it's a folder-"));
});
after(() => rm(dir, { recursive: true }));

const placement = () => ({
  pulumiHome: join(dir, "home"),
  cliBinDir: join(dir, "bin"),
  outDir: join(dir, "out"),
  nodePath: process.execPath,
  log,
});

test("an installation without a build says so", async () => {
  await assert.rejects(installPlugins(placement()), /no plugins are built in .*: call buildPlugins first/);
});

test("every plugin is built and put where the CLI looks, and starts at little cost", async (t) => {
  assert.equal((await buildPlugins({ outDir: join(dir, "out"), log })).built, true);
  const { installed } = await installPlugins(placement());
  assert.deepEqual(
    installed.map((path) => path.slice(dir.length + 1).replace(/-v\d+\.\d+\.\d+/, "-vX")),
    [
      "home/plugins/resource-docker-vX/pulumi-resource-docker",
      "home/plugins/resource-random-vX/pulumi-resource-random",
      "home/plugins/resource-command-vX/pulumi-resource-command",
      "bin/pulumi-language-nodejs",
    ],
  );
  assert.equal(installed.length, BUNDLES.length);
  for (const path of installed) {
    // The first start compiles; of the later ones the fastest tells what the plugin itself needs.
    const starts: number[] = [];
    for (let round = 0; round < 4; round++) {
      const plugin = await PluginUnderTest.start(path);
      await plugin.stop();
      starts.push(plugin.startupCpuMs);
    }
    const fastest = Math.min(...starts.slice(1));
    t.diagnostic(`${path.split("/").at(-1)}: ${fastest.toFixed(0)} ms`);
    assert.ok(fastest < STARTUP_LIMIT_MS, `${path}: ${fastest} ms`);
  }
});

test("a second build and installation touch nothing", async () => {
  const path = join(dir, "bin/pulumi-language-nodejs");
  await utimes(path, 1, 1);
  assert.equal((await buildPlugins({ outDir: join(dir, "out"), log })).built, false);
  assert.deepEqual(await installPlugins(placement()), { installed: [] });
  assert.equal((await stat(path)).mtimeMs, 1_000);
});

test("a damaged wrapper is mended and a mark of an unfinished download removed", async () => {
  const path = join(dir, "bin/pulumi-language-nodejs");
  const plugins = join(dir, "home/plugins");
  const [folder] = (await readdir(plugins)).filter((name) => name.startsWith("resource-random"));
  const before = await readFile(path, "utf8");
  await writeFile(path, "damaged");
  await chmod(path, 0o600);
  await writeFile(join(plugins, `${folder}.partial`), "");
  assert.deepEqual(await installPlugins(placement()), { installed: [path] });
  assert.equal(await readFile(path, "utf8"), before);
  assert.equal((await stat(path)).mode & 0o777, 0o755);
  assert.ok(!(await readdir(plugins)).includes(`${folder}.partial`));
});

test("another selection is another build, and the old one goes", async () => {
  await buildPlugins({ outDir: join(dir, "out"), log, bundles: ["random"] });
  const builds = (await readdir(join(dir, "out"))).filter((name) => /^[0-9a-f]{16}$/.test(name));
  assert.equal(builds.length, 1);
});

test("the user's own Pulumi folder is never written to", async () => {
  await assert.rejects(
    installPlugins({ ...placement(), pulumiHome: join(homedir(), ".pulumi") }),
    /must not go into .*user's own Pulumi folder/,
  );
});
