import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "../../../../test/patience.ts";
import { InitFailed, ProviderError } from "../../sdk/provider.ts";
import type { Bag } from "../../sdk/values.ts";
import type { Engines } from "../engine.ts";
import { connectTest, IMAGE, importBusybox, leave, Rig } from "../test-rig.ts";
import { containerType } from "./container.ts";

let engines: Engines;
const rig = new Rig(containerType(() => engines));

before(async () => {
  engines = await connectTest();
  await importBusybox(engines);
});

after(async () => {
  await rig.clean();
  await leave(engines);
});

const sleeping = { image: IMAGE, command: ["sh", "-c", "exec sleep 3600"] };
const unhealthy = { tests: ["CMD", "cat", "/nowhere"], interval: "200ms", retries: 1 };

async function initFailure(program: Bag, signal?: AbortSignal): Promise<InitFailed> {
  const error = await rig.create(program, signal).then(
    () => assert.fail("the create should have failed"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof InitFailed, String(error));
  return error;
}

async function isRunning(id: string): Promise<boolean> {
  return (await engines.main.docker.getContainer(id).inspect()).State.Running;
}

test("t-docker-wait fails when the time is up, leaves the container running, and the next update asks no more", async () => {
  const program = { ...sleeping, healthcheck: unhealthy, wait: true, waitTimeout: 1 };
  const start = performance.now();
  const failure = await initFailure(program);
  assert.ok(performance.now() - start >= 990, "unhealthy isn't the end of the wait");
  assert.match(failure.reasons[0]!, /container failed to be in healthy state/);
  assert.equal(await isRunning(failure.id), true);
  const inputs = await rig.inputs(program, failure.outputs);
  const made = { id: failure.id, outputs: failure.outputs, inputs };
  assert.deepEqual(await rig.diff(made, program), {});
  await rig.update(made, program);
});

test("t-docker-wait goes on when the container has exited", async () => {
  const start = performance.now();
  const program = { image: IMAGE, command: ["true"], healthcheck: unhealthy, wait: true, waitTimeout: 1 };
  const failure = await initFailure(program);
  assert.ok(performance.now() - start >= 990);
  assert.equal(failure.outputs.mustRun, true, "nothing was read: the state is what was planned");
});

test("t-docker-wait without a healthcheck is an error at once", async () => {
  const failure = await initFailure({ ...sleeping, wait: true, waitTimeout: 30 });
  assert.match(failure.reasons[0]!, /does not have a healthcheck defined/);
});

test("t-docker-uploads into a read-only container fail", async () => {
  const failure = await initFailure({ ...sleeping, readOnly: true, uploads: [{ file: "/x", content: "x" }] });
  assert.match(failure.reasons[0]!, /Unable to upload volume content: .*read-only/);
});

test("t-docker-uploads of nothing, or of two contents, fail", async () => {
  const nothing = await initFailure({ ...sleeping, uploads: [{ file: "/x", content: "" }] });
  assert.match(nothing.reasons[0]!, /must be set/);
  const both = await initFailure({
    ...sleeping,
    uploads: [{ file: "/x", content: "a", source: "/etc/hostname" }],
  });
  assert.match(both.reasons[0]!, /can be set/);
});

test("t-docker-create with a network that isn't there keeps the container and names the network", async () => {
  const failure = await initFailure({ ...sleeping, networksAdvanced: [{ name: "t-docker-nowhere" }] });
  assert.match(failure.reasons[0]!, /network t-docker-nowhere not found/);
});

test("t-docker-create of a command that can't start keeps the container", async () => {
  const failure = await initFailure({ image: IMAGE, command: ["/no/such/command"] });
  assert.match(failure.reasons[0]!, /Unable to start container/);
  assert.equal(await isRunning(failure.id), false);
});

test("t-docker-create of a missing image names it and leaves nothing behind", async () => {
  const program = { image: "127.0.0.1:1/t-docker-missing:1" };
  await assert.rejects(rig.create(program), (error) => {
    assert.ok(error instanceof ProviderError);
    assert.match(error.message, /Unable to create container with image 127\.0\.0\.1:1\/t-docker-missing:1/);
    return true;
  });
});

test("t-docker-create under a name that is taken is a clean failure", async () => {
  const made = await rig.create(sleeping);
  await assert.rejects(rig.create({ ...sleeping, name: made.outputs.name as string }), (error) => {
    assert.ok(error instanceof ProviderError);
    assert.equal(error.code, "ALREADY_EXISTS");
    return true;
  });
});

test("t-docker-create refuses what the official plugin refuses to tell an engine of this version", async () => {
  const mounts = [{ type: "volume", source: "t-docker-v", target: "/v", volumeOptions: { noCopy: true } }];
  const healthcheck = { tests: ["CMD", "true"], startInterval: "1s" };
  if (engines.main.apiVersion !== "1.41") return;
  await assert.rejects(rig.create({ ...sleeping, mounts }), /requires docker version 1\.45 or higher/);
  await assert.rejects(rig.create({ ...sleeping, healthcheck }), /requires API version 1\.44/);
});

test("t-docker-update that the engine refuses is a partial failure with the planned state", async () => {
  const made = await rig.create({ ...sleeping, memory: 64, memorySwap: 64 });
  await assert.rejects(rig.update(made, { ...sleeping, memory: 1, memorySwap: 1 }), (error) => {
    assert.ok(error instanceof InitFailed);
    assert.match(error.reasons[0]!, /Unable to update a container/);
    assert.equal(error.outputs.memory, 1);
    return true;
  });
});

/** Aborts when the container of that name runs. */
async function cancelWhenRunning(name: string): Promise<AbortSignal> {
  const cancel = new AbortController();
  void eventually(async () => assert.ok(await isRunning(name))).finally(() => cancel.abort());
  return cancel.signal;
}

test("t-docker-cancelling ends a wait and keeps the container in the state", async () => {
  const name = "t-docker-cancelled-wait";
  // Far beyond what a test may take: only being cancelled ends it.
  const program = { ...sleeping, name, healthcheck: unhealthy, wait: true, waitTimeout: 3600 };
  const failure = await initFailure(program, await cancelWhenRunning(name));
  assert.match(failure.reasons[0]!, /cancelled/);
  assert.equal(await isRunning(failure.id), true);
});

test("t-docker-cancelling ends an attach", async () => {
  const name = "t-docker-cancelled-attach";
  const program = { ...sleeping, name, attach: true, logs: true };
  const failure = await initFailure(program, await cancelWhenRunning(name));
  assert.match(failure.reasons[0]!, /cancelled/);
});
