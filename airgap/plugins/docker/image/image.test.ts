import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { type Bag, Secret, UNKNOWN } from "../../sdk/values.ts";
import { containerType } from "../container/container.ts";
import type { Engines } from "../engine.ts";
import { connectTest, IMAGE, importBusybox, leave, type Made, Rig } from "../test-rig.ts";
import { imageType } from "./image.ts";

let engines: Engines;
let folder: string;
const rig = new Rig(imageType(() => engines));
const containers = new Rig(containerType(() => engines));
const NAME = `t-docker-built:${process.pid}`;
const built = new Set<string>();

before(async () => {
  engines = await connectTest();
  await importBusybox(engines);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "t-docker-image-"));
  const dockerfile = [
    `FROM ${IMAGE} AS base`,
    "ARG WHO=nobody",
    "COPY . /app",
    "LABEL who=$WHO",
    "FROM base AS last",
  ];
  await writeFile(join(folder, "Dockerfile"), `${dockerfile.join("\n")}\n`);
  await writeFile(join(folder, "main.js"), "one");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function create(news: Bag): Promise<Made> {
  const made = await rig.create(news);
  built.add(made.outputs.repoDigest as string);
  return made;
}

after(async () => {
  await containers.clean();
  for (const image of [NAME, ...built]) {
    // Removing one image takes those with it that only it needed.
    await engines.main.docker
      .getImage(image)
      .remove({ force: true })
      .catch(() => undefined);
  }
  await leave(engines);
});

function program(build: Bag = {}): Bag {
  return {
    imageName: NAME,
    skipPush: true,
    build: { context: folder, builderVersion: "BuilderV1", ...build },
  };
}

async function output(image: string, ...command: string[]): Promise<string> {
  const made = await containers.create({ image, command, mustRun: false, attach: true, logs: true });
  await containers.delete(made);
  return made.outputs.containerLogs as string;
}

test("t-docker-image builds a context, and an unchanged one isn't built again", async () => {
  const made = await create(program({ args: { WHO: "me" } }));
  const { repoDigest } = made.outputs;
  const info = await engines.main.docker.getImage(repoDigest as string).inspect();
  assert.equal(made.id, NAME);
  assert.equal(repoDigest, info.Id);
  assert.equal(made.outputs.baseImageName, NAME);
  assert.equal(made.outputs.dockerfile, "Dockerfile");
  assert.equal(info.Config.Labels?.who, "me");
  assert.ok(made.outputs.__inputs instanceof Secret);
  assert.equal(await output(repoDigest as string, "cat", "/app/main.js"), "one");
  assert.deepEqual(await rig.diff(made, program({ args: { WHO: "me" } })), {});
  const read = await rig.read(made);
  assert.deepEqual(await rig.diff(read!, program({ args: { WHO: "me" } })), {});
});

test("t-docker-image is rebuilt in place when a file changes, and its repoDigest with it", async () => {
  const made = await create(program());
  await writeFile(join(folder, "main.js"), "two");
  assert.deepEqual(await rig.diff(made, program()), { "build.contextDigest": "update" });
  const updated = await rig.update(made, program());
  assert.notEqual(updated.outputs.repoDigest, made.outputs.repoDigest);
  assert.equal(await output(updated.outputs.repoDigest as string, "cat", "/app/main.js"), "two");
  assert.deepEqual(await rig.diff(updated, program()), {});
});

test("t-docker-image digest counts names, modes and links, not what .dockerignore leaves out", async () => {
  const digest = async (): Promise<unknown> => ((await rig.inputs(program())).build as Bag).contextDigest;
  await writeFile(join(folder, ".dockerignore"), "# comment\nnode_modules\n**/*.md\n!keep.md\n");
  const first = await digest();
  await mkdir(join(folder, "node_modules/x"), { recursive: true });
  await writeFile(join(folder, "node_modules/x/index.js"), "x");
  await writeFile(join(folder, "README.md"), "x");
  assert.equal(await digest(), first);
  await writeFile(join(folder, "keep.md"), "x");
  const kept = await digest();
  assert.notEqual(kept, first);
  await chmod(join(folder, "main.js"), 0o755);
  const executable = await digest();
  assert.notEqual(executable, kept);
  await symlink("main.js", join(folder, "link"));
  assert.notEqual(await digest(), executable);
  const made = await create(program());
  const listing = await output(made.outputs.repoDigest as string, "ls", "-A", "/app");
  assert.deepEqual(listing.trim().split("\n").sort(), [
    ".dockerignore",
    "Dockerfile",
    "keep.md",
    "link",
    "main.js",
  ]);
});

