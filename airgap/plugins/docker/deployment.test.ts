import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cliUnderTest, TestStack } from "../language-nodejs/test-stack.ts";
import type { Engines } from "./engine.ts";
import { connectTest, IMAGE, importBusybox, leave } from "./test-rig.ts";

/** The whole way: the real CLI and the unmodified @pulumi/docker package over the built plugin. */
let engines: Engines;
let stack: TestStack;

before(async () => {
  engines = await connectTest();
  await importBusybox(engines);
  stack = await TestStack.create(cliUnderTest(process.env), ["docker", "language-nodejs"]);
  await stack.write({ "index.js": PROGRAM, "package.json": '{ "main": "index.js" }' });
  await succeed("stack", "init", "test");
  await succeed("config", "set", "version", "1");
  await succeed("config", "set", "--secret", "word", "s3cret-word");
});

after(async () => {
  // Undefined when there is no CLI to test.
  await stack?.pulumi("destroy", "--yes", "--skip-preview", "--stack", "test");
  await stack?.remove();
  await leave(engines);
});

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const docker = require("@pulumi/docker");
const config = new pulumi.Config();
const image = new docker.RemoteImage("t-docker-image", { name: "${IMAGE}", keepLocally: true });
const network = new docker.Network("t-docker-net", { internal: true, labels: [{ label: "t-docker", value: "1" }] });
const volume = new docker.Volume("t-docker-vol", {});
const first = new docker.Container("t-docker-first", {
  image: image.imageId,
  command: ["sh", "-c", "trap 'exit 0' TERM; touch /tmp/up; while true; do sleep 0.1; done"],
  envs: [pulumi.interpolate\`VERSION=\${config.require("version")}\`, pulumi.interpolate\`WORD=\${config.requireSecret("word")}\`],
  labels: [{ label: "t-docker.version", value: config.require("version") }],
  networkMode: "bridge",
  networksAdvanced: [{ name: network.name, aliases: ["first"] }],
  volumes: [{ volumeName: volume.name, containerPath: "/data" }],
  tmpfs: { "/tmp": "rw,size=1m" },
  readOnly: true,
  init: true,
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  memory: config.getNumber("memory") ?? 64,
  memorySwap: config.getNumber("memory") ?? 64,
  cpus: "0.5",
  logOpts: { "max-size": "1m", "max-file": "2" },
  healthcheck: { tests: ["CMD", "cat", "/tmp/up"], interval: "1s", timeout: "2s", retries: 3 },
  wait: true,
  restart: "unless-stopped",
  destroyGraceSeconds: 10,
}, { deleteBeforeReplace: false });
exports.id = first.id;
exports.name = first.name;
exports.hostname = first.hostname;
exports.digest = image.imageId;
`;

async function succeed(...args: string[]): Promise<string> {
  const scoped = args[0] === "stack" ? args : [...args, "--stack", "test"];
  const { code, output } = await stack.pulumi(...scoped);
  assert.equal(code, 0, output);
  return output;
}

async function outputs(): Promise<Record<string, string>> {
  return JSON.parse(await succeed("stack", "output", "--json", "--stack", "test")) as Record<string, string>;
}

test("t-docker-deployment previews, creates, does nothing, refreshes and does nothing again", async () => {
  const preview = await succeed("preview");
  assert.match(preview, /5 to create/);
  const created = await succeed("up", "--yes", "--skip-preview");
  assert.match(created, /5 created/);
  const { id, hostname } = await outputs();
  const info = await engines.main.docker.getContainer(id!).inspect();
  assert.equal(info.State.Health?.Status, "healthy");
  assert.equal(info.Config.Hostname, hostname);
  assert.match(await succeed("up", "--yes", "--skip-preview", "--expect-no-changes"), /5 unchanged/);
  assert.match(await succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes"), /5 unchanged/);
  assert.match(await succeed("up", "--yes", "--skip-preview", "--expect-no-changes"), /5 unchanged/);
  assert.ok(
    !(await succeed("stack", "export", "--stack", "test")).includes("s3cret-word"),
    "state keeps the secret",
  );
});

test("t-docker-deployment replaces create-first by the explicit option, and updates limits in place", async () => {
  const before = await outputs();
  await succeed("config", "set", "version", "2");
  assert.match(await succeed("preview", "--diff"), /1 to replace|\+-1 to replace/);
  const replaced = await succeed("up", "--yes", "--skip-preview");
  const lines = replaced.split("\n").filter((line) => line.includes("t-docker-first"));
  const created = lines.findIndex((line) => line.includes("created replacement"));
  const deleted = lines.findIndex((line) => line.includes("deleted original"));
  assert.ok(created >= 0 && created < deleted, replaced);
  const now = await outputs();
  assert.notEqual(now.id, before.id);
  assert.notEqual(now.name, before.name);
  await assert.rejects(engines.main.docker.getContainer(before.id!).inspect(), /No such container/);
  await succeed("config", "set", "memory", "96");
  assert.match(await succeed("up", "--yes", "--skip-preview"), /1 updated/);
  assert.equal((await outputs()).id, now.id);
  const { HostConfig } = await engines.main.docker.getContainer(now.id!).inspect();
  assert.equal(HostConfig.Memory, 96 * 1024 ** 2);
});

test("t-docker-deployment shows a stopped container as drift and starts it", async () => {
  const { id } = await outputs();
  await engines.main.docker.getContainer(id!).stop({ t: 1 });
  assert.match(await succeed("refresh", "--yes", "--skip-preview", "--diff"), /mustRun/);
  assert.match(await succeed("up", "--yes", "--skip-preview"), /1 updated/);
  assert.equal((await engines.main.docker.getContainer(id!).inspect()).State.Running, true);
});

test("t-docker-deployment that never becomes healthy fails, keeps the old container, and the next up is green", async () => {
  const before = await outputs();
  await stack.write({
    "index.js": PROGRAM.replace('"cat", "/tmp/up"', '"cat", "/nowhere"').replace(
      "wait: true,",
      'wait: true, waitTimeout: 2, hostname: "broken",',
    ),
  });
  const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", "test");
  assert.notEqual(code, 0);
  assert.match(output, /container failed to be in healthy state/);
  assert.equal((await engines.main.docker.getContainer(before.id!).inspect()).State.Running, true);
  await succeed("up", "--yes", "--skip-preview");
});

test("t-docker-deployment refuses a property that the stand-in lacks, naming it", async () => {
  await stack.write({ "index.js": PROGRAM.replace("init: true,", 'init: true, gpus: "all",') });
  const { code, output } = await stack.pulumi("preview", "--stack", "test");
  assert.notEqual(code, 0);
  assert.match(output, /gpus/);
  await stack.write({ "index.js": PROGRAM });
});

test("t-docker-deployment is destroyed without a trace", async () => {
  await succeed("destroy", "--yes", "--skip-preview");
  const filters = { name: ["t-docker-first", "t-docker-net", "t-docker-vol"] };
  assert.deepEqual(await engines.main.docker.listContainers({ all: true, filters }), []);
  assert.deepEqual(await engines.main.docker.listNetworks({ filters }), []);
  assert.deepEqual((await engines.main.docker.listVolumes({ filters })).Volumes, []);
});
