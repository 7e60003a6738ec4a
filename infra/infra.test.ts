import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { parseSettings } from "./settings.ts";
import type { Stack } from "./stack.ts";

interface Declared {
  type: string;
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: the inputs of any resource, as the engine would get them
  inputs: any;
}

const CONTAINER = "docker:index/container:Container";
const VOLUME = "docker:index/volume:Volume";
const NETWORK = "docker:index/network:Network";
const SERVICES = ["nginx", "postgres", "redis", "terminal", "web"];
const PASSWORD = "pw-canary-0123456789abcdef";
const KEY = "key-canary";

const declared: Declared[] = [];

/** A checkout whose bundles are small stand-ins, so that these tests need no build. */
function checkout(): string {
  const root = mkdtempSync(join(tmpdir(), "terminusa-infra-"));
  for (const name of ["infra", "nginx"]) symlinkSync(join(import.meta.dirname, "..", name), join(root, name));
  for (const service of ["web", "terminal", "migrate"]) {
    mkdirSync(join(root, ".build", service), { recursive: true });
    writeFileSync(join(root, ".build", service, "Dockerfile"), "FROM scratch\n");
  }
  return root;
}

async function declareWith(raw: Record<string, string>, name = "dev"): Promise<Declared[]> {
  declared.length = 0;
  const { declare } = await import("./index.ts");
  const stack: Stack = { name, prefix: `terminusa-${name}`, root: checkout(), settings: parseSettings(raw) };
  const outputs = declare(stack);
  await new Promise<void>((resolve) => pulumi.output(outputs).apply(() => resolve()));
  // Outputs of resources that nothing waits for settle in later turns of the event loop.
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return [...declared];
}

const of = (resources: Declared[], type: string) => resources.filter((resource) => resource.type === type);
const labelOf = (container: Declared, label: string): string | undefined =>
  container.inputs.labels.find((entry: { label: string }) => entry.label === label)?.value;
const serviceOf = (container: Declared) => labelOf(container, "io.terminusa.service") ?? "";

before(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        declared.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...outputsOf(type) } };
      },
      call: () => ({}),
    },
    "terminusa",
    "dev",
    false,
  );
});

after(() => pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }));

function outputsOf(type: string): Record<string, unknown> {
  if (type.includes("RandomPassword")) return { result: PASSWORD };
  if (type.includes("remoteImage")) return { imageId: "sha256:remote" };
  if (type.includes("image:Image")) return { repoDigest: "sha256:built" };
  if (type.includes("Command"))
    return { stdout: JSON.stringify({ certificate: "PEM", key: KEY }), stderr: "" };
  return {};
}

