import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildImages } from "./build.ts";
import { RECIPE_LABEL } from "./recipe.ts";
import { docker } from "./trial.ts";

const ONE = "t-images-one:1";
const TWO = "t-images-two:2";
/** Makes a tree of one file, and shows that it was asked: the real one takes half a minute. */
const BOOTSTRAP = '#!/bin/sh\nset -e\necho base >"$1/base"\necho made >>"$(dirname "$0")/../bootstraps"\n';

/** Two tiny recipes in a folder of their own, and a cache; the images are gone after the test. */
async function makeRecipes(t: TestContext, bootstrap = BOOTSTRAP) {
  const folder = await mkdtemp(join(tmpdir(), "t-images-"));
  const cacheDir = join(folder, "cache");
  await Promise.all(["base", "one", "two"].map((name) => mkdir(join(folder, name))));
  await writeFile(join(folder, "names.json"), JSON.stringify({ one: ONE, two: TWO }));
  await writeFile(join(folder, "base/bootstrap.sh"), bootstrap);
  await chmod(join(folder, "base/bootstrap.sh"), 0o755);
  for (const name of ["one", "two"]) {
    await writeFile(join(folder, name, "Dockerfile"), `ARG BASE\nFROM \${BASE}\nCOPY content /\n`);
    await writeFile(join(folder, name, "content"), name);
  }
  t.after(async () => {
    await removeImages();
    await rm(folder, { recursive: true });
  });
  const log: string[] = [];
  const build = async () => {
    const outcomes = await buildImages({
      docker,
      cacheDir,
      nodePackageDir: folder,
      folder,
      log: (text) => log.push(text),
    });
    return outcomes.filter(({ built }) => built).map(({ name }) => name);
  };
  return { folder, cacheDir, log, build };
}

async function removeImages(): Promise<void> {
  for (const name of [ONE, TWO]) {
    await docker
      .getImage(name)
      .remove({ force: true })
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 404) throw error;
      });
  }
}

async function labelOf(name: string): Promise<string | undefined> {
  return (await docker.getImage(name).inspect()).Config.Labels?.[RECIPE_LABEL];
}

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort();
}

test("what is missing is built, labelled and archived, and a second time nothing is done", async (t) => {
  const { build, cacheDir, log } = await makeRecipes(t);
  assert.deepEqual(await build(), [ONE, TWO]);
  assert.match((await labelOf(ONE)) ?? "", /^[0-9a-f]{16}$/);
  assert.notEqual(await labelOf(ONE), await labelOf(TWO));
  const cached = await filesIn(cacheDir);
  assert.equal(cached.length, 2, cached.join());
  assert.match(cached.join(), /^base-[0-9a-f]{16}\.tar,images-[0-9a-f]{16}\.tar$/);
  log.length = 0;
  assert.deepEqual(await build(), []);
  assert.deepEqual(log, []);
});

test("a changed recipe is built again, the others not, and the image it had is gone", async (t) => {
  const { build, folder, cacheDir } = await makeRecipes(t);
  await build();
  const before = { one: (await docker.getImage(ONE).inspect()).Id, two: await labelOf(TWO) };
  await writeFile(join(folder, "one/content"), "changed");
  assert.deepEqual(await build(), [ONE]);
  assert.equal(await labelOf(TWO), before.two);
  await assert.rejects(docker.getImage(before.one).inspect(), { statusCode: 404 });
  assert.equal((await filesIn(cacheDir)).length, 2, "the archive of the old recipes is gone");
});

test("a wiped engine gets the images from the archive, without a build", async (t) => {
  const { build } = await makeRecipes(t);
  await build();
  const label = await labelOf(ONE);
  await removeImages();
  assert.deepEqual(await build(), []);
  assert.equal(await labelOf(ONE), label);
});

