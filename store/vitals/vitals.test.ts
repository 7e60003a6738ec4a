import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { eventually } from "../../test/patience.ts";
import { type Services, startServices } from "../../test/services.ts";
import { contentFolderFor } from "../content.ts";
import { openRedis, redisReady } from "../redis.ts";
import { type CgroupFiles, containerFrom, ownContainer } from "./cgroup.ts";
import { contentVersion } from "./content-version.ts";
import { FORGOTTEN_AFTER_MS, HEARTS_KEY, type HeartSettings, startHeartbeat } from "./heartbeat.ts";
import { readHearts } from "./hearts.ts";
import { Traffic } from "./traffic.ts";

describe("what the kernel says of a container", () => {
  it("reads cgroup v2", () => {
    const files: CgroupFiles = {
      "memory.current": "1000000\n",
      "memory.max": "268435456\n",
      "memory.stat": "anon 5\ninactive_file 300000\n",
      "cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
      "cpu.max": "150000 100000\n",
    };
    const container = { memoryBytes: 700_000, memoryLimitBytes: 268_435_456, cpuSeconds: 2.5, cores: 1.5 };
    assert.deepEqual(containerFrom(files), container);
    const unbounded = { ...files, "memory.max": "max\n", "cpu.max": "max 100000\n" };
    assert.deepEqual(containerFrom(unbounded), { ...container, memoryLimitBytes: null, cores: null });
  });

  it("reads cgroup v1", () => {
    const files: CgroupFiles = {
      "memory/memory.usage_in_bytes": "1000000\n",
      "memory/memory.limit_in_bytes": "9223372036854771712\n",
      "memory/memory.stat": "inactive_file 1\ntotal_inactive_file 400000\n",
      "cpuacct/cpuacct.usage": "2500000000\n",
      "cpu/cpu.cfs_quota_us": "-1\n",
      "cpu/cpu.cfs_period_us": "100000\n",
    };
    const container = { memoryBytes: 600_000, memoryLimitBytes: null, cpuSeconds: 2.5, cores: null };
    assert.deepEqual(containerFrom(files), container);
    assert.equal(containerFrom({ ...files, "cpu/cpu.cfs_quota_us": "50000\n" })?.cores, 0.5);
  });

  it("is nothing where there are no such files, and those of a folder otherwise", async () => {
    const folder = mkdtempSync(join(tmpdir(), "terminusa-cgroup-"));
    assert.equal(await ownContainer(folder), null);
    const write = (name: string, text: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    };
    write("memory/memory.usage_in_bytes", "4096\n");
    write("cpuacct/cpuacct.usage", "1000000000\n");
    assert.equal((await ownContainer(folder))?.memoryBytes, 4096);
    rmSync(folder, { recursive: true });
  });
});

describe("a process's traffic", () => {
  it("counts requests, failures and open sockets of every port but the ignored one", async () => {
    const answer = createServer((request, response) => {
      response.statusCode = request.url === "/broken" ? 503 : 200;
      response.end();
    });
    const ignored = createServer((_request, response) => response.end());
    for (const server of [answer, ignored]) await once(server.listen(0, "127.0.0.1"), "listening");
    const portOf = (server: typeof answer) => (server.address() as AddressInfo).port;
    const traffic = new Traffic(portOf(ignored));
    const ask = (server: typeof answer, path: string) =>
      fetch(`http://127.0.0.1:${portOf(server)}${path}`, { headers: { connection: "close" } });
    await ask(answer, "/");
    await ask(answer, "/broken");
    await ask(ignored, "/broken");
    const socket = connect(portOf(answer), "127.0.0.1");
    await eventually(() => assert.deepEqual(traffic.counts, { requests: 2, failed: 1, sockets: 1 }));
    socket.destroy();
    await eventually(() => assert.equal(traffic.counts.sockets, 0));
    traffic.stop();
    await ask(answer, "/");
    assert.equal(traffic.counts.requests, 2);
    for (const server of [answer, ignored]) server.close();
  });
});

