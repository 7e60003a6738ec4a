import type Docker from "dockerode";
import { LABEL_SERVICE, LABEL_STACK } from "../ops/engine.ts";

const MIB = 2 ** 20;
const MB = 1e6;

/** Memory of the stack's running containers together, MiB: what `docker stats` shows, without the page cache. */
export async function memoryInUse(docker: Docker, stack: string): Promise<number> {
  const containers = await docker.listContainers({ filters: { label: [`${LABEL_STACK}=${stack}`] } });
  const used = await Promise.all(
    containers.map(async ({ Id }) =>
      withoutCache((await docker.getContainer(Id).stats({ stream: false })).memory_stats),
    ),
  );
  return used.reduce((sum, bytes) => sum + bytes, 0) / MIB;
}

/** Usage minus the cache that the kernel may drop at once; cgroup 1 and 2 name it differently. */
export function withoutCache({ usage, stats }: { usage: number; stats: object }): number {
  const { total_inactive_file: v1, inactive_file: v2 } = stats as Record<string, number | undefined>;
  return usage - (v1 ?? v2 ?? 0);
}

/** How much a service's image adds to its base, MB as `docker images` counts. */
export async function sizeOverBase(
  docker: Docker,
  stack: string,
  service: string,
  base: string,
): Promise<number> {
  const filters = { label: [`${LABEL_STACK}=${stack}`, `${LABEL_SERVICE}=${service}`] };
  const [container] = await docker.listContainers({ filters });
  if (!container) throw new Error(`no ${service} container runs`);
  const sizes = await Promise.all(
    [container.ImageID, base].map(async (image) => (await docker.getImage(image).inspect()).Size),
  );
  return (sizes[0]! - sizes[1]!) / MB;
}