describe("the whole deployment", () => {
  it("runs the five services, and every container has the full hardening and its limits", async () => {
    const containers = of(await declareWith({}), CONTAINER);
    const services = containers.filter((container) => container.inputs.restart === "unless-stopped");
    assert.deepEqual([...new Set(services.map(serviceOf))].sort(), SERVICES);
    for (const { name, inputs } of containers) {
      assert.ok(inputs.memory > 0 && inputs.memorySwap === inputs.memory, `${name}: memory`);
      assert.match(inputs.cpus, /^[1-9]|^0\.\d*[1-9]$/, `${name}: cpus`);
      const limits = inputs.ulimits.map((limit: { name: string }) => limit.name);
      assert.deepEqual(limits.sort(), ["nofile", "nproc"], `${name}: ulimits`);
      assert.deepEqual(inputs.capabilities.drops, ["ALL"], `${name}: capabilities`);
      assert.deepEqual(inputs.securityOpts, ["no-new-privileges"], `${name}: securityOpts`);
      assert.ok(inputs.destroyGraceSeconds >= 10, `${name}: destroyGraceSeconds`);
      assert.equal(inputs.stopTimeout, inputs.destroyGraceSeconds, `${name}: stopTimeout`);
      assert.deepEqual(inputs.logOpts, { "max-file": "3", "max-size": "10m" }, `${name}: logOpts`);
      assert.ok(inputs.networkMode, `${name}: networkMode`);
      assert.ok(inputs.privileged !== true, `${name}: privileged`);
      assert.equal(labelOf({ name, inputs, type: "" }, "io.terminusa.stack"), "dev", `${name}: label`);
    }
  });

  it("gives every service a healthcheck, a restart policy, a read-only root and a user other than root", async () => {
    for (const { name, inputs } of of(await declareWith({}), CONTAINER)) {
      if (inputs.restart !== "unless-stopped") continue;
      assert.ok(inputs.healthcheck.tests.length > 1, `${name}: healthcheck`);
      assert.equal(inputs.wait, true, `${name}: wait`);
      assert.equal(inputs.readOnly, true, `${name}: readOnly`);
      assert.doesNotMatch(inputs.user, /^0\b/, `${name}: user`);
      assert.equal(inputs.capabilities.adds, undefined, `${name}: added capabilities`);
      assert.equal(inputs.uploads, undefined, `${name}: uploads into a read-only root always fail`);
    }
  });

  it("lets only file-writing jobs run as root, without any network", async () => {
    const roots = of(await declareWith({}), CONTAINER).filter(({ inputs }) => /^0\b/.test(inputs.user));
    assert.deepEqual(roots.map(serviceOf).sort(), ["files", "nginx-config"]);
    for (const { name, inputs } of roots) assert.equal(inputs.networkMode, "none", name);
  });

  it("publishes ports of Nginx alone", async () => {
    for (const container of of(await declareWith({}), CONTAINER)) {
      const ports = (container.inputs.ports ?? []).map((port: { external: number }) => port.external);
      assert.deepEqual(ports, serviceOf(container) === "nginx" ? [6789, 80, 443] : [], container.name);
    }
  });

  it("closes the data network to the outside and keeps Nginx off it", async () => {
    const resources = await declareWith({});
    const internal = Object.fromEntries(
      of(resources, NETWORK).map(({ name, inputs }) => [name, inputs.internal]),
    );
    assert.deepEqual(internal, { "terminusa-dev-edge": false, "terminusa-dev-data": true });
    const networks = (container: Declared) =>
      (container.inputs.networksAdvanced ?? [])
        .map((network: { name: string }) => network.name.replace("terminusa-dev-", ""))
        .sort();
    const expected: Record<string, string[]> = {
      nginx: ["edge"],
      web: ["data", "edge"],
      terminal: ["data", "edge"],
      postgres: ["data"],
      redis: ["data"],
      migrate: ["data"],
      files: [],
      assets: [],
      "nginx-config": [],
    };
    for (const container of of(resources, CONTAINER))
      assert.deepEqual(networks(container), expected[serviceOf(container)], container.name);
  });

  it("puts no secret into environment, labels or command", async () => {
    for (const { name, inputs } of of(await declareWith({}), CONTAINER)) {
      const shown = JSON.stringify([inputs.envs, inputs.labels, inputs.command, inputs.healthcheck]);
      assert.ok(!shown.includes(PASSWORD) && !shown.includes(KEY), name);
    }
  });

  it("uploads secrets readable by their owner alone", async () => {
    const uploads = of(await declareWith({}), CONTAINER).flatMap(
      ({ inputs }) => unwrap(inputs.uploads) ?? [],
    );
    const secret = uploads.filter(
      (upload) => JSON.stringify(upload).includes(PASSWORD) || JSON.stringify(upload).includes(KEY),
    );
    assert.ok(secret.length >= 9, `${secret.length} secret files`);
    for (const upload of secret) assert.equal(upload.permissions, "0400", upload.file);
  });

  it("names every volume explicitly, so that a new stack finds the old data", async () => {
    const names = of(await declareWith({}), VOLUME).map(({ inputs }) => inputs.name);
    for (const data of ["postgres-data", "redis-data", "logs"])
      assert.ok(names.includes(`terminusa-dev-${data}`), data);
  });
});

describe("a number of cores", () => {
  for (const [given, read] of [
    ["1", "1.0"],
    ["0.50", "0.5"],
    ["1.5", "1.5"],
    ["2", "2.0"],
    ["0.25", "0.25"],
  ])
    it(`${given} is declared as the provider reads it back: ${read}`, async () => {
      const { cpusAsRead } = await import("./container.ts");
      assert.equal(cpusAsRead(given!), read);
    });
});

