/** The five services as rows of one table, in the words of `./terminusa status`. */
import { bytes, duration } from "../../store/vitals/units.ts";
import type { Vitals } from "./vitals.ts";

/** A server that told nothing for so long has stopped, or can't reach Redis. */
const SILENT_MS = 20_000;
/** Nginx reports every ten seconds. */
const NGINX_SILENT_MS = 40_000;
const NONE = "–";

export type ServiceRow = {
  service: "web" | "terminal" | "postgres" | "redis" | "nginx";
  /** As "web 3f2a…"; containers have no other name here. */
  name: string;
  healthy: boolean;
  /** "healthy", or what is wrong. */
  state: string;
  uptime: string;
  version: string;
  cpu: string;
  memory: string;
  restarts: string;
};

export function serviceRows(vitals: Vitals): ServiceRow[] {
  return [...serverRows(vitals), postgresRow(vitals), redisRow(vitals), nginxRow(vitals)];
}

type Told = Omit<ServiceRow, "service" | "name" | "healthy" | "state">;
const UNKNOWN: Told = { uptime: NONE, version: NONE, cpu: NONE, memory: NONE, restarts: NONE };

function row(service: ServiceRow["service"], name: string, trouble: string, told: Told): ServiceRow {
  return { service, name, healthy: trouble === "", state: trouble || "healthy", ...told };
}

function serverRows({ hearts, at }: Vitals): ServiceRow[] {
  if (!hearts.ok)
    return (["web", "terminal"] as const).map((service) =>
      row(service, service, `not known: Redis does not answer (${hearts.reason})`, UNKNOWN),
    );
  const rows = hearts.found.map((heart) => {
    const silent = at.getTime() - heart.at;
    const trouble = silent > SILENT_MS ? `silent for ${duration(silent / 1_000)}` : heart.trouble;
    return row(heart.service, `${heart.service} ${heart.host.slice(0, 6)}`, trouble, {
      uptime: duration((heart.at - heart.startedAt) / 1_000),
      version: heart.version,
      cpu: percent(heart.cpuPercent),
      memory: memory(heart.container?.memoryBytes ?? heart.memoryBytes, heart.container?.memoryLimitBytes),
      restarts: String(heart.restarts),
    });
  });
  const missing = (["web", "terminal"] as const).filter((service) =>
    rows.every((one) => one.service !== service),
  );
  return [...rows, ...missing.map((service) => row(service, service, "none reports", UNKNOWN))];
}

function postgresRow({ postgres, at }: Vitals): ServiceRow {
  if (!postgres.ok) return row("postgres", "postgres", `does not answer: ${postgres.reason}`, UNKNOWN);
  const { version, startedAt, cpuPercent, container } = postgres.found;
  return row("postgres", "postgres", "", {
    uptime: duration((at.getTime() - startedAt.getTime()) / 1_000),
    version: version.split(" ")[0] ?? version,
    cpu: percent(cpuPercent),
    memory: container ? memory(container.memoryBytes, container.memoryLimitBytes) : NONE,
    restarts: NONE,
  });
}

function redisRow({ redis }: Vitals): ServiceRow {
  if (!redis.ok) return row("redis", "redis", `does not answer: ${redis.reason}`, UNKNOWN);
  const { version, uptimeSeconds, cpuPercent, residentBytes, writes } = redis.found;
  const trouble = writes === "err" ? "it can't write to its disk: sessions would be lost" : "";
  return row("redis", "redis", trouble, {
    uptime: duration(uptimeSeconds),
    version,
    cpu: percent(cpuPercent),
    memory: bytes(residentBytes),
    restarts: NONE,
  });
}

/** It serves when it shows its certificate; what it tells of itself comes beside that. */
function nginxRow({ nginx, certificate, at }: Vitals): ServiceRow {
  const report = nginx.ok ? nginx.found : null;
  const silent = report ? at.getTime() - report.at.getTime() : 0;
  const trouble = !certificate.ok
    ? `does not answer: ${certificate.reason}`
    : silent > NGINX_SILENT_MS
      ? `answers, but its last report is ${duration(silent / 1_000)} old`
      : "";
  if (!report) return row("nginx", "nginx", trouble, UNKNOWN);
  return row("nginx", "nginx", trouble, {
    uptime: duration((report.at.getTime() - report.startedAt.getTime()) / 1_000),
    version: report.version,
    cpu: percent(report.cpuPercent),
    memory: report.container ? memory(report.container.memoryBytes, report.container.memoryLimitBytes) : NONE,
    restarts: String(report.restarts),
  });
}

const percent = (value: number | null): string => (value === null ? NONE : `${value.toFixed(1)} %`);
const memory = (used: number, limit: number | null | undefined): string =>
  limit ? `${bytes(used)} / ${bytes(limit)}` : bytes(used);