test("an archive that is damaged is told of and made again", async (t) => {
  const { build, cacheDir, log } = await makeRecipes(t);
  await build();
  await removeImages();
  const archive = join(cacheDir, (await filesIn(cacheDir)).find((name) => name.startsWith("images-")) ?? "");
  await writeFile(archive, "no archive");
  assert.deepEqual(await build(), [ONE, TWO]);
  assert.match(log.join("\n"), /the cached images can't be loaded/);
  await removeImages();
  assert.deepEqual(await build(), []);
});

test("a wiped engine and a changed recipe use the cached base", async (t) => {
  const { build, folder, log } = await makeRecipes(t);
  await build();
  await removeImages();
  await writeFile(join(folder, "one/content"), "changed");
  log.length = 0;
  assert.deepEqual(await build(), [ONE, TWO]);
  assert.ok(!log.includes("Debian base: debootstrap"), log.join());
});

test("an image without our label is the official one and stays", async (t) => {
  const { build, folder } = await makeRecipes(t);
  await build();
  await docker.getImage(ONE).remove();
  const official = await docker.buildImage(
    { context: join(folder, "one"), src: ["Dockerfile", "content"] },
    { t: ONE, buildargs: { BASE: "scratch" } },
  );
  await new Promise((resolve) => docker.modem.followProgress(official, resolve));
  assert.equal(await labelOf(ONE), undefined);
  assert.deepEqual(await build(), []);
  assert.equal(await labelOf(ONE), undefined);
});

test("two runs at once on one cache make everything once", async (t) => {
  const { build, folder } = await makeRecipes(t);
  const built = (await Promise.all([build(), build()])).flat();
  assert.deepEqual(built.sort(), [ONE, TWO]);
  assert.equal(await readFile(join(folder, "bootstraps"), "utf8"), "made\n");
});

test("a failing recipe names the image and what the engine says, and leaves its name free", async (t) => {
  const { build, folder } = await makeRecipes(t);
  await writeFile(join(folder, "one/Dockerfile"), `ARG BASE\nFROM \${BASE}\nCOPY nothing-here /\n`);
  await assert.rejects(
    build(),
    /^Error: The stand-in image t-images-one:1 could not be built\.\n.*nothing-here.*\n/,
  );
  await assert.rejects(docker.getImage(ONE).inspect(), { statusCode: 404 });
  assert.match((await labelOf(TWO)) ?? "", /./, "the other one is whole");
});

test("a base that can't be made is told in three lines", async (t) => {
  const { build } = await makeRecipes(t, "#!/bin/sh\necho 'debootstrap needs root' >&2\nexit 1\n");
  await assert.rejects(build(), (error: Error) => {
    assert.equal(error.message.split("\n").length, 3);
    assert.match(error.message, /debootstrap needs root/);
    return true;
  });
});

test("a run that was killed in the middle is mended by the next", async (t) => {
  const slow = BOOTSTRAP.replace(
    "set -e",
    'set -e\ntest -e "$(dirname "$0")/../bootstraps" || { touch "$(dirname "$0")/../bootstraps"; echo half >"$1/half"; exec sleep 600; }',
  );
  const { build, folder, cacheDir } = await makeRecipes(t, slow);
  const program = `
    import Docker from ${JSON.stringify(import.meta.resolve("dockerode"))};
    import { buildImages } from ${JSON.stringify(import.meta.resolve("./build.ts"))};
    await buildImages({ docker: new Docker(), cacheDir: ${JSON.stringify(cacheDir)}, nodePackageDir: "", folder: ${JSON.stringify(folder)}, log() {} });`;
  // A group of its own, as a terminal's Ctrl-C reaches the whole group.
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    detached: true,
    stdio: "ignore",
  });
  const left = async () => {
    const files = existsSync(cacheDir) ? await readdir(cacheDir, { recursive: true }) : [];
    return files.filter((file) => file.endsWith(".tree/half")).length;
  };
  while ((await left()) === 0) {
    assert.equal(child.exitCode, null, "the run ended by itself");
    await sleep(50);
  }
  process.kill(-child.pid!, "SIGKILL");
  await once(child, "close");
  assert.equal(await left(), 1, "it left half a tree");
  assert.deepEqual(await build(), [ONE, TWO]);
  assert.equal((await filesIn(cacheDir)).length, 2);
});
