import type { Context } from "../context.ts";
import { isService, type StackContainer, shortName } from "../services.ts";
import type { Usage } from "./usage.ts";

/** One container of a service. */
export interface ServiceReport {
  service: string;
  /** Its name without the stack's prefix, as web-1. */
  name: string;
  container: string;
  /** The engine's word: running, exited, restarting, created, paused, dead. */
  state: string;
  /** healthy, unhealthy, starting, or null for a container without a healthcheck. */
  health: string | null;
  /** Seconds since its start; null when it doesn't run. */
  uptimeSeconds: number | null;
  /** The bundle's hash (web, terminal), else the image's tag. */
  version: string | null;
  /** Percent of one core. */
  cpuPercent: number | null;
  memoryBytes: number | null;
  memoryLimitBytes: number | null;
  /** Restarts by the engine since the container was made or started. */
  restarts: number;
}

/** A job whose last run failed. */
export interface JobReport {
  service: string;
  container: string;
  exitCode: number;
  finishedAt: string;
}

/** One container's line, and what is wrong with it. */
export function serviceReport(
  context: Context,
  container: StackContainer,
  usage: Usage | undefined,
  imageVersion: string | null,
): ServiceReport & { problem: string | undefined } {
  const { State, RestartCount } = container.info;
  const name = shortName(context, container.name);
  const uptime = (Date.now() - Date.parse(State.StartedAt)) / 1_000;
  return {
    service: container.service,
    name,
    container: container.name,
    state: State.Status,
    health: State.Running ? (State.Health?.Status ?? null) : null,
    uptimeSeconds: State.Running ? Math.max(0, Math.round(uptime)) : null,
    version: container.version ?? imageVersion,
    cpuPercent: usage ? Math.round(usage.cpuPercent * 10) / 10 : null,
    memoryBytes: usage?.memoryBytes ?? null,
    memoryLimitBytes: usage?.memoryLimitBytes ?? null,
    restarts: RestartCount,
    problem: problemOf(name, container),
  };
}

/** What is wrong with a container, in words. */
export function problemOf(name: string, { info: { State } }: StackContainer): string | undefined {
  if (State.OOMKilled && !State.Running) return `${name} was killed: it ran out of memory`;
  if (State.Status !== "running")
    return State.Status === "exited"
      ? `${name} has stopped (exit code ${State.ExitCode})`
      : `${name} is ${State.Status}`;
  if (!State.Health || State.Health.Status === "healthy") return undefined;
  const said = State.Health.Log?.at(-1)?.Output.trim().split("\n").at(-1)?.trim();
  return `${name} is ${State.Health.Status}${said ? `: ${said.slice(0, 200)}` : ""}`;
}

/** Jobs whose newest run ended with an error. A job's older containers, and one that never ran, say nothing. */
export function failedJobs(containers: readonly StackContainer[]): JobReport[] {
  const ran = containers.filter(({ service, info }) => !isService(service) && info.State.Status === "exited");
  return [...Map.groupBy(ran, ({ service }) => service).values()]
    .map((runs) => runs.sort((a, b) => finished(b) - finished(a))[0]!)
    .filter(({ info }) => info.State.ExitCode !== 0)
    .map(({ service, name, info }) => ({
      service,
      container: name,
      exitCode: info.State.ExitCode,
      finishedAt: info.State.FinishedAt,
    }));
}

function finished({ info }: StackContainer): number {
  return Date.parse(info.State.FinishedAt);
}
