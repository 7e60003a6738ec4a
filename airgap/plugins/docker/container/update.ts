import { InitFailed, type UpdateRequest } from "../../sdk/provider.ts";
import type { Bag } from "../../sdk/values.ts";
import { hasChanged } from "../bridge/diff.ts";
import { plain } from "../bridge/schema.ts";
import type { Engine } from "../engine.ts";
import { engineError, engineMessage } from "../engine-error.ts";
import { start } from "./create.ts";
import { CONTAINER, UPDATED_IN_PLACE } from "./schema.ts";
import { resources, restartPolicy } from "./spec.ts";

/** State after an update: the new inputs over the old state, without reading the container, as the official plugin. */
export function planUpdate(olds: Bag, news: Bag): Bag {
  const kept = Object.entries(olds).filter(([key]) => {
    const property = CONTAINER.inputs[key];
    return !property || property.computed || news[key] !== undefined;
  });
  return { ...Object.fromEntries(kept), ...news };
}

/**
 * Starts a container that should run and doesn't, and sends the resource limits in one call if one of them changed.
 * Everything else that is accepted as an update leaves the container alone. A failure is InitFailed with the planned
 * state, as the official plugin records it: the next update then sees no difference.
 */
export async function updateContainer(
  engine: Engine,
  { id, urn, olds }: UpdateRequest,
  news: Bag,
  planned: Bag,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (isToStart(olds, news)) await start(engine, id, signal);
    if (UPDATED_IN_PLACE.some((key) => hasChanged(CONTAINER, key, plain(olds), news))) {
      await sendResources(engine, id, news, signal);
    }
  } catch (error) {
    throw new InitFailed(id, planned, [`updating ${urn}: ${engineMessage(error)}`]);
  }
}

function isToStart(olds: Bag, news: Bag): boolean {
  return olds.mustRun !== true && news.mustRun === true && news.start === true;
}

async function sendResources(engine: Engine, id: string, news: Bag, signal: AbortSignal): Promise<void> {
  const request = { ...resources(news), RestartPolicy: restartPolicy(news) };
  try {
    await engine.docker.getContainer(id).update({ ...request, abortSignal: signal });
  } catch (error) {
    throw engineError("Unable to update a container", error);
  }
}
