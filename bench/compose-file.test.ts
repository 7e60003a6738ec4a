import assert from "node:assert/strict";
import { test } from "node:test";
import type Docker from "dockerode";
import { composeFile, type RunningStack } from "./compose-file.ts";
import type { Declared } from "./program-order.ts";

const ID = "abcdef0123456789";
const IMAGES = new Map([["sha256:aa", "example:1"]]);

type Overrides = { Config?: object; HostConfig?: object; Mounts?: object[]; Networks?: object };

function container({
  Config,
  HostConfig,
  Mounts = [],
  Networks = {},
}: Overrides): Docker.ContainerInspectInfo {
  return {
    Id: ID,
    Name: "/terminusa-x-web",
    Image: "sha256:aa",
    Config: { User: "10001:10001", Env: [], ...Config },
    HostConfig: { ...HostConfig },
    Mounts,
    NetworkSettings: { Networks },
  } as unknown as Docker.ContainerInspectInfo;
}

function stack(
  of: Overrides,
  declared: Partial<Declared> = {},
  others: [string, Declared][] = [],
): RunningStack {
  return {
    prefix: "terminusa-x",
    containers: new Map([["web", container(of)]]),
    networks: [{ Name: "terminusa-x-data", Driver: "bridge", Internal: true }] as Docker.NetworkInspectInfo[],
    declared: new Map([["web", { job: false, after: [], uploads: [], ...declared }], ...others]),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the file's shape is Compose's, and each test looks at a part of it
function fileOf(running: RunningStack): any {
  return JSON.parse(composeFile(running, IMAGES));
}

test("a service keeps its image, command, user, signals and restart policy, and is never pulled", () => {
  const file = fileOf(
    stack({
      Config: { Entrypoint: ["run.sh"], Cmd: ["a"], StopSignal: "SIGINT", StopTimeout: 90 },
      HostConfig: { RestartPolicy: { Name: "unless-stopped" }, Init: true, GroupAdd: ["10000"] },
    }),
  );
  const { image, pull_policy, entrypoint, command, user, stop_signal, stop_grace_period, restart, init } =
    file.services.web;
  assert.deepEqual(
    { image, pull_policy, entrypoint, command, user, stop_signal, stop_grace_period, restart, init },
    {
      image: "example:1",
      pull_policy: "never",
      entrypoint: ["run.sh"],
      command: ["a"],
      user: "10001:10001",
      stop_signal: "SIGINT",
      stop_grace_period: "90s",
      restart: "unless-stopped",
      init: true,
    },
  );
  assert.deepEqual(file.services.web.group_add, ["10000"]);
});

test("limits and hardening are the container's own", () => {
  const { web } = fileOf(
    stack({
      HostConfig: {
        Memory: 268435456,
        MemorySwap: 268435456,
        NanoCpus: 500_000_000,
        Ulimits: [{ Name: "nofile", Soft: 10, Hard: 20 }],
        ReadonlyRootfs: true,
        CapDrop: ["ALL"],
        CapAdd: ["CAP_CHOWN"],
        SecurityOpt: ["no-new-privileges"],
        LogConfig: { Type: "json-file", Config: { "max-size": "10m" } },
        Tmpfs: { "/tmp": "rw,size=64m" },
      },
    }),
  ).services;
  assert.equal(web.mem_limit, 268435456);
  assert.equal(web.cpus, 0.5);
  assert.deepEqual(web.ulimits, { nofile: { soft: 10, hard: 20 } });
  assert.equal(web.read_only, true);
  assert.deepEqual([web.cap_drop, web.cap_add], [["ALL"], ["CAP_CHOWN"]]);
  assert.deepEqual(web.security_opt, ["no-new-privileges"]);
  assert.deepEqual(web.logging, { driver: "json-file", options: { "max-size": "10m" } });
  assert.deepEqual(web.tmpfs, ["/tmp:rw,size=64m"]);
});

test("a healthcheck keeps its times, in Compose's units", () => {
  const Healthcheck = { Test: ["CMD", "x"], Interval: 3e9, Timeout: 5e9, Retries: 5, StartPeriod: 30e9 };
  assert.deepEqual(fileOf(stack({ Config: { Healthcheck } })).services.web.healthcheck, {
    test: ["CMD", "x"],
    interval: "3000000000ns",
    timeout: "5000000000ns",
    retries: 5,
    start_period: "30000000000ns",
  });
});

test("volumes and networks get the project's own names; anonymous volumes and id aliases are left out", () => {
  const file = fileOf(
    stack({
      Mounts: [
        { Type: "volume", Name: "terminusa-x-logs", Destination: "/var/log/terminusa", RW: false },
        { Type: "volume", Name: "0f0f0f", Destination: "/data", RW: true },
      ],
      Networks: { "terminusa-x-data": { Aliases: ["web", ID.slice(0, 12)] } },
    }),
  );
  assert.deepEqual(file.services.web.volumes, [
    { type: "volume", source: "logs", target: "/var/log/terminusa", read_only: true },
  ]);
  assert.deepEqual(file.services.web.networks, { data: { aliases: ["web"] } });
  assert.deepEqual(file.volumes, { logs: {} });
  assert.deepEqual(file.networks, { data: { driver: "bridge", internal: true } });
});

test("a container without a network of the stack has none", () => {
  const { web } = fileOf(stack({ Networks: { none: { Aliases: null } } })).services;
  assert.equal(web.network_mode, "none");
  assert.equal("networks" in web, false);
});

test("published ports keep their address", () => {
  const PortBindings = { "8443/tcp": [{ HostIp: "127.0.0.1", HostPort: "443" }] };
  assert.deepEqual(fileOf(stack({ HostConfig: { PortBindings } })).services.web.ports, [
    { target: 8443, published: "443", host_ip: "127.0.0.1", protocol: "tcp" },
  ]);
});

test("a service waits for healthy services and for jobs that succeeded", () => {
  const file = fileOf(
    stack({}, { after: ["migrate", "redis"] }, [
      ["migrate", { job: true, after: [], uploads: [] }],
      ["redis", { job: false, after: [], uploads: [] }],
    ]),
  );
  assert.deepEqual(file.services.web.depends_on, {
    migrate: { condition: "service_completed_successfully" },
    redis: { condition: "service_healthy" },
  });
});

test("uploads become configs with their path and mode", () => {
  const uploads = [{ file: "/volumes/a/b", content: "secret", permissions: "0400" }];
  const file = fileOf(stack({}, { uploads }));
  assert.deepEqual(file.services.web.configs, [{ source: "web-0", target: "/volumes/a/b", mode: 0o400 }]);
  assert.deepEqual(file.configs, { "web-0": { content: "secret" } });
});

test("every dollar sign is doubled, so that Compose replaces nothing", () => {
  const uploads = [{ file: "/a", content: "p$ss", permissions: "0400" }];
  const file = fileOf(stack({ Config: { Cmd: ["echo $HOME $(x)"] } }, { uploads }));
  assert.deepEqual(file.services.web.command, ["echo $$HOME $$(x)"]);
  assert.equal(file.configs["web-0"].content, "p$$ss");
});

test("a container that the state doesn't know, or whose image has no name, is an error", () => {
  const running = stack({});
  assert.throws(() => composeFile(running, new Map()), /image of \/terminusa-x-web has no name/);
  assert.throws(
    () => composeFile({ ...running, declared: new Map() }, IMAGES),
    /no container of service web/,
  );
});
