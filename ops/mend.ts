import type { Context } from "./context.ts";
import { LABEL_STACK } from "./engine.ts";
import { OperatorError } from "./operator-error.ts";
import type { Pulumi } from "./pulumi.ts";
import { lockPid, readState } from "./state.ts";

const DEFAULT_GRACE_SECONDS = 30;

/**
 * Puts right what an interrupted run or a lost state left behind, so that `up` starts from what Pulumi knows:
 * a lock whose holder is gone, and containers and networks of this stack that the state doesn't have. They
 * are removed and made anew; volumes are adopted by name, so no data is touched.
 */
export async function mend(context: Context, pulumi: Pulumi): Promise<void> {
  await releaseStaleLock(context, pulumi);
  const state = await readState(pulumi);
  const filters = { label: [`${LABEL_STACK}=${context.stack}`] };
  const containers = await context.docker.listContainers({ all: true, filters });
  const networks = await context.docker.listNetworks({ filters });
  const lostContainers = containers.filter((container) => !state.ids.has(container.Id));
  const lostNetworks = networks.filter((network) => !state.ids.has(network.Id));
  if (lostContainers.length + lostNetworks.length === 0) return;
  const why =
    state.resources === 0
      ? "the stack's state is gone, its containers are not"
      : "left by an interrupted run";
  await context.out.step(
    "clearing what Pulumi doesn't know",
    async () => {
      await Promise.all(lostContainers.map((lost) => removeContainer(context, lost.Id)));
      for (const lost of lostNetworks) await removeNetwork(context, lost.Id);
    },
    () => `${lostContainers.length} containers, ${lostNetworks.length} networks (${why}); volumes are kept`,
  );
}

async function releaseStaleLock(context: Context, pulumi: Pulumi): Promise<void> {
  const file = pulumi.stateFile();
  const holder = file ? lockPid(file, context.stack) : undefined;
  if (!holder) return;
  if (holder.alive)
    throw new OperatorError(
      `another update of stack ${context.stack} is running`,
      `pulumi (pid ${holder.pid}) holds the state's lock`,
      "wait until it ends, then run this again",
    );
  await pulumi.run(["cancel", "--yes", "--stack", context.stack]);
}

async function removeContainer(context: Context, id: string): Promise<void> {
  const container = context.docker.getContainer(id);
  const { Config } = (await container.inspect()) as { Config: { StopTimeout?: number } };
  await container.stop({ t: Config.StopTimeout ?? DEFAULT_GRACE_SECONDS }).catch(ignoreMissing);
  await container.remove({ force: true, v: true }).catch(ignoreMissing);
}

async function removeNetwork(context: Context, id: string): Promise<void> {
  const network = context.docker.getNetwork(id);
  const { Containers } = (await network.inspect()) as { Containers?: Record<string, unknown> };
  for (const container of Object.keys(Containers ?? {}))
    await network.disconnect({ Container: container, Force: true }).catch(ignoreMissing);
  await network.remove().catch(ignoreMissing);
}

// 304: it had stopped already; 404: it is gone already.
function ignoreMissing(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 304) throw error;
}
