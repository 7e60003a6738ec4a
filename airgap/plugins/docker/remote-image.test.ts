import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ProviderError } from "../sdk/provider.ts";
import type { Engines } from "./engine.ts";
import { remoteImageType } from "./remote-image.ts";
import { connectTest, IMAGE, importBusybox, leave, Rig } from "./test-rig.ts";

let engines: Engines;
const rig = new Rig(remoteImageType(() => engines));
const COPY = `t-docker-copy:${process.pid}`;

before(async () => {
  engines = await connectTest();
  await importBusybox(engines);
});

after(async () => {
  await rig.clean();
  await leave(engines);
});

async function tagCopy(): Promise<void> {
  const [repo, tag] = COPY.split(":") as [string, string];
  await engines.main.docker.getImage(IMAGE).tag({ repo, tag });
}

test("t-docker-remote-image takes the engine's own image without a registry", async () => {
  const program = { name: IMAGE, keepLocally: true };
  const made = await rig.create(program);
  const { Id } = await engines.main.docker.getImage(IMAGE).inspect();
  assert.equal(made.outputs.imageId, Id);
  assert.equal(made.outputs.repoDigest, "");
  assert.equal(made.id, `${Id}${IMAGE}`);
  assert.deepEqual(await rig.diff(made, program), {});
  const read = await rig.read(made);
  assert.deepEqual(read?.outputs, made.outputs);
  assert.deepEqual(read?.inputs, program);
});

test("t-docker-remote-image that is nowhere fails, naming it and the reason", async () => {
  const missing = "127.0.0.1:1/t-docker-missing:1";
  await assert.rejects(rig.create({ name: missing }), (error) => {
    assert.ok(error instanceof ProviderError);
    assert.match(
      error.message,
      /Unable to read Docker image into resource: .*t-docker-missing:1.*connection refused/,
    );
    return true;
  });
});

test("t-docker-remote-image delete removes the name unless it is kept", async () => {
  await tagCopy();
  const kept = await rig.create({ name: COPY, keepLocally: true });
  await rig.delete(kept);
  assert.ok(await rig.read(kept));
  const made = await rig.update(kept, { name: COPY, keepLocally: false });
  await rig.delete(made);
  assert.equal(await rig.read(made), null);
  await rig.delete(made);
});

test("t-docker-remote-image name and triggers replace, create-first, and keepLocally updates", async () => {
  const made = await rig.create({ name: IMAGE, keepLocally: true });
  assert.deepEqual(await rig.diff(made, { name: IMAGE, keepLocally: true, triggers: { a: "1" } }), {
    triggers: "add-replace",
  });
  assert.deepEqual(await rig.diff(made, { name: IMAGE }), { keepLocally: "delete" });
  const news = await rig.inputs({ name: COPY, keepLocally: true });
  const result = await rig.type.diff({
    urn: "u",
    olds: made.outputs,
    oldInputs: {},
    id: "x",
    news,
    ignoreChanges: [],
  });
  assert.equal(result.detailed.name?.kind, "update-replace");
  assert.equal(result.deleteBeforeReplace, false);
});

test("t-docker-remote-image refuses builds and needs a name", async () => {
  const { failures } = await rig.check({ build: { context: "." } });
  assert.deepEqual(failures.map(({ property }) => property).sort(), ["build", "name"]);
});
