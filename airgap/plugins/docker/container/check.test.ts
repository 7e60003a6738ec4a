import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bag, UNKNOWN } from "../../sdk/values.ts";
import { Rig } from "../test-rig.ts";
import { containerType } from "./container.ts";

const rig = new Rig(
  containerType(() => {
    throw new Error("a check must not need the engine");
  }),
);

test("t-docker-check writes the official plugin's defaults and names them", async () => {
  const { inputs, failures } = await rig.check({
    image: "x",
    name: "t",
    ports: [{ internal: 80 }],
    healthcheck: { tests: ["CMD", "true"], interval: "5s" },
  });
  assert.deepEqual(failures, []);
  assert.equal(inputs.networkMode, "bridge");
  assert.equal(inputs.restart, "no");
  assert.equal(inputs.mustRun, true);
  assert.equal(inputs.waitTimeout, 60);
  assert.deepEqual(inputs.ports, [
    { internal: 80, ip: "0.0.0.0", protocol: "tcp", __defaults: ["ip", "protocol"] },
  ]);
  const check = inputs.healthcheck as Bag;
  assert.equal(check.timeout, "0s");
  assert.deepEqual(check.__defaults, ["startInterval", "startPeriod", "timeout"]);
  assert.ok((inputs.__defaults as string[]).includes("networkMode"));
  assert.ok(!(inputs.__defaults as string[]).includes("name"));
});

test("t-docker-check refuses each property that it doesn't implement, nested ones by their path", async () => {
  const { failures } = await rig.check({
    image: "x",
    gpus: "all",
    platform: "linux/amd64",
    mounts: [{ type: "volume", target: "/a", volumeOptions: { labels: [] } }],
    uploads: [{ file: "/x", content: "y", owner: "root" }],
  });
  assert.deepEqual(failures.map(({ property }) => property).sort(), [
    "gpus",
    "mounts[0].volumeOptions.labels",
    "platform",
    "uploads[0].owner",
  ]);
  assert.match(failures[0]!.reason, /stand-in/);
});

test("t-docker-check refuses what the official validators refuse, missing properties and wrong types", async () => {
  const wrong: [Bag, string][] = [
    [{ restart: "sometimes" }, "restart"],
    [{ memory: -1 }, "memory"],
    [{ memorySwap: -2 }, "memorySwap"],
    [{ cpuSet: "a" }, "cpuSet"],
    [{ mounts: [{ type: "nfs", target: "/x" }] }, "mounts[0].type"],
    [{ mounts: [{ type: "tmpfs" }] }, "mounts[0].target"],
    [{ volumes: [{ hostPath: "relative", containerPath: "/x" }] }, "volumes[0].hostPath"],
    [{ uploads: [{ file: "/x", contentBase64: "!!" }] }, "uploads[0].contentBase64"],
    [{ uploads: [{ file: "/x", content: "y", permissions: "644" }] }, "uploads[0].permissions"],
    [{ healthcheck: { interval: "5 seconds" } }, "healthcheck.interval"],
    [{ healthcheck: { interval: "-5s" } }, "healthcheck.interval"],
    [{ cpus: 0.5 }, "cpus"],
    [{ memory: 1.5 }, "memory"],
    [{ envs: ["A=1", 2] }, "envs"],
    [{ labels: [{ label: "a" }] }, "labels[0].value"],
    [{ image: null }, "image"],
  ];
  for (const [news, property] of wrong) {
    const { failures } = await rig.check({ image: "x", ...news });
    assert.deepEqual(
      failures.map((failure) => failure.property),
      [property],
      JSON.stringify(news),
    );
  }
});

test("t-docker-check draws the same name from the same seed and keeps it afterwards", async () => {
  const first = await rig.check({ image: "x" }, {}, "web", 7);
  const again = await rig.check({ image: "x" }, {}, "web", 7);
  const other = await rig.check({ image: "x" }, {}, "web", 8);
  assert.match(first.inputs.name as string, /^web-[0-9a-f]{7}$/);
  assert.equal(again.inputs.name, first.inputs.name);
  assert.notEqual(other.inputs.name, first.inputs.name);
  const later = await rig.check({ image: "y" }, first.inputs, "web", 9);
  assert.equal(later.inputs.name, first.inputs.name);
  const named = await rig.check({ image: "x", name: "mine" }, first.inputs, "web", 9);
  assert.equal(named.inputs.name, "mine");
  const unnamed = await rig.check({ image: "x" }, named.inputs, "web", 9);
  assert.notEqual(unnamed.inputs.name, "mine", "a name that the program gave and took back isn't kept");
});

test("t-docker-check follows the project's autonaming settings", async () => {
  const request = { urn: "urn", name: "web", olds: {}, news: { image: "x" }, randomSeed: new Uint8Array(32) };
  const autonaming = { proposedName: "chosen", mode: "propose" as const };
  const proposed = await rig.type.check({ ...request, autonaming });
  assert.equal(proposed.inputs.name, "chosen");
  const disabled = rig.type.check({ ...request, autonaming: { ...autonaming, mode: "disabled" } });
  await assert.rejects(disabled, /automatic naming is disabled/);
});

test("t-docker-check passes unknown values at any depth", async () => {
  const news: Bag = {
    image: UNKNOWN,
    envs: ["A=1", UNKNOWN],
    labels: UNKNOWN,
    ports: [{ internal: UNKNOWN, external: 80 }],
    networksAdvanced: [{ name: UNKNOWN, aliases: [UNKNOWN] }, UNKNOWN],
    sysctls: { "net.core.somaxconn": UNKNOWN },
    healthcheck: { interval: UNKNOWN },
    memory: UNKNOWN,
  };
  const { inputs, failures } = await rig.check(news);
  assert.deepEqual(failures, []);
  assert.equal(inputs.image, UNKNOWN);
  assert.deepEqual(inputs.envs, ["A=1", UNKNOWN]);
  const { outputs } = await rig.preview(inputs);
  assert.equal(outputs.image, UNKNOWN);
  assert.equal(outputs.hostname, undefined, "what is left out is unknown to the program");
  assert.ok(!("__defaults" in outputs));
});
