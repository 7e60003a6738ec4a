import type { Bag } from "../../sdk/values.ts";
import type { Engine } from "../engine.ts";
import { engineError, says, statusOf } from "../engine-error.ts";

/**
 * Stops and removes the container; one that is gone is no error. The grace is the state's destroyGraceSeconds, and 0,
 * an immediate kill, without one: stopTimeout isn't asked. A container made with `attach` isn't stopped first.
 */
export async function deleteContainer(
  engine: Engine,
  id: string,
  outputs: Bag,
  signal: AbortSignal,
): Promise<void> {
  const container = engine.docker.getContainer(id);
  if (outputs.attach !== true) {
    const grace = Math.max(0, Number(outputs.destroyGraceSeconds ?? 0));
    await unlessGone(`Error stopping container ${id}`, () =>
      container.stop({ t: grace, abortSignal: signal }),
    );
  }
  await unlessGone(`Error deleting container ${id}`, () =>
    container.remove({ v: outputs.removeVolumes === true, force: true, abortSignal: signal }),
  );
  const condition = outputs.rm === true ? "removed" : "not-running";
  await unlessGone(`Error waiting for container removal '${id}'`, () =>
    container.wait({ condition, abortSignal: signal }),
  );
}

async function unlessGone(action: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (statusOf(error) === 304 || says(error, "No such container", "is already in progress")) return;
    throw engineError(action, error);
  }
}
