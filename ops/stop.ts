import type { Context } from "./context.ts";
import { withLock } from "./lock.ts";
import { bringDown } from "./running.ts";
import { chooseServices } from "./services.ts";

/**
 * Stops the named services, or all, from the outside in: Nginx first, the databases last, each within its
 * own grace. Containers and volumes stay. Throws OperatorError on an unknown service or an empty stack.
 */
export async function stop(context: Context, services: readonly string[]): Promise<void> {
  await chooseServices(context, services);
  await withLock(context, "stop", async () => {
    const groups = await chooseServices(context, services);
    let idle = true;
    for (const [service, containers] of groups) {
      const running = containers.filter(({ info: { State } }) => State.Running || State.Restarting);
      if (running.length === 0) continue;
      await bringDown(context, service, running);
      idle = false;
    }
    if (idle) context.out.line("ok      nothing was running");
  });
}
