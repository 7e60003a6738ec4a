import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bag, UNKNOWN, type Value } from "../../sdk/values.ts";
import { Rig } from "../test-rig.ts";
import { containerType } from "./container.ts";

const rig = new Rig(
  containerType(() => {
    throw new Error("a diff must not need the engine");
  }),
);

/** Kinds of change between a state that equals the old program and the new program. */
async function kinds(old: Bag, news: Bag): Promise<string[]> {
  const inputs = await rig.inputs({ image: "i", name: "n", ...old });
  const diff = await rig.diff({ id: "x", inputs, outputs: inputs }, { image: "i", name: "n", ...news });
  return [...new Set(Object.values(diff))];
}

const REPLACING: Record<string, [Value, Value]> = {
  image: ["i", "j"],
  name: ["n", "m"],
  hostname: ["a", "b"],
  domainname: ["a", "b"],
  command: [
    ["a", "b"],
    ["b", "a"],
  ],
  entrypoints: [["a"], ["a", "b"]],
  user: ["1", "2"],
  workingDir: ["/a", "/b"],
  envs: [["A=1"], ["A=2"]],
  labels: [[{ label: "a", value: "1" }], [{ label: "a", value: "2" }]],
  dns: [["1.1.1.1"], ["8.8.8.8"]],
  groupAdds: [["1"], ["1", "2"]],
  hosts: [[{ host: "a", ip: "1.1.1.1" }], [{ host: "a", ip: "1.1.1.2" }]],
  ports: [[{ internal: 80, external: 8080 }], [{ internal: 80, external: 8081 }]],
  publishAllPorts: [false, true],
  volumes: [
    [{ volumeName: "a", containerPath: "/a" }],
    [{ volumeName: "a", containerPath: "/a", readOnly: true }],
  ],
  networkMode: ["bridge", "none"],
  networksAdvanced: [[{ name: "a", aliases: ["x"] }], [{ name: "a", aliases: ["y"] }]],
  capabilities: [{ drops: ["ALL"] }, { drops: ["CAP_CHOWN"] }],
  securityOpts: [["a"], ["b"]],
  privileged: [false, true],
  readOnly: [false, true],
  pidMode: ["", "host"],
  ipcMode: ["private", "host"],
  cgroupnsMode: ["private", "host"],
  sysctls: [{ a: "1" }, { a: "2" }],
  ulimits: [[{ name: "nofile", soft: 1, hard: 2 }], [{ name: "nofile", soft: 1, hard: 3 }]],
  shmSize: [64, 65],
  cpus: ["0.5", "0.50"],
  logDriver: ["json-file", "local"],
  logOpts: [{ "max-size": "1m" }, { "max-size": "2m" }],
  tty: [false, true],
  stdinOpen: [false, true],
  stopSignal: ["SIGTERM", "SIGINT"],
  stopTimeout: [1, 2],
  uploads: [[{ file: "/a", content: "a" }], [{ file: "/a", content: "b" }]],
};

const UPDATING: Record<string, [Value, Value]> = {
  restart: ["no", "always"],
  maxRetryCount: [1, 2],
  memory: [64, 128],
  memoryReservation: [0, 32],
  memorySwap: [64, 128],
  cpuShares: [1, 2],
  cpuSet: ["0", "0-1"],
  mustRun: [false, true],
  healthcheck: [{ tests: ["CMD", "a"] }, { tests: ["CMD", "b"] }],
  tmpfs: [{ "/a": "" }, { "/a": "size=1m" }],
  init: [false, true],
  rm: [false, true],
  cpuPeriod: [0, 1000],
  cpuQuota: [0, 1000],
  start: [true, false],
  wait: [false, true],
  waitTimeout: [60, 61],
  attach: [false, true],
  logs: [false, true],
  destroyGraceSeconds: [1, 2],
  removeVolumes: [true, false],
  containerReadRefreshTimeoutMilliseconds: [1, 2],
};

for (const [property, [old, value]] of Object.entries(REPLACING)) {
  test(`t-docker-diff replaces when ${property} changes`, async () => {
    assert.deepEqual(await kinds({ [property]: old }, { [property]: value }), ["update-replace"]);
    assert.deepEqual(await kinds({ [property]: value }, { [property]: value }), []);
  });
}