describe("the content's version", () => {
  it("changes with a file and is the same for the same files", async () => {
    const folder = mkdtempSync(join(tmpdir(), "terminusa-content-"));
    const ours = join(folder, "game/content");
    mkdirSync(ours, { recursive: true });
    writeFileSync(join(ours, "town.yaml"), "a: 1\n");
    const first = await contentVersion(ours);
    assert.match(first, /^[0-9a-f]{12}$/);
    assert.equal(await contentVersion(ours), first);
    mkdirSync(join(folder, "game/my-content"));
    writeFileSync(join(folder, "game/my-content/more.yaml"), "b: 2\n");
    assert.notEqual(await contentVersion(ours), first);
    assert.equal(await contentVersion(join(folder, "nowhere")), "unknown");
    rmSync(folder, { recursive: true });
  });
});

describe("a heartbeat", () => {
  let services: Services;
  let redis: Redis;
  let hearts: { stop(): Promise<void> }[];
  before(async () => {
    services = await startServices();
    redis = openRedis(services.redisUrl, { name: "test" });
    await redisReady(redis, 60_000);
  });
  after(async () => {
    redis?.disconnect();
    await services?.stop();
  });
  beforeEach(async () => {
    hearts = [];
    await services.flushRedis();
  });
  afterEach(() => Promise.all(hearts.map((heart) => heart.stop())));

  function start(more: Partial<HeartSettings> = {}) {
    const heart = startHeartbeat({
      service: "web",
      redisUrl: services.redisUrl,
      version: "abc",
      contentFolder: contentFolderFor(join(import.meta.dirname, "..")),
      healthPort: 0,
      errors: () => 0,
      log: pino({ level: "silent" }),
      everyMs: 50,
      ...more,
    });
    hearts.push(heart);
    return heart;
  }
  const heard = (service = "web") =>
    eventually(async () => {
      const heart = (await readHearts(redis, Date.now())).find((one) => one.service === service);
      return heart ?? assert.fail("nothing was told");
    });

  it("tells who it is and how it is, and an orderly end takes it off the list", async () => {
    const heart = start();
    const told = await heard();
    assert.deepEqual([told.host, told.version, told.restarts, told.trouble], [hostname(), "abc", 0, ""]);
    assert.ok(told.memoryBytes > 1e6 && told.loop.p99Ms >= told.loop.p50Ms && told.startedAt <= told.at);
    assert.match(told.content, /^[0-9a-f]{12}$/);
    await heart.stop();
    assert.deepEqual(await readHearts(redis, Date.now()), []);
  });

  it("counts how often the process of a container began anew, and the errors of the last minute", async () => {
    let errors = 0;
    await redis.hset("heart-starts", `web:${hostname()}`, 2);
    start({ errors: () => errors });
    assert.equal((await heard()).restarts, 2);
    errors = 3;
    await eventually(async () => assert.equal((await heard()).perMinute.errors, 3));
  });

  it("says what keeps the server from serving, as its health port does", async () => {
    const checks = { database: "ok", redis: "no answer within 1500 ms" };
    const health = createServer((_request, response) => response.end(JSON.stringify({ checks })));
    await once(health.listen(0, "127.0.0.1"), "listening");
    start({ healthPort: (health.address() as AddressInfo).port });
    assert.equal((await heard()).trouble, "redis: no answer within 1500 ms");
    health.close();
    health.closeAllConnections();
    await eventually(async () => assert.match((await heard()).trouble, /health port does not answer/));
  });

  it("leaves out what was silent for long and what it can't read, and forgets it at the next start", async () => {
    start();
    const told = await heard();
    const old = { ...told, host: "gone", at: Date.now() - FORGOTTEN_AFTER_MS - 1 };
    await redis.hset(HEARTS_KEY, "web:gone", JSON.stringify(old), "web:other", "{}", "web:broken", "{");
    assert.deepEqual(
      (await readHearts(redis, Date.now())).map(({ host }) => host),
      [hostname()],
    );
    start({ service: "terminal" });
    await heard("terminal");
    await eventually(async () => assert.equal(await redis.hexists(HEARTS_KEY, "web:gone"), 0));
  });
});
