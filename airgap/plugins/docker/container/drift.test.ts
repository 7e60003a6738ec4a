import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Engines } from "../engine.ts";
import { networkType } from "../network.ts";
import { connectTest, IMAGE, importBusybox, leave, Rig } from "../test-rig.ts";
import { containerType } from "./container.ts";

let engines: Engines;
const rig = new Rig(containerType(() => engines));
const networks = new Rig(networkType(() => engines));

before(async () => {
  engines = await connectTest();
  await importBusybox(engines);
});

after(async () => {
  for (const each of [rig, networks]) await each.clean();
  await leave(engines);
});

const sleeping = { image: IMAGE, command: ["sh", "-c", "exec sleep 3600"], destroyGraceSeconds: 0 };

async function inspect(id: string) {
  return engines.main.docker.getContainer(id).inspect();
}

test("t-docker-container limits and restart policy change in place", async () => {
  const made = await rig.create({ ...sleeping, memory: 64, memorySwap: 64, restart: "no" });
  const program = { ...sleeping, memory: 96, memorySwap: 96, restart: "always", cpuShares: 256 };
  assert.deepEqual(Object.values(await rig.diff(made, program)).sort(), [
    "update",
    "update",
    "update",
    "update",
  ]);
  const updated = await rig.update(made, program);
  const { HostConfig: host, State: state } = await inspect(made.id);
  assert.deepEqual(
    [host.Memory, host.MemorySwap, host.RestartPolicy?.Name, host.CpuShares],
    [96 * 1024 ** 2, 96 * 1024 ** 2, "always", 256],
  );
  assert.equal(state.Running, true);
  assert.deepEqual(await rig.diff(updated, program), {});
});

test("t-docker-container edits of healthcheck, tmpfs and mounts count as updates and touch nothing", async () => {
  const old = { ...sleeping, healthcheck: { tests: ["CMD", "true"], interval: "1s" }, tmpfs: { "/tmp": "" } };
  const made = await rig.create(old);
  const program = {
    ...sleeping,
    healthcheck: { tests: ["CMD", "false"], interval: "1s" },
    tmpfs: { "/var": "" },
  };
  const updated = await rig.update(made, program);
  assert.deepEqual(await rig.diff(updated, program), {}, "the state takes the program's word");
  const read = await rig.read(updated);
  assert.deepEqual(Object.keys(await rig.diff(read!, program)).sort(), ["healthcheck.tests", "tmpfs"]);
  assert.deepEqual((await inspect(made.id)).Config.Healthcheck?.Test, ["CMD", "true"]);
});

test("t-docker-container update is refused where a replacement is needed, and a preview touches nothing", async () => {
  const made = await rig.create({ ...sleeping, restart: "no" });
  await assert.rejects(rig.update(made, { ...sleeping, envs: ["A=1"] }), /can't be updated in place/);
  const previewed = await rig.update(made, { ...sleeping, restart: "always" }, true);
  assert.equal(previewed.outputs.restart, "always");
  assert.equal((await inspect(made.id)).HostConfig.RestartPolicy?.Name, "no");
});

test("t-docker-container that was stopped reads mustRun=false and is started by the next update", async () => {
  const made = await rig.create(sleeping);
  await engines.main.docker.getContainer(made.id).stop({ t: 0 });
  const read = await rig.read(made);
  assert.equal(read?.outputs.mustRun, false);
  assert.equal(read?.outputs.exitCode, 137);
  assert.equal(read?.inputs.mustRun, false);
  assert.ok(!(read!.inputs.__defaults as string[]).includes("mustRun"));
  assert.deepEqual(await rig.diff(read!, sleeping), { mustRun: "update" });
  const updated = await rig.update(read!, sleeping);
  assert.equal((await inspect(made.id)).State.Running, true);
  assert.equal(updated.outputs.mustRun, true);
  assert.deepEqual(await rig.diff((await rig.read(updated))!, sleeping), {});
});

test("t-docker-container that was stopped reads no ports, which replaces it", async () => {
  const program = { ...sleeping, ports: [{ internal: 80, ip: "127.0.0.1" }] };
  const made = await rig.create(program);
  await engines.main.docker.getContainer(made.id).stop({ t: 0 });
  const read = await rig.read(made);
  assert.deepEqual(read?.outputs.ports, []);
  const diff = await rig.diff(read!, program);
  assert.equal(diff["ports[0]"], "add-replace");
  const idle = await rig.create({ ...program, mustRun: false });
  await engines.main.docker.getContainer(idle.id).stop({ t: 0 });
  assert.deepEqual(await rig.diff((await rig.read(idle))!, { ...program, mustRun: false }), {});
});

test("t-docker-container that somebody removed reads as gone, and deleting it again succeeds", async () => {
  const made = await rig.create(sleeping);
  await engines.main.docker.getContainer(made.id).remove({ force: true });
  assert.equal(await rig.read(made), null);
  await rig.delete(made);
});

test("t-docker-container changes of envs, labels and networks from outside aren't seen", async () => {
  const network = await networks.create({});
  const program = { ...sleeping, networksAdvanced: [{ name: network.id }] };
  const made = await rig.create(program);
  await engines.main.docker.getNetwork(network.id).disconnect({ Container: made.id });
  const read = await rig.read(made);
  assert.deepEqual(read?.outputs.networkDatas, []);
  assert.deepEqual(await rig.diff(read!, program), {});
});

test("t-docker-container that ended before it was read is started again by the next update unless mustRun is false", async () => {
  const oneShot = { image: IMAGE, command: ["true"], attach: true };
  const made = await rig.create(oneShot);
  assert.deepEqual(await rig.diff(made, oneShot), { mustRun: "update" });
});