for (const [property, [old, value]] of Object.entries(UPDATING)) {
  test(`t-docker-diff updates when ${property} changes`, async () => {
    assert.deepEqual(await kinds({ [property]: old }, { [property]: value }), ["update"]);
    assert.deepEqual(await kinds({ [property]: value }, { [property]: value }), []);
  });
}

test("t-docker-diff adds with a replacement what the state lacks", async () => {
  assert.deepEqual(await kinds({}, { envs: ["A=1"] }), ["add-replace"]);
  assert.deepEqual(await kinds({}, { ports: [{ internal: 80 }] }), ["add-replace"]);
  assert.deepEqual(await kinds({}, { memory: 64 }), ["add"]);
});

test("t-docker-diff sees no change where the engine fills in what the program leaves out", async () => {
  const computed: Bag = {
    hostname: "h",
    command: ["a"],
    entrypoints: ["a"],
    envs: ["A=1"],
    labels: [{ label: "a", value: "b" }],
    securityOpts: ["a"],
    ipcMode: "private",
    runtime: "runc",
    shmSize: 64,
    logDriver: "json-file",
    stopSignal: "SIGTERM",
    stopTimeout: 3,
    healthcheck: { tests: ["CMD", "a"] },
    init: true,
  };
  assert.deepEqual(await kinds(computed, {}), []);
});

test("t-docker-diff deletes what the state has and the program lacks", async () => {
  assert.deepEqual(await kinds({ memorySwap: 128 }, {}), ["delete"]);
  assert.deepEqual(await kinds({ dns: ["1.1.1.1"] }, {}), ["delete-replace"]);
  assert.deepEqual(await kinds({ capabilities: { drops: ["ALL"] } }, {}), ["delete-replace"]);
  assert.deepEqual(await kinds({ tmpfs: { "/tmp": "" } }, {}), ["delete"]);
});

test("t-docker-diff takes empty and absent for the same, and an empty user for any", async () => {
  assert.deepEqual(await kinds({ memory: 0, dns: [], tty: false, domainname: "", logOpts: {} }, {}), []);
  assert.deepEqual(await kinds({ user: "1000", workingDir: "/a" }, { user: "", workingDir: "" }), []);
});

test("t-docker-diff compares sets unordered and lists ordered", async () => {
  const old = {
    envs: ["A=1", "B=2"],
    labels: [
      { label: "a", value: "1" },
      { label: "b", value: "2" },
    ],
    capabilities: { adds: ["CAP_CHOWN", "CAP_SETUID"] },
    networksAdvanced: [{ name: "a", aliases: ["x", "y"] }, { name: "b" }],
    volumes: [
      { volumeName: "a", containerPath: "/a" },
      { volumeName: "b", containerPath: "/b" },
    ],
  };
  const shuffled = {
    envs: ["B=2", "A=1"],
    labels: [
      { label: "b", value: "2" },
      { label: "a", value: "1" },
    ],
    capabilities: { adds: ["CAP_SETUID", "CAP_CHOWN"] },
    networksAdvanced: [{ name: "b" }, { name: "a", aliases: ["y", "x"] }],
    volumes: [
      { volumeName: "b", containerPath: "/b" },
      { volumeName: "a", containerPath: "/a", readOnly: false },
    ],
  };
  assert.deepEqual(await kinds(old, shuffled), []);
});

test("t-docker-diff of ports ignores their order and an external port that the engine chose", async () => {
  const ports = [
    { internal: 80, external: 8080 },
    { internal: 443, external: 8443 },
  ];
  assert.deepEqual(await kinds({ ports }, { ports: ports.toReversed() }), []);
  assert.deepEqual(
    await kinds({ ports: [{ internal: 80, external: 32768 }] }, { ports: [{ internal: 80 }] }),
    [],
  );
  assert.deepEqual(await kinds({ ports }, { ports: ports.slice(1) }), ["update-replace", "delete-replace"]);
  const both = [
    { internal: 53, external: 53 },
    { internal: 53, external: 53, protocol: "udp" },
  ];
  assert.deepEqual(await kinds({ ports: both }, { ports: both.toReversed() }), []);
});

