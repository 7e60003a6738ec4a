import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { buildCli } from "./build.ts";

/** A cache, and a PATH that holds nothing but the given stand-in for the go command. */
async function makePlace(t: TestContext, go?: string) {
  const folder = await mkdtemp(join(tmpdir(), "t-cli-"));
  t.after(() => rm(folder, { recursive: true }));
  const cacheDir = join(folder, "cache");
  const bin = join(folder, "bin");
  await mkdir(bin);
  if (go !== undefined) {
    await writeFile(join(bin, "go"), `#!/bin/sh\n${go}`);
    await chmod(join(bin, "go"), 0o755);
  }
  const log: string[] = [];
  const build = () => buildCli({ cacheDir, log: (text) => log.push(text), env: { PATH: bin } });
  return { binary: join(cacheDir, "pulumi-v3.200.0/bin/pulumi"), build, log };
}

/** A go command that "builds" a program of the given version. */
function goThatBuilds(version: string): string {
  return `
if [ "$1" = env ]; then echo go1.26.8; exit 0; fi
while [ "$1" != -o ]; do shift; done
echo "go: downloading example.org/module v1.0.0" >&2
printf '#!/bin/sh\\necho ${version}\\n' >"$2"
/bin/chmod +x "$2"
`;
}

async function threeLines(action: Promise<unknown>, ...expected: RegExp[]): Promise<void> {
  await assert.rejects(action, ({ message }: Error) => {
    const lines = message.split("\n");
    assert.equal(lines.length, 3, message);
    for (const [index, pattern] of expected.entries()) assert.match(lines[index] ?? "", pattern);
    return true;
  });
}

test("a binary in the cache is used as it is, without go", async (t) => {
  const { binary, build, log } = await makePlace(t);
  await mkdir(dirname(binary), { recursive: true });
  await writeFile(binary, "");
  await build();
  assert.deepEqual(await build(), { path: binary });
  assert.deepEqual(log, []);
});

test("without go the error says what, why and what to do", async (t) => {
  const { build } = await makePlace(t);
  await threeLines(
    build(),
    /there is no go command/,
    /compiled from its Go module/,
    /^Install Go 1\.24 or newer/,
  );
});

test("a go that is too old is named with the version that is needed", async (t) => {
  const { build } = await makePlace(t, "echo go1.19.8");
  await threeLines(build(), /Go 1\.24 or newer is needed/, /go1\.19\.8/, /^Install Go 1\.24/);
});

test("a go that can't read the module says so in its own words", async (t) => {
  const { build } = await makePlace(t, "echo 'go: errors parsing go.mod' >&2; exit 1");
  await threeLines(build(), /Go 1\.24 or newer is needed/, /errors parsing go\.mod/, /^Install Go 1\.24/);
});

test("what go builds is put in place whole, and runs at once are one build", async (t) => {
  const { binary, build, log } = await makePlace(t, goThatBuilds("v3.200.0"));
  assert.deepEqual(await Promise.all([build(), build()]), [{ path: binary }, { path: binary }]);
  assert.deepEqual(await readdir(dirname(binary)), ["pulumi"]);
  assert.equal(log.filter((line) => line === "1 modules downloaded").length, 1, log.join());
});

test("a failing build is told with go's last lines and leaves nothing", async (t) => {
  const { binary, build } = await makePlace(
    t,
    'if [ "$1" = env ]; then echo go1.26.8; else echo "no route" >&2; exit 1; fi',
  );
  await threeLines(build(), /did not build/, /no route/, /GOPROXY/);
  assert.deepEqual(await readdir(dirname(binary)), []);
});

test("a program of another version is refused", async (t) => {
  const { binary, build } = await makePlace(t, goThatBuilds("v3.199.0"));
  await assert.rejects(build(), /says version "v3\.199\.0", not v3\.200\.0/);
  assert.deepEqual(await readdir(dirname(binary)), []);
});

test("the module pins the version that the build stamps", async () => {
  const module = await readFile(join(import.meta.dirname, "go.mod"), "utf8");
  assert.match(module, /^tool github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/m);
  assert.match(module, /^\s*(require )?github\.com\/pulumi\/pulumi\/pkg\/v3 v3\.200\.0/m);
  assert.match(module, /^\s*github\.com\/pulumi\/pulumi\/sdk\/v3 v3\.200\.0/m);
});
