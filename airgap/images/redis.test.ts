import assert from "node:assert/strict";
import { test } from "node:test";
import type Docker from "dockerode";
import {
  docker,
  ended,
  HARDENED,
  imageName,
  logsOf,
  makeFolder,
  makeVolume,
  run,
  start,
  until,
} from "./trial.ts";

const Image = await imageName("redis");

async function cli(container: Docker.Container, ...command: string[]): Promise<string> {
  return (await run(container, ["redis-cli", ...command])).output.trim();
}

function ready(container: Docker.Container): Promise<void> {
  return until("Redis answers", async () => {
    assert.ok((await container.inspect()).State.Running, await logsOf(container));
    return (await cli(container, "ping")) === "PONG";
  });
}

/** The uid of the server, which is the container's first process. */
async function uidOf(container: Docker.Container): Promise<string> {
  return (await run(container, ["stat", "-c", "%u:%g", "/proc/1"])).output.trim();
}

test("the image's configuration is the official one", async () => {
  const { Config } = await docker.getImage(Image).inspect();
  assert.deepEqual(Config.Entrypoint, ["docker-entrypoint.sh"]);
  assert.deepEqual(Config.Cmd, ["redis-server"]);
  assert.deepEqual(Config.ExposedPorts, { "6379/tcp": {} });
  assert.equal(Config.WorkingDir, "/data");
  assert.equal(Config.User, "");
  assert.equal(Config.Healthcheck, undefined);
  assert.ok(Config.Env?.some((entry) => entry.startsWith("REDIS_VERSION=8.")));
});

test("without arguments it serves as redis, unprotected, with the default save points and no AOF", async (t) => {
  const container = await start(t, { Image });
  await ready(container);
  assert.equal(await uidOf(container), "999:999");
  assert.equal(await cli(container, "config", "get", "protected-mode"), "protected-mode\nno");
  assert.equal(await cli(container, "config", "get", "save"), "save\n3600 1 300 100 60 10000");
  assert.equal(await cli(container, "config", "get", "appendonly"), "appendonly\nno");
  assert.equal(await cli(container, "config", "get", "dir"), "dir\n/data");
  assert.match(await logsOf(container), /^Starting Redis Server$/m);
  const capabilities = await run(container, ["grep", "^CapEff", "/proc/1/status"]);
  assert.match(capabilities.output, /\t0+\n/);
});

test("an option as first argument goes to redis-server", async (t) => {
  const container = await start(t, { Image, Cmd: ["--maxmemory", "5mb", "--requirepass", "secret"] });
  await until("Redis asks for the password", async () => /NOAUTH/.test(await cli(container, "ping")));
  const answer = await run(container, ["redis-cli", "config", "get", "maxmemory"], ["REDISCLI_AUTH=secret"]);
  assert.equal(answer.output.trim(), "maxmemory\n5242880");
});

test("a .conf as first argument is the configuration, and what it says of protected-mode holds", async (t) => {
  const folder = await makeFolder(t, {
    "redis.conf": "maxmemory 6mb\n",
    "protected.conf": "protected-mode yes\nmaxmemory 7mb\n",
  });
  const HostConfig = { Binds: [`${folder}:/etc/own:ro`] };
  const plain = await start(t, { Image, Cmd: ["/etc/own/redis.conf"], HostConfig });
  await ready(plain);
  assert.equal(await cli(plain, "config", "get", "maxmemory"), "maxmemory\n6291456");
  assert.equal(await cli(plain, "config", "get", "protected-mode"), "protected-mode\nno");
  const guarded = await start(t, { Image, Cmd: ["/etc/own/protected.conf"], HostConfig });
  await ready(guarded);
  assert.equal(await cli(guarded, "config", "get", "protected-mode"), "protected-mode\nyes");
});

test("it runs hardened as 999:999 on a fresh volume, and SIGTERM saves what it holds", async (t) => {
  const data = await makeVolume(t);
  const options = { Image, User: "999:999", HostConfig: { ...HARDENED, Binds: [`${data}:/data`] } };
  const first = await start(t, options);
  await ready(first);
  assert.equal(await cli(first, "set", "key", "kept"), "OK");
  await first.kill({ signal: "SIGTERM" });
  const { code, logs } = await ended(first);
  assert.equal(code, 0);
  assert.match(logs, /DB saved on disk/);
  const second = await start(t, options);
  await ready(second);
  assert.equal(await cli(second, "get", "key"), "kept");
});

test("as root without the capabilities to change users it goes on as root", async (t) => {
  const container = await start(t, { Image, HostConfig: { CapDrop: ["ALL"] } });
  await ready(container);
  assert.equal(await uidOf(container), "0:0");
});

test("SKIP_DROP_PRIVS keeps root", async (t) => {
  const container = await start(t, { Image, Env: ["SKIP_DROP_PRIVS=1"] });
  await ready(container);
  assert.equal(await uidOf(container), "0:0");
});

test("a root-owned /data becomes redis's, but not one that holds other files", async (t) => {
  const own = await makeVolume(t);
  const foreign = await makeVolume(t);
  const prepare = await start(t, {
    Image,
    User: "0:0",
    Cmd: ["sh", "-c", "touch /own/dump.rdb /foreign/letter; chown -R 0:0 /own /foreign; sleep 60"],
    HostConfig: { Binds: [`${own}:/own`, `${foreign}:/foreign`] },
  });
  await until(
    "the volumes are prepared",
    async () => (await run(prepare, ["stat", "-c", "%u", "/foreign/letter"])).output.trim() === "0",
  );
  const owner = async (volume: string) => {
    const container = await start(t, {
      Image,
      Cmd: ["--dbfilename", "none.rdb"],
      HostConfig: { Binds: [`${volume}:/data`] },
    });
    await until("Redis answers", async () => /PONG/.test(await cli(container, "ping")));
    return (await run(container, ["stat", "-c", "%u", "/data"])).output.trim();
  };
  assert.equal(await owner(own), "999");
  assert.equal(await owner(foreign), "0");
});

test("another command runs as it is", async (t) => {
  const { code, logs } = await ended(await start(t, { Image, Cmd: ["id", "-u"] }));
  assert.equal(code, 0);
  assert.equal(logs.trim(), "0");
});
