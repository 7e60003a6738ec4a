import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { containerType } from "./container/container.ts";
import type { Engines } from "./engine.ts";
import { connectTest, IMAGE, importBusybox, leave, Rig } from "./test-rig.ts";
import { volumeType } from "./volume.ts";

let engines: Engines;
const rig = new Rig(volumeType(() => engines));
const containers = new Rig(containerType(() => engines));

before(async () => {
  engines = await connectTest();
  await importBusybox(engines);
});

after(async () => {
  await containers.clean();
  await rig.clean();
  await leave(engines);
});

const labels = [
  { label: "b", value: "2" },
  { label: "a", value: "1" },
];

test("t-docker-volume is made, shows no difference after refresh, and is removed", async () => {
  const program = { labels, driverOpts: { type: "tmpfs", device: "tmpfs", o: "size=1m" } };
  const made = await rig.create(program);
  assert.equal(made.id, made.outputs.name);
  assert.match(made.outputs.mountpoint as string, /_data$/);
  assert.deepEqual(await rig.diff(made, program), {});
  const read = await rig.read(made);
  assert.deepEqual(read?.outputs, made.outputs);
  assert.deepEqual(read?.inputs, made.inputs);
  await rig.delete(made);
  assert.equal(await rig.read(made), null);
  await rig.delete(made);
});

test("t-docker-volume that exists is adopted with its data, and other labels on it mean a replacement", async () => {
  const name = "t-docker-adopted";
  const first = await rig.create({ name });
  const write = {
    image: IMAGE,
    mustRun: false,
    attach: true,
    volumes: [{ volumeName: name, containerPath: "/data" }],
  };
  await containers.create({ ...write, command: ["sh", "-c", "echo kept > /data/file"] });
  const adopted = await rig.create({ name });
  assert.equal(adopted.id, first.id);
  assert.deepEqual(await rig.diff(adopted, { name }), {});
  const reader = await containers.create({ ...write, command: ["cat", "/data/file"], logs: true });
  assert.equal(reader.outputs.containerLogs, "kept\n");
  const labelled = await rig.create({ name, labels });
  assert.deepEqual(labelled.outputs.labels, []);
  assert.deepEqual(await rig.diff(labelled, { name, labels }), { labels: "update-replace" });
  await containers.clean();
});

test("t-docker-volume labels, driver and options replace", async () => {
  const made = await rig.create({ labels });
  assert.deepEqual(await rig.diff(made, {}), { labels: "delete-replace" });
  assert.deepEqual(await rig.diff(made, { labels, driver: "other" }), { driver: "update-replace" });
  assert.deepEqual(await rig.diff(made, { labels, driverOpts: { o: "x" } }), {
    driverOpts: "update-replace",
  });
  await assert.rejects(rig.update(made, {}), /can't be updated in place/);
});

test("t-docker-volume delete waits for containers to let go", async () => {
  const volume = await rig.create({});
  const volumes = [{ volumeName: volume.id, containerPath: "/data" }];
  const user = await containers.create({ image: IMAGE, volumes });
  const leaving = new Promise((resolve) => setTimeout(resolve, 600)).then(() => containers.delete(user));
  await rig.delete(volume);
  await leaving;
  assert.equal(await rig.read(volume), null);
});

test("t-docker-volume refuses what it doesn't implement", async () => {
  const { failures } = await rig.check({ cluster: { scope: "single" } });
  assert.deepEqual(
    failures.map(({ property }) => property),
    ["cluster"],
  );
});
