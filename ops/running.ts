import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "./context.ts";
import { demultiplex } from "./log-frames.ts";
import { OperatorError } from "./operator-error.ts";
import type { Detail } from "./output.ts";
import { portHolder } from "./port-holder.ts";
import { command, inspectContainer, type StackContainer, shortName } from "./services.ts";

const POLL_MS = 200;
const HEALTHY_LIMIT_MS = 120_000;
/** Who ends so often at its start won't come right by itself. */
const RESTARTS_LIMIT = 3;
const LAST_LINES = 8;
const ENDED = ["exited", "dead"];
/** Seconds for a container that names no time of its own. */
const USUAL_GRACE_SECONDS: Record<string, number> = { postgres: 60 };
const GRACE_SECONDS = 30;

/** Starts a service's containers that don't run, as one step, and waits until all are healthy. */
export async function bringUp(
  context: Context,
  service: string,
  containers: StackContainer[],
): Promise<void> {
  await context.out.step(`starting ${counted(service, containers)}`, async (detail) => {
    await Promise.all(
      containers.map(async (container) => {
        await startContainer(context, container);
        await untilHealthy(context, container, detail);
      }),
    );
  });
}

/** Stops a service's running containers, each within its own grace, as one step. */
export async function bringDown(
  context: Context,
  service: string,
  containers: StackContainer[],
): Promise<void> {
  await context.out.step(`stopping ${counted(service, containers)}`, async () => {
    await Promise.all(containers.map((container) => stopContainer(context, container)));
  });
}

/** Stops a container within its own grace. */
export async function stopContainer(context: Context, container: StackContainer): Promise<void> {
  const stopping = context.docker.getContainer(container.id).stop({ t: graceSeconds(container) });
  // 304: it had stopped already; 404: it is gone already.
  await stopping.catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 304 && error.statusCode !== 404) throw error;
  });
}

/** Stops a container, if it runs, starts it and waits until it is healthy, as one step. */
export async function cycle(context: Context, container: StackContainer): Promise<void> {
  await context.out.step(`restarting ${shortName(context, container.name)}`, async (detail) => {
    detail("stopping");
    await stopContainer(context, container);
    await startContainer(context, container);
    await untilHealthy(context, container, detail);
  });
}

/** Seconds from the stop signal to the kill. */
export function graceSeconds({ service, info }: StackContainer): number {
  const { StopTimeout } = info.Config as { StopTimeout?: number };
  return StopTimeout ?? USUAL_GRACE_SECONDS[service] ?? GRACE_SECONDS;
}

async function startContainer(context: Context, container: StackContainer): Promise<void> {
  try {
    await context.docker.getContainer(container.id).start();
  } catch (error) {
    // 304: it runs already.
    if ((error as { statusCode?: number }).statusCode === 304) return;
    throw await refusedStart(context, container, (error as Error).message);
  }
}

async function refusedStart(
  context: Context,
  container: StackContainer,
  message: string,
): Promise<OperatorError> {
  const what = `${shortName(context, container.name)} can't be started`;
  const port = /:(\d+)(?:\/tcp)?(?: failed)?: (?:port is already allocated|.*address already in use)/.exec(
    message,
  )?.[1];
  if (port === undefined) return new OperatorError(what, message, `${command(context)} up`);
  const holder = await portHolder(context, Number(port));
  return new OperatorError(
    what,
    `${holder} holds port ${port}`,
    `stop that, then: ${command(context)} start`,
  );
}

async function untilHealthy(context: Context, container: StackContainer, detail: Detail): Promise<void> {
  const deadline = Date.now() + HEALTHY_LIMIT_MS;
  for (;;) {
    const now = await inspectContainer(context, container.id);
    if (!now) throw await sick(context, container, "it was removed meanwhile");
    const { Status, Health, ExitCode } = now.info.State;
    const { RestartCount } = now.info;
    if (RestartCount >= RESTARTS_LIMIT)
      throw await sick(context, container, `it ended ${RestartCount} times, last with exit code ${ExitCode}`);
    if (ENDED.includes(Status)) throw await sick(context, container, `it ended with exit code ${ExitCode}`);
    if (Status === "running" && (!Health || Health.Status === "healthy")) return;
    detail(Health?.Status === "unhealthy" ? "unhealthy" : "waiting until it is healthy");
    if (Date.now() > deadline)
      throw await sick(
        context,
        container,
        `it is ${Health?.Status ?? Status} after ${HEALTHY_LIMIT_MS / 1000} s: ${Health?.Log.at(-1)?.Output.trim() || "no answer"}`,
      );
    await sleep(POLL_MS);
  }
}

async function sick(context: Context, container: StackContainer, why: string): Promise<OperatorError> {
  const lines = await lastLines(context, container.id);
  return new OperatorError(
    `${shortName(context, container.name)} did not become healthy`,
    [why, ...(lines.length > 0 ? ["its last lines:", ...lines.map((line) => `  ${line}`)] : [])].join("\n"),
    `${command(context)} logs ${container.service}; ${command(context)} doctor`,
  );
}

async function lastLines(context: Context, id: string): Promise<string[]> {
  const options = { stdout: true, stderr: true, tail: LAST_LINES } as const;
  try {
    const raw = (await context.docker.getContainer(id).logs(options)) as unknown as Buffer;
    return demultiplex(raw).map(({ data }) => data.toString("utf8").trimEnd());
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return [];
    throw error;
  }
}

function counted(service: string, containers: StackContainer[]): string {
  return containers.length === 1 ? service : `${service} (${containers.length} containers)`;
}
