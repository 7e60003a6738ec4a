import type { Context } from "./context.ts";
import { withLock } from "./lock.ts";
import { cycle } from "./running.ts";
import { chooseServices } from "./services.ts";

/**
 * Restarts the named services, or all, from the inside out, one container at a time: the next one goes only
 * when the last one is healthy again, so with two web containers one always serves.
 */
export async function restart(context: Context, services: readonly string[]): Promise<void> {
  await chooseServices(context, services);
  await withLock(context, "restart", async () => {
    for (const [, containers] of (await chooseServices(context, services)).reverse())
      for (const container of containers) await cycle(context, container);
  });
}
