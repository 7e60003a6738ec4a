import assert from "node:assert/strict";
import { test } from "node:test";
import type { Heartbeat } from "../../store/vitals/heartbeat.ts";
import { type Check, checklist, troubles, verdict } from "./checklist.ts";
import { serviceRows } from "./services.ts";
import type { Vitals } from "./vitals.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const found = <T>(what: T) => ({ ok: true, found: what }) as const;
const unknown = (reason: string) => ({ ok: false, reason }) as const;
const container = { memoryBytes: 50 * 2 ** 20, memoryLimitBytes: 256 * 2 ** 20, cpuSeconds: 9, cores: 1 };

const heart = (more: Partial<Heartbeat> = {}): Heartbeat => ({
  service: "web",
  host: "3f2a9b01c4d5",
  at: NOW - 4_000,
  startedAt: NOW - 7_200_000,
  restarts: 0,
  version: "0a1b2c3d4e5f",
  content: "99aabbccddee",
  trouble: "",
  memoryBytes: 60 * 2 ** 20,
  cpuPercent: 3.2,
  container,
  loop: { p50Ms: 0.4, p99Ms: 3.5, busyPercent: 4 },
  sockets: 3,
  perMinute: { requests: 40, failed: 0, errors: 0 },
  ...more,
});
const terminal = heart({ service: "terminal", host: "77aa9b01c4d5" });

const well: Vitals = {
  at: new Date(NOW),
  hearts: found([heart(), terminal]),
  postgres: found({
    version: "17.11 (Debian)",
    startedAt: new Date(NOW - 60_000),
    databaseBytes: 12 * 2 ** 20,
    connections: { used: 20, most: 100, active: 1, waiting: 0 },
    committed: 10,
    rolledBack: 0,
    deadlocks: 0,
    cacheHitPercent: 99.8,
    schemaRevision: 9,
    container,
    slow: [],
    underWay: [],
    cpuPercent: 1.25,
  }),
  redis: found({
    version: "8.10.1",
    uptimeSeconds: 90,
    usedBytes: 2 ** 20,
    residentBytes: 12 * 2 ** 20,
    mostBytes: 144 * 2 ** 20,
    cpuSeconds: 2,
    clients: 5,
    evicted: 0,
    refused: 0,
    commandsPerSecond: 10,
    keys: 3,
    writes: "ok",
    cpuPercent: 0.5,
  }),
  nginx: found({
    at: new Date(NOW - 5_000),
    startedAt: new Date(NOW - 90_000),
    restarts: 0,
    version: "1.30.4",
    connections: 3,
    requestsPerSecond: 2,
    container,
    cpuPercent: 0.1,
  }),
  certificate: found({ validTo: new Date(NOW + 100 * 86_400_000), daysLeft: 100, issuer: "Terminusa" }),
  traffic: found({ requests: 1_000, failed: 0, limited: 0, middleMs: 2, slowMs: 9, since: new Date(NOW) }),
  errorLog: found({ recent: 0, last: [] }),
  disk: found({ freeBytes: 20 * 2 ** 30, sizeBytes: 60 * 2 ** 30 }),
};

const bad = (more: Partial<Vitals>): Check[] => troubles(checklist({ ...well, ...more }));
const only = (more: Partial<Vitals>): Check => {
  const [first, ...rest] = bad(more);
  assert.ok(first && rest.length === 0, JSON.stringify([first, ...rest]));
  return first;
};

test("a stack that is well says so, shows its five services healthy, and has no backups to tell of", () => {
  const checks = checklist(well);
  assert.equal(verdict(checks), "All is well.");
  assert.deepEqual(
    serviceRows(well).map(({ name, state }) => [name, state]),
    ["web 3f2a9b", "terminal 77aa9b", "postgres", "redis", "nginx"].map((name) => [name, "healthy"]),
  );
  const backups = checks.at(-1);
  assert.equal(backups?.level, "note");
  assert.match(backups?.text ?? "", /^No backups are configured\./);
});

test("a server is missing, silent, or not serving", () => {
  assert.match(only({ hearts: found([heart()]) }).text, /^terminal: none reports/);
  const silent = only({ hearts: found([heart({ at: NOW - 65_000 }), terminal]) });
  assert.deepEqual([silent.level, silent.text], ["fail", "web 3f2a9b: silent for 1 min 5 s"]);
  assert.match(silent.remedy ?? "", /terminusa logs web/);
  const trouble = only({
    hearts: found([heart(), { ...terminal, trouble: "redis: Connection is closed." }]),
  });
  assert.equal(trouble.text, "terminal 77aa9b: redis: Connection is closed.");
});