test("t-docker-image takes a Dockerfile from outside its context, and a target", async () => {
  const outside = join(folder, "..", `${folder.split("/").pop()}.Dockerfile`);
  await writeFile(outside, `FROM ${IMAGE} AS first\nCOPY . /app\nFROM ${IMAGE}\nLABEL second=1\n`);
  try {
    const made = await create(program({ dockerfile: outside, target: "first" }));
    assert.match(made.outputs.dockerfile as string, /^\.\.\//);
    const listing = await output(made.outputs.repoDigest as string, "ls", "-A", "/app");
    assert.deepEqual(listing.trim().split("\n").sort(), ["Dockerfile", "main.js"]);
  } finally {
    await rm(outside);
  }
});

test("t-docker-image that can't be built quotes the build's last lines", async () => {
  await writeFile(join(folder, "Dockerfile"), `FROM ${IMAGE}\nRUN echo the reason; exit 7\n`);
  const failed = () => engines.main.docker.listContainers({ all: true, filters: { exited: ["7"] } });
  const before = new Set((await failed()).map(({ Id }) => Id));
  await assert.rejects(rig.create(program()), /error building image: .*code: 7[\s\S]*the reason/);
  const left = (await failed()).filter(
    ({ Id, Command }) => !before.has(Id) && Command.includes("the reason"),
  );
  assert.deepEqual(left, [], "the failed step's container is removed");
  await writeFile(join(folder, "Dockerfile"), "FROM 127.0.0.1:1/t-docker-missing:1\n");
  await assert.rejects(rig.create(program()), /t-docker-missing/);
});

test("t-docker-image check refuses BuildKit, registries, pushing and what it lacks", async () => {
  const wrong: [Bag, string][] = [
    [program({ builderVersion: "BuilderBuildKit" }), "build.builderVersion"],
    [program({ builderVersion: null }), "build.builderVersion"],
    [program({ cacheFrom: { images: ["x"] } }), "build.cacheFrom"],
    [{ ...program(), registry: { server: "x" } }, "registry"],
    [{ ...program(), skipPush: false }, "skipPush"],
    [{ ...program(), imageName: null }, "imageName"],
    [program({ dockerfile: "elsewhere" }), "build.dockerfile"],
    [program({ args: { A: 1 } }), "build.args"],
  ];
  for (const [news, property] of wrong) {
    const { failures } = await rig.check(news);
    assert.deepEqual(
      failures.map((failure) => failure.property),
      [property],
    );
  }
  await symlink("nowhere", join(folder, "broken"));
  const { failures } = await rig.check(program());
  assert.match(failures[0]!.reason, /could not evaluate symlink/);
});

test("t-docker-image preview passes unknowns and builds only when asked to", async () => {
  const { inputs, failures } = await rig.check(program({ args: { WHO: UNKNOWN }, context: UNKNOWN }));
  assert.deepEqual(failures, []);
  assert.equal((inputs.build as Bag).dockerfile, UNKNOWN);
  assert.equal((inputs.build as Bag).contextDigest, undefined);
  const echoed = await rig.preview(inputs);
  assert.equal(echoed.outputs.repoDigest, undefined);
  const built = await rig.preview(await rig.inputs({ ...program(), buildOnPreview: true }));
  assert.match(built.outputs.repoDigest as string, /^sha256:/);
});

test("t-docker-image build ends when it is cancelled, and deleting an image leaves it there", async () => {
  await writeFile(join(folder, "Dockerfile"), `FROM ${IMAGE}\nRUN sleep 60\n`);
  // Not ended, the build would succeed after its minute.
  await assert.rejects(rig.create(program(), AbortSignal.timeout(1000)), /timed out|cancelled/);
  await writeFile(join(folder, "Dockerfile"), `FROM ${IMAGE}\n`);
  const made = await create(program());
  await rig.delete(made);
  assert.ok(await engines.main.docker.getImage(NAME).inspect());
});
