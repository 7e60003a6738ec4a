import type { Context } from "./context.ts";
import { withLock } from "./lock.ts";
import { bringUp } from "./running.ts";
import { chooseServices, type StackContainer } from "./services.ts";

/**
 * Starts what is stopped of the named services, or of all, from the inside out: databases first, Nginx last,
 * each waited for until it is healthy. Throws OperatorError naming the one that doesn't become healthy.
 */
export async function start(context: Context, services: readonly string[]): Promise<void> {
  await chooseServices(context, services);
  await withLock(context, "start", async () => {
    const groups = await chooseServices(context, services);
    let idle = true;
    for (const [service, containers] of groups.reverse()) {
      const down = containers.filter((container) => !isUp(container));
      if (down.length === 0) continue;
      await bringUp(context, service, down);
      idle = false;
    }
    if (idle) context.out.line("ok      everything was running");
  });
}

function isUp({ info: { State } }: StackContainer): boolean {
  return State.Running && (!State.Health || State.Health.Status === "healthy");
}
