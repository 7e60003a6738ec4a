import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Bag, UNKNOWN } from "../sdk/values.ts";
import { containerType } from "./container/container.ts";
import type { Engines } from "./engine.ts";
import { networkType } from "./network.ts";
import { connectTest, IMAGE, importBusybox, leave, Rig } from "./test-rig.ts";

let engines: Engines;
const rig = new Rig(networkType(() => engines));
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

test("t-docker-network is made, shows no difference after refresh, and is removed", async () => {
  const program: Bag = {
    driver: "bridge",
    internal: true,
    labels: [
      { label: "b", value: "2" },
      { label: "a", value: "1" },
    ],
    options: { "com.docker.network.bridge.enable_icc": "true" },
    ipamConfigs: [{ subnet: "10.213.8.0/24", gateway: "10.213.8.1" }],
  };
  const made = await rig.create(program);
  assert.match(made.id, /^[0-9a-f]{64}$/);
  assert.equal(made.outputs.scope, "local");
  assert.deepEqual(await rig.diff(made, program), {});
  const read = await rig.read(made);
  assert.deepEqual(read?.outputs, made.outputs);
  assert.deepEqual(read?.inputs, made.inputs);
  await rig.delete(made);
  assert.equal(await rig.read(made), null);
  await rig.delete(made);
});

test("t-docker-network of a name alone takes what the engine chooses", async () => {
  const made = await rig.create({});
  assert.equal(made.outputs.driver, "bridge");
  assert.equal((made.outputs.ipamConfigs as Bag[]).length, 1);
  assert.deepEqual(await rig.diff(made, {}), {});
  assert.deepEqual(await rig.diff(made, { driver: UNKNOWN }), { driver: "update-replace" });
});

test("t-docker-network changes replace, delete-first only under an explicit name", async () => {
  const made = await rig.create({});
  assert.deepEqual(await rig.diff(made, { internal: true }), { internal: "update-replace" });
  assert.deepEqual(await rig.diff(made, { labels: [{ label: "a", value: "1" }] }), {
    labels: "update-replace",
  });
  for (const [name, expected] of [
    [undefined, false],
    ["t-docker-named", true],
  ] as const) {
    const olds = await rig.inputs(name ? { name } : {});
    const news = await rig.inputs({ internal: true, ...(name && { name }) }, olds);
    const result = await rig.type.diff({ urn: "u", id: "x", olds, oldInputs: olds, news, ignoreChanges: [] });
    assert.equal(result.deleteBeforeReplace, expected);
  }
});

test("t-docker-network with half of an address pool differs from what the engine reports, as officially", async () => {
  const program = { ipamConfigs: [{ subnet: "10.213.9.0/24" }] };
  const made = await rig.create(program);
  const [pool] = made.outputs.ipamConfigs as Bag[];
  const isFilledIn = pool?.gateway !== undefined;
  assert.deepEqual(await rig.diff(made, program), isFilledIn ? { ipamConfigs: "update-replace" } : {});
});

test("t-docker-network delete waits for containers to leave", async () => {
  const network = await rig.create({});
  const user = await containers.create({ image: IMAGE, networksAdvanced: [{ name: network.id }] });
  const leaving = new Promise((resolve) => setTimeout(resolve, 600)).then(() => containers.delete(user));
  await rig.delete(network);
  await leaving;
  assert.equal(await rig.read(network), null);
});

test("t-docker-network delete that is cancelled says so", async () => {
  const network = await rig.create({});
  const user = await containers.create({ image: IMAGE, networksAdvanced: [{ name: network.id }] });
  const deletion = rig.type.delete({
    urn: "u",
    id: network.id,
    outputs: network.outputs,
    oldInputs: {},
    timeoutSeconds: 1,
    signal: AbortSignal.timeout(300),
    log: () => {},
  });
  await assert.rejects(deletion, /timed out/);
  await containers.delete(user);
});

test("t-docker-network under a name that is taken is a clean failure", async () => {
  const made = await rig.create({});
  await assert.rejects(rig.create({ name: made.outputs.name as string }), /already exists/);
  await assert.rejects(rig.update(made, { internal: true }), /can't be updated in place/);
});

test("t-docker-network refuses what it doesn't implement", async () => {
  const { failures } = await rig.check({ checkDuplicate: true, ipamConfigs: [{ subnets: "x" }] });
  assert.deepEqual(
    failures.map(({ property }) => property),
    ["checkDuplicate", "ipamConfigs[0].subnets"],
  );
});
