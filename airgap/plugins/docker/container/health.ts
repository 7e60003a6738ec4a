import { setTimeout as sleep } from "node:timers/promises";
import { ProviderError } from "../../sdk/provider.ts";
import type { Engine } from "../engine.ts";
import { engineError } from "../engine-error.ts";

const POLL_MILLISECONDS = 150;
const NO_HEALTHCHECK =
  "you have supplied a 'wait' argument, but the container does not have a healthcheck defined. " +
  "Please remove the 'wait' argument or add a 'healthcheck' attribute";

/**
 * Waits until the container is healthy. As in the official plugin, nothing but the timeout (seconds) ends the wait
 * of a container that is unhealthy or has exited.
 */
export async function waitUntilHealthy(
  engine: Engine,
  id: string,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + timeoutSeconds * 1000;
  while (performance.now() < end) {
    if (await isHealthy(engine, id, signal)) return;
    await sleep(Math.min(POLL_MILLISECONDS, Math.max(0, end - performance.now())), undefined, { signal });
  }
  throw new ProviderError("DEADLINE_EXCEEDED", "container failed to be in healthy state");
}

async function isHealthy(engine: Engine, id: string, signal: AbortSignal): Promise<boolean> {
  const health = await inspectHealth(engine, id, signal);
  if (health === undefined) throw new ProviderError("FAILED_PRECONDITION", NO_HEALTHCHECK);
  return health === "healthy";
}

async function inspectHealth(engine: Engine, id: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { State } = await engine.docker.getContainer(id).inspect({ abortSignal: signal });
    return State.Health?.Status;
  } catch (error) {
    throw engineError("error inspecting container state", error);
  }
}
