import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type Docker from "dockerode";
import pc from "picocolors";
import { eventually } from "../test/patience.ts";
import { type StackContainer, stackContainers } from "./services.ts";
import { failedJobs } from "./status/containers.ts";
import { readStatus, type StatusReport } from "./status/report.ts";
import { statusTable } from "./status/table.ts";
import { usage } from "./status/usage.ts";
import { status } from "./status.ts";
import { IDLE, Testbed } from "./testbed.ts";

const plain = pc.createColors(false);
const REPORT: StatusReport = {
  stack: "dev",
  deployed: true,
  healthy: true,
  problems: [],
  services: [
    {
      service: "web",
      name: "web-1",
      container: "terminusa-dev-web-1-abcdef0",
      state: "running",
      health: "healthy",
      uptimeSeconds: 3_725,
      version: "0123456789ab",
      cpuPercent: 0.4,
      memoryBytes: 61 * 2 ** 20,
      memoryLimitBytes: 256 * 2 ** 20,
      restarts: 0,
    },
    {
      service: "postgres",
      name: "postgres",
      container: "terminusa-dev-postgres",
      state: "exited",
      health: null,
      uptimeSeconds: null,
      version: "17.11-trixie",
      cpuPercent: null,
      memoryBytes: null,
      memoryLimitBytes: null,
      restarts: 12,
    },
  ],
  failedJobs: [],
  certificate: {
    validFrom: "2026-11-23T00:00:00.000Z",
    validTo: "2027-11-23T00:00:00.000Z",
    daysLeft: 364,
    issuer: "Terminusa dev authority",
    names: ["localhost"],
  },
  schema: { revision: 2, compatibleSince: 1, newest: "0002_game_sessions" },
  playersOnline: 3,
  disk: { freeBytes: 69 * 2 ** 30, volumes: { logs: 4_000, tls: 1, "postgres-data": 46 * 2 ** 20 } },
  standIns: [],
  checkedAt: "2026-11-24T00:00:00.000Z",
};

describe("status", () => {
  it("is one aligned table, then what the stack has", () => {
    assert.deepEqual(statusTable(REPORT, plain, "./terminusa"), [
      "service   state    health   uptime     version         cpu            memory  restarts",
      "web-1     running  healthy  1 h 2 min  0123456789ab  0.4 %  61 MiB / 256 MiB         0",
      "postgres  exited   –        –          17.11-trixie      –                 –        12",
      "",
      "certificate  364 days left, until 2027-11-23, by Terminusa dev authority",
      "schema       revision 2 (0002_game_sessions)",
      "players      3 online",
      "disk         69 GiB free, logs 3.9 KiB, postgres-data 46 MiB",
      "",
      "All is well.",
    ]);
    const sick = {
      ...REPORT,
      healthy: false,
      problems: ["web has no container"],
      certificate: null,
      playersOnline: null,
    };
    const lines = statusTable(sick, plain, "./terminusa");
    assert.deepEqual(lines.slice(-2), [
      "not well  web has no container",
      "./terminusa doctor names what mends it.",
    ]);
    assert.ok(lines.includes("players      unknown"));
  });

  it("counts a processor's share of one core between two readings, and memory without the cache", () => {
    const reading = (read: string, busy: number) =>
      ({
        read,
        cpu_stats: { cpu_usage: { total_usage: busy } },
        memory_stats: { usage: 100, limit: 1_000, stats: { inactive_file: 7, total_inactive_file: 30 } },
      }) as unknown as Docker.ContainerStats;
    const first = reading("2026-11-23T22:00:00.000Z", 1e9);
    const second = reading("2026-11-23T22:00:00.500Z", 1.25e9);
    assert.deepEqual(usage(first, second), { cpuPercent: 50, memoryBytes: 70, memoryLimitBytes: 1_000 });
    assert.equal(usage(first, first).cpuPercent, 0);
  });

  it("takes a job for failed only when its last run did", () => {
    const run = (service: string, ExitCode: number, FinishedAt: string, Status = "exited") =>
      ({
        service,
        name: `${service}-${FinishedAt}`,
        info: { State: { Status, ExitCode, FinishedAt } },
      }) as unknown as StackContainer;
    const runs = [
      run("migrate", 1, "2026-11-23T01:00:00Z"),
      run("migrate", 0, "2026-11-23T02:00:00Z"),
      run("files", 0, "2026-11-23T01:00:00Z"),
      run("files", 2, "2026-11-23T03:00:00Z"),
      run("assets", 0, "0001-01-01T00:00:00Z", "created"),
      run("web", 1, "2026-11-23T01:00:00Z"),
    ];
    assert.deepEqual(
      failedJobs(runs).map(({ service, exitCode }) => [service, exitCode]),
      [["files", 2]],
    );
  });

  it("reads the containers of a real stack and says what is wrong", async () => {
    await using bed = new Testbed({ webReplicas: "2" });
    await bed.make("web", {
      name: "web-1-abcdef0",
      health: "true",
      labels: { "io.terminusa.version": "0123456789ab" },
    });
    await bed.make("terminal", { name: "terminal-1-abcdef0", health: "echo no database; false" });
    await bed.make("nginx", { script: "exit 7" });
    await bed.make("postgres", { health: "true" });
    await bed.make("migrate", { script: "exit 1" });
    const report = await eventually(async () => {
      const now = await readStatus(bed.context);
      assert.deepEqual(
        now.services.map(({ name, state, health }) => [name, state, health]),
        [
          ["postgres", "running", "healthy"],
          ["terminal-1", "running", "unhealthy"],
          ["web-1", "running", "healthy"],
          ["nginx", "exited", null],
        ],
      );
      assert.ok(now.services[2]!.uptimeSeconds! >= 1);
      assert.equal(now.failedJobs.length, 1);
      return now;
    });
    assert.equal(report.healthy, false);
    const web = report.services[2]!;
    assert.equal(web.version, "0123456789ab");
    assert.equal(web.memoryLimitBytes, 64 * 2 ** 20);
    assert.ok(web.memoryBytes! > 0 && web.cpuPercent! >= 0);
    for (const problem of [
      /^web has 1 of 2 containers$/,
      /^redis has no container$/,
      /^terminal-1 is unhealthy: no database$/,
      /^nginx has stopped \(exit code 7\)$/,
      /^the migrate job failed with exit code 1$/,
      /^the database can't be asked: /,
    ])
      assert.ok(
        report.problems.some((text) => problem.test(text)),
        `${problem} in ${report.problems.join(" | ")}`,
      );
    assert.deepEqual([report.schema, report.certificate, report.playersOnline], [null, null, null]);
  });

  it("names `up` when nothing is deployed", async () => {
    await using bed = new Testbed();
    await assert.rejects(status(bed.context, { json: false }), /nothing of stack/);
    const report = await readStatus(bed.context);
    assert.deepEqual([report.deployed, report.healthy, report.services], [false, false, []]);
  });

  it("leaves another stack's containers alone", async () => {
    await using bed = new Testbed();
    await using other = new Testbed();
    await bed.make("web", { script: IDLE });
    assert.deepEqual(await stackContainers(other.context), []);
  });
});
