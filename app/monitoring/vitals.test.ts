import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createServer, type Server } from "node:tls";
import type { Redis } from "ioredis";
import pg from "pg";
import { selfSigned } from "../../nginx/testbed-certificate.ts";
import { openPool } from "../../store/postgres.ts";
import { openRedis, redisReady } from "../../store/redis.ts";
import { SCHEMA_REVISION } from "../../store/schema.ts";
import { readPostgres } from "../../store/vitals/postgres-vitals.ts";
import { eventually } from "../../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../../test/services.ts";
import { logTail } from "./log-tail.ts";
import { VitalsReader } from "./vitals.ts";

let services: Services;
let database: FreshDatabase;
let pool: pg.Pool;
let redis: Redis;
let folder: string;
let nginx: Server;
let address: string;
before(async () => {
  services = await startServices();
  database = await services.freshDatabase();
  pool = openPool(database.url, { max: 5, applicationName: "test" });
  redis = openRedis(services.redisUrl, { name: "test" });
  await redisReady(redis, 60_000);
  folder = mkdtempSync(join(tmpdir(), "terminusa-logs-"));
  const { chain, key } = await selfSigned("play.example.org");
  nginx = createServer({ cert: chain, key }, (socket) => socket.end());
  await once(nginx.listen(0, "127.0.0.1"), "listening");
  address = `127.0.0.1:${(nginx.address() as AddressInfo).port}`;
});
after(async () => {
  nginx?.close();
  redis?.disconnect();
  await pool?.end();
  await services?.stop();
  rmSync(folder, { recursive: true });
});

const write = (name: string, lines: readonly object[]) =>
  writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
const reader = (more: object = {}) =>
  new VitalsReader(pool, redis, {
    logFolder: folder,
    nginxAddress: address,
    siteName: "play.example.org",
    ...more,
  });

/** A report of Nginx' as its script writes it, so many seconds ago. */
function nginxReport(secondsAgo: number, cpuSeconds: number, requests: number) {
  return {
    at: Math.floor(Date.now() / 1_000) - secondsAgo,
    host: "abc",
    startedAt: Math.floor(Date.now() / 1_000) - 3_600,
    restarts: 0,
    version: "1.30.4",
    status: { connections: 7, accepted: 9, handled: 9, requests },
    kernel: {
      "memory.current": "9000000\n",
      "memory.max": "268435456\n",
      "memory.stat": "inactive_file 1000000\n",
      "cpu.stat": `usage_usec ${cpuSeconds * 1e6}\n`,
      "cpu.max": "max 100000\n",
    },
  };
}

