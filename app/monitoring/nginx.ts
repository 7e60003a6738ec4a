/** How Nginx is: what it reports of itself into the log volume (nginx/report.sh), and what its logs say. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type Container, containerFrom } from "../../store/vitals/cgroup.ts";
import { logTail } from "./log-tail.ts";

/** As much of each log is read, and no more. */
const ACCESS_BYTES = 1_048_576;
const ERROR_BYTES = 131_072;
const WINDOW_MS = 10 * 60_000;
const ERRORS_SHOWN = 12;
const SEVERE = new Set(["error", "crit", "alert", "emerg"]);

const status = z.object({ connections: z.number(), requests: z.number() }).partial();
const report = z.object({
  at: z.number(),
  startedAt: z.number(),
  restarts: z.number(),
  version: z.string(),
  status,
  kernel: z.record(z.string(), z.string()),
});
const reports = report.extend({ before: report.nullable() });

export type NginxReport = {
  at: Date;
  startedAt: Date;
  restarts: number;
  version: string;
  connections: number | null;
  requestsPerSecond: number | null;
  container: Container | null;
  cpuPercent: number | null;
};

/** null where there is none: a site without this Nginx in front, or one that was never up. */
export async function readNginx(logFolder: string): Promise<NginxReport | null> {
  const text = await readFile(join(logFolder, "nginx-report.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const { before, ...now } = reports.parse(JSON.parse(text));
  const container = containerFrom(now.kernel);
  const seconds = before ? now.at - before.at : 0;
  const earlier = before && containerFrom(before.kernel);
  const { requests } = now.status;
  return {
    at: new Date(now.at * 1_000),
    startedAt: new Date(now.startedAt * 1_000),
    restarts: now.restarts,
    version: now.version,
    connections: now.status.connections ?? null,
    requestsPerSecond:
      seconds > 0 && requests !== undefined && before?.status.requests !== undefined
        ? (requests - before.status.requests) / seconds
        : null,
    container,
    cpuPercent:
      seconds > 0 && container && earlier
        ? ((container.cpuSeconds - earlier.cpuSeconds) / seconds) * 100
        : null,
  };
}

export type Traffic = {
  /** Of the last ten minutes, or of as many as the bound holds. */
  requests: number;
  /** Answered with 500 or more. */
  failed: number;
  /** Refused for too many requests. */
  limited: number;
  /** Milliseconds that half, and 99 of 100, took at most; null without any. */
  middleMs: number | null;
  slowMs: number | null;
  since: Date | null;
};

/** What Nginx answered lately. */
export async function readTraffic(logFolder: string, now: number): Promise<Traffic> {
  const lines = (await logTail(join(logFolder, "access.log"), ACCESS_BYTES)).filter(
    // Sockets of the game end when their player leaves: how long that took says nothing.
    ({ time, status, method }) =>
      now - Date.parse(String(time)) < WINDOW_MS && status !== 101 && method !== "TELNET",
  );
  const times = lines.map(({ seconds }) => Number(seconds) * 1_000).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? null;
  return {
    requests: lines.length,
    failed: lines.filter(({ status }) => Number(status) >= 500).length,
    limited: lines.filter(({ status }) => status === 429).length,
    middleMs: at(0.5),
    slowMs: at(0.99),
    since: lines[0] ? new Date(String(lines[0].time)) : null,
  };
}

export type LoggedError = { at: Date; level: string; message: string; request: string };
export type ErrorLog = { recent: number; last: LoggedError[] };

/** The error log's last lines, the newest first, and how many errors there were in ten minutes. */
export async function readErrorLog(logFolder: string, now: number): Promise<ErrorLog> {
  const lines = (await logTail(join(logFolder, "error.log"), ERROR_BYTES)).map((line) => ({
    at: new Date(String(line.time)),
    level: String(line.level),
    message: String(line.message),
    request: typeof line.request === "string" ? line.request : "",
  }));
  const valid = lines.filter(({ at }) => !Number.isNaN(at.getTime()));
  return {
    recent: valid.filter(({ at, level }) => SEVERE.has(level) && now - at.getTime() < WINDOW_MS).length,
    last: valid.slice(-ERRORS_SHOWN).reverse(),
  };
}