test("without Redis nothing is known of the servers, and that is what it says", () => {
  const away = bad({ hearts: unknown("Connection is closed."), redis: unknown("Connection is closed.") });
  assert.deepEqual(
    away.map(({ text }) => text),
    [
      "web: not known: Redis does not answer (Connection is closed.)",
      "terminal: not known: Redis does not answer (Connection is closed.)",
      "redis: does not answer: Connection is closed.",
    ],
  );
});

test("Nginx that does not answer is a failure; one whose reports stopped is too", () => {
  assert.match(
    only({ certificate: unknown("connect ECONNREFUSED") }).text,
    /^nginx: does not answer: connect ECONNREFUSED/,
  );
  const report = well.nginx.ok && well.nginx.found;
  assert.ok(report);
  const old = found({ ...report, at: new Date(NOW - 300_000) });
  assert.match(only({ nginx: old }).text, /its last report is 5 min old/);
  // Without any report it serves all the same.
  assert.deepEqual(bad({ nginx: found(null) }), []);
});

test("failures of requests are a share of all, and refusals for speed are told but no failure", () => {
  const traffic = (failed: number) =>
    found({ requests: 1_000, failed, limited: 4, middleMs: 2, slowMs: 9, since: null });
  assert.deepEqual(bad({ traffic: traffic(9) }), []);
  assert.equal(only({ traffic: traffic(10) }).level, "warn");
  const few = found({ requests: 8, failed: 4, limited: 0, middleMs: 2, slowMs: 9, since: null });
  assert.equal(only({ traffic: few }).level, "warn");
  const many = only({ traffic: traffic(100) });
  assert.equal(many.level, "fail");
  assert.match(many.text, /^100 of 1,000 requests failed in the last 10 minutes \(10\.0 %\); 4 were refused/);
});

test("errors in logs, late event loops and restarts are worth a look, each with who", () => {
  const hearts = (more: Partial<Heartbeat>) => ({ hearts: found([heart(more), terminal]) });
  assert.equal(
    only(hearts({ perMinute: { requests: 1, failed: 1, errors: 2 } })).text,
    "in the last minute: web 3f2a9b 2 lines",
  );
  assert.match(
    only(hearts({ loop: { p50Ms: 1, p99Ms: 250, busyPercent: 99 } })).text,
    /late by 250 ms .* \(web 3f2a9b\)/,
  );
  assert.equal(only(hearts({ restarts: 2 })).text, "began anew: web 3f2a9b 2 times");
  assert.match(only({ errorLog: found({ recent: 1, last: [] }) }).text, /^1 error in the last 10 minutes/);
});

test("what is nearly full is told with the command that mends it", () => {
  const full = { ...container, memoryBytes: 250 * 2 ** 20 };
  const memory = only({ hearts: found([heart({ container: full }), terminal]) });
  assert.match(memory.text, /^web 3f2a9b uses most of its limit: 98 % of 256 MiB/);
  assert.equal(memory.remedy, "./terminusa config set webMemory 384, then ./terminusa up");
  const cache = well.redis.ok && well.redis.found;
  assert.ok(cache);
  const redis = only({ redis: found({ ...cache, usedBytes: 140 * 2 ** 20, evicted: 1_200 }) });
  assert.match(
    redis.text,
    /97 % of 144 MiB used; 1,200 keys were dropped for room: it drops the oldest sessions/,
  );
  assert.equal(redis.remedy, "./terminusa config set redisMemory 384, then ./terminusa up");
  const disk = only({ disk: found({ freeBytes: 2 ** 29, sizeBytes: 2 ** 34 }) });
  assert.match(disk.text, /the engine's disk is nearly full: 512 MiB of 16 GiB free/);
  const postgres = well.postgres.ok && well.postgres.found;
  assert.ok(postgres);
  const connections = { used: 80, most: 100, active: 70, waiting: 3 };
  assert.match(
    only({ postgres: found({ ...postgres, connections }) }).text,
    /^80 of 100 to the database, 70 active, 3 waiting for a lock/,
  );
});

test("a certificate is told before it ends, and when it has ended", () => {
  const until = (daysLeft: number) =>
    only({ certificate: found({ daysLeft, validTo: new Date(NOW), issuer: "Terminusa" }) });
  assert.deepEqual([until(13).level, until(-1).level], ["warn", "fail"]);
});

test("the verdict counts failures, warnings and what is well", () => {
  const checks = checklist({
    ...well,
    hearts: found([heart({ restarts: 1 }), heart({ ...terminal, trouble: "database: gone" })]),
  });
  assert.match(verdict(checks), /^1 failed, 1 warning, \d+ well\.$/);
});