describe("a reading of everything", () => {
  it("has PostgreSQL with its container and its slow statements, as the servers' own role", async () => {
    await pool.query("SELECT pg_sleep(0.05) AS a_slow_one");
    const { postgres } = await reader().read();
    assert.ok(postgres.ok, JSON.stringify(postgres));
    const { found } = postgres;
    assert.match(found.version, /^17\./);
    assert.equal(found.schemaRevision, SCHEMA_REVISION);
    assert.ok(found.connections.used >= 1 && found.connections.most >= 100);
    assert.ok(found.databaseBytes > 1e6 && found.startedAt.getTime() < Date.now());
    assert.ok(found.container && found.container.memoryBytes > 1e6);
    assert.ok(found.cpuPercent !== null && found.cpuPercent >= 0);
    const slow = found.slow?.find(({ text }) => text.includes("a_slow_one"));
    assert.ok(slow && slow.meanMs >= 50, JSON.stringify(found.slow));
    // Values of statements are never shown.
    assert.doesNotMatch(slow.text, /0\.05/);
  });

  it("sees what runs for long right now", async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    const long = client.query("SELECT pg_sleep(600) AS long_one");
    const ended = assert.rejects(long, /canceling statement/);
    await eventually(async () => {
      const { underWay } = await readPostgres(pool);
      assert.deepEqual(
        underWay.map(({ text, waitsFor }) => [text, waitsFor]),
        [["SELECT pg_sleep(600) AS long_one", "Timeout: PgSleep"]],
      );
    });
    await pool.query("SELECT pg_cancel_backend($1)", [rows[0].pid]);
    await ended;
    await client.end();
  });

  it("goes without what a PostgreSQL outside of the stack doesn't have", async () => {
    const bare = await services.freshDatabase({ migrated: false });
    const outside = openPool(bare.url, { max: 2, applicationName: "test" });
    const { container, slow, schemaRevision } = await readPostgres(outside);
    assert.deepEqual([container, slow, schemaRevision], [null, null, 0]);
    await outside.end();
    await bare.drop();
  });

  it("has Redis, the certificate that Nginx shows, and the disk", async () => {
    const { redis: cache, certificate, disk } = await reader().read();
    assert.ok(cache.ok && certificate.ok && disk.ok, JSON.stringify([cache, certificate, disk]));
    assert.match(cache.found.version, /^\d+\.\d+/);
    assert.ok(cache.found.usedBytes > 1e5 && cache.found.cpuPercent !== null && cache.found.writes === "off");
    assert.ok(certificate.found.daysLeft >= 0);
    assert.ok(disk.found.freeBytes > 0 && disk.found.freeBytes <= disk.found.sizeBytes);
  });

  it("has what Nginx reports and what happened since the report before", async () => {
    const before = nginxReport(20, 10, 100);
    write("nginx-report.json", [{ ...nginxReport(10, 12.5, 150), before }]);
    const { nginx: told } = await reader().read();
    assert.ok(told.ok && told.found, JSON.stringify(told));
    const { cpuPercent, requestsPerSecond, connections, container } = told.found;
    assert.deepEqual([cpuPercent, requestsPerSecond, connections], [25, 5, 7]);
    assert.equal(container?.memoryBytes, 8_000_000);
  });

  it("counts what failed and was refused in ten minutes, and leaves sockets out of the times", async () => {
    const line = (minutesAgo: number, status: number, seconds: number) => ({
      time: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      status,
      seconds,
    });
    write("access.log", [
      line(11, 500, 9),
      ...Array.from({ length: 8 }, () => line(5, 200, 0.01)),
      line(4, 502, 2),
      line(3, 429, 0.001),
      line(2, 101, 3_000),
      { ...line(2, 200, 7_000), method: "TELNET" },
    ]);
    const { traffic } = await reader().read();
    assert.ok(traffic.ok);
    const { requests, failed, limited, middleMs, slowMs } = traffic.found;
    assert.deepEqual([requests, failed, limited, middleMs, slowMs], [10, 1, 1, 10, 2_000]);
  });

  it("has the error log's last lines, the newest first", async () => {
    const line = (minutesAgo: number, level: string, message: string) => ({
      time: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      level,
      message,
    });
    write("error.log", [
      line(30, "error", "old"),
      line(2, "warn", "a warning"),
      { ...line(1, "error", "connect() failed"), request: "GET / HTTP/1.1" },
    ]);
    const { errorLog } = await reader().read();
    assert.ok(errorLog.ok);
    assert.equal(errorLog.found.recent, 1);
    assert.deepEqual(
      errorLog.found.last.map(({ message, request }) => [message, request]),
      [
        ["connect() failed", "GET / HTTP/1.1"],
        ["a warning", ""],
        ["old", ""],
      ],
    );
  });

  it("says why it can't look, and looks at all the rest", async () => {
    const { certificate, traffic, postgres } = await reader({
      logFolder: null,
      nginxAddress: "127.0.0.1:1",
    }).read();
    assert.ok(!certificate.ok && !traffic.ok && postgres.ok);
    assert.match(certificate.reason, /ECONNREFUSED/);
    assert.match(traffic.reason, /LOG_FILE is not set/);
  });
});

describe("the end of a log", () => {
  it("is read from the end, cut lines left out, over a rotation, and empty without a file", async () => {
    const lines = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ n: from + at }));
    write("some.log.1", lines(0, 100));
    write("some.log", lines(100, 3));
    const bytes = '{"n":100}\n'.length * 3;
    const numbers = (await logTail(join(folder, "some.log"), bytes + 20)).map(({ n }) => n);
    assert.deepEqual(numbers, [98, 99, 100, 101, 102]);
    assert.deepEqual(
      (await logTail(join(folder, "some.log"), bytes - 4)).map(({ n }) => n),
      [101, 102],
    );
    assert.deepEqual(await logTail(join(folder, "none.log"), 100), []);
  });
});