test("t-docker-diff of mounts replaces on their count, tmpfs options or a subpath, and else updates", async () => {
  const mount = { type: "volume", target: "/a", source: "a" };
  assert.deepEqual(await kinds({ mounts: [mount] }, { mounts: [{ ...mount, source: "b" }] }), ["update"]);
  assert.deepEqual(await kinds({ mounts: [mount] }, { mounts: [{ ...mount, readOnly: true }] }), ["update"]);
  assert.deepEqual(await kinds({ mounts: [mount] }, { mounts: [mount, { type: "tmpfs", target: "/t" }] }), [
    "update-replace",
  ]);
  const tmpfs = (sizeBytes: number): Bag => ({ type: "tmpfs", target: "/t", tmpfsOptions: { sizeBytes } });
  assert.deepEqual(await kinds({ mounts: [tmpfs(1)] }, { mounts: [tmpfs(2)] }), ["update-replace"]);
  const subpath = (path: string): Bag => ({ ...mount, volumeOptions: { subpath: path } });
  assert.deepEqual(await kinds({ mounts: [subpath("a")] }, { mounts: [subpath("b")] }), ["update-replace"]);
});

test("t-docker-diff counts unknown values as changed, with a replacement where the property forces one", async () => {
  assert.deepEqual(await kinds({}, { image: UNKNOWN }), ["update-replace"]);
  assert.deepEqual(await kinds({ memory: 64 }, { memory: UNKNOWN }), ["update"]);
  assert.deepEqual(await kinds({ envs: ["A=1"] }, { envs: ["A=1", UNKNOWN] }), ["update-replace"]);
  const networksAdvanced = [{ name: "a", aliases: ["x"] }];
  assert.deepEqual(
    await kinds({ networksAdvanced }, { networksAdvanced: [{ name: UNKNOWN, aliases: ["x"] }] }),
    ["update-replace"],
  );
  const healthcheck = { tests: ["CMD", "a"] };
  assert.deepEqual(await kinds({ healthcheck }, { healthcheck: { tests: ["CMD", UNKNOWN] } }), ["update"]);
  assert.deepEqual(await kinds({ ports: [{ internal: 80 }] }, { ports: [{ internal: UNKNOWN }] }), [
    "update-replace",
  ]);
});

test("t-docker-diff names the path inside a healthcheck, asks for delete-before-replace, and honours ignoreChanges", async () => {
  const olds = await rig.inputs({ image: "i", healthcheck: { tests: ["CMD", "a"], interval: "5s" } });
  const news = await rig.inputs({ image: "j", healthcheck: { tests: ["CMD", "a"], interval: "6s" } }, olds);
  const request = { urn: "u", id: "x", olds, oldInputs: olds, news, ignoreChanges: [] };
  const result = await rig.type.diff(request);
  assert.deepEqual(Object.keys(result.detailed).sort(), ["healthcheck.interval", "image"]);
  assert.equal(result.deleteBeforeReplace, true);
  assert.ok(result.stables?.includes("name"));
  assert.ok(!result.stables?.includes("image"));
  const ignored = await rig.type.diff({ ...request, ignoreChanges: ["image", "healthcheck"] });
  assert.deepEqual(ignored.detailed, {});
  assert.equal(ignored.deleteBeforeReplace, false);
});

test("t-docker-diff of 1,000 unchanged containers takes under two seconds of processor time", async () => {
  const inputs = await rig.inputs({
    image: "i",
    envs: Array.from({ length: 20 }, (_, index) => `A${index}=1`),
    labels: Array.from({ length: 10 }, (_, index) => ({ label: `l${index}`, value: "v" })),
    ports: [{ internal: 80, external: 80 }],
    networksAdvanced: [{ name: "a", aliases: ["x"] }, { name: "b" }],
  });
  const start = process.cpuUsage();
  for (let count = 0; count < 1000; count++) {
    await rig.type.diff({
      urn: "u",
      id: "x",
      olds: inputs,
      oldInputs: inputs,
      news: inputs,
      ignoreChanges: [],
    });
  }
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < 2_000_000, `${user + system} µs`);
});