describe("settings in the deployment", () => {
  it("make as many servers as asked for, without fixed names", async () => {
    const containers = of(await declareWith({ webReplicas: "3", terminalReplicas: "2" }), CONTAINER);
    const count = (service: string) =>
      containers.filter((container) => serviceOf(container) === service).length;
    assert.equal(count("web"), 3);
    assert.equal(count("terminal"), 2);
    for (const container of containers)
      if (["web", "terminal"].includes(serviceOf(container))) assert.equal(container.inputs.name, undefined);
  });

  it("give the web servers, and no others, the way to send mail", async () => {
    const mail = { smtpUrl: "smtp://game:hunter2@mail.example.org", mailFrom: "game@example.org" };
    const resources = of(
      await declareWith({ ...mail, hosts: "play.example.org", httpsPort: "8443" }),
      CONTAINER,
    );
    for (const container of resources) {
      const all: string[] = container.inputs.envs ?? [];
      const told = all.filter((entry) => /^(SMTP|MAIL|SITE)/.test(entry)).sort();
      const expected = [
        "MAIL_FROM=game@example.org",
        "SITE_URL=https://play.example.org:8443",
        "SMTP_URL_FILE=/run/terminusa/smtp-url",
      ];
      assert.deepEqual(told, serviceOf(container) === "web" ? expected : [], container.name);
      assert.doesNotMatch(JSON.stringify(all), /hunter2/);
    }
  });

  it("turn the terminal clients' port off", async () => {
    const nginx = of(await declareWith({ gamePort: "0" }), CONTAINER).find(
      (container) => serviceOf(container) === "nginx",
    )!;
    assert.deepEqual(
      nginx.inputs.ports.map((port: { external: number }) => port.external),
      [80, 443],
    );
  });

  it("let MUD clients in by a port of Nginx, which only then the terminal servers open too", async () => {
    const resources = of(await declareWith({ telnetPort: "4001" }), CONTAINER);
    const nginx = resources.find((container) => serviceOf(container) === "nginx")!;
    const published = nginx.inputs.ports.find((port: { internal: number }) => port.internal === 4000);
    assert.equal(published.external, 4001);
    for (const container of resources) {
      const telnet = (container.inputs.envs ?? []).filter((entry: string) => entry.startsWith("TELNET_"));
      const expected =
        serviceOf(container) === "terminal" ? ["TELNET_PORT=4000", "TELNET_PUBLIC_PORT=4001"] : [];
      assert.deepEqual(telnet.sort(), expected, container.name);
    }
  });

  it("leave out the database and Redis when they are outside", async () => {
    const resources = await declareWith({
      externalPostgresUrl: "postgres://app@db.example.org/terminusa",
      externalPostgresOwnerUrl: "postgres://owner@db.example.org/terminusa",
      externalRedisUrl: "rediss://cache.example.org",
    });
    const services = new Set(of(resources, CONTAINER).map(serviceOf));
    assert.ok(!services.has("postgres") && !services.has("redis"));
  });

  it("keep two stacks apart by every physical name", async () => {
    const names = (resources: Declared[]) =>
      resources.flatMap(({ inputs }) => (inputs.name?.startsWith("terminusa-") ? [inputs.name] : []));
    const one = names(await declareWith({}, "one"));
    const two = names(await declareWith({}, "two"));
    assert.ok(one.length > 10);
    assert.deepEqual(
      one.filter((name) => two.includes(name)),
      [],
    );
  });

  it("replace a service when its healthcheck or memory file systems change, through a label", async () => {
    const containers = of(await declareWith({}), CONTAINER);
    for (const container of containers)
      assert.match(labelOf(container, "io.terminusa.spec") ?? "", /^[0-9a-f]{12}$/, container.name);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a secret arrives wrapped in the engine's form
function unwrap(value: any): any {
  return value && typeof value === "object" && "value" in value ? value.value : value;
}
