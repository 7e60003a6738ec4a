import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { Context } from "../context.ts";

const BETWEEN_MS = 500;

/** What a running container takes: processor in percent of one core, memory in bytes. */
export interface Usage {
  cpuPercent: number;
  memoryBytes: number;
  /** The container's limit; null when it has none. */
  memoryLimitBytes: number | null;
}

/** Takes two readings of each container, half a second apart, all at once. Containers that ended are left out. */
export async function readUsage(context: Context, ids: readonly string[]): Promise<Map<string, Usage>> {
  const first = await readAll(context, ids);
  if (first.size === 0) return new Map();
  await sleep(BETWEEN_MS);
  const second = await readAll(context, [...first.keys()]);
  return new Map([...second].map(([id, now]) => [id, usage(first.get(id)!, now)]));
}

async function readAll(
  context: Context,
  ids: readonly string[],
): Promise<Map<string, Docker.ContainerStats>> {
  const readings = await Promise.all(ids.map((id) => read(context, id)));
  return new Map(readings.flatMap((reading, index) => (reading ? [[ids[index]!, reading] as const] : [])));
}

async function read(context: Context, id: string): Promise<Docker.ContainerStats | undefined> {
  try {
    const stats = await context.docker.getContainer(id).stats({ stream: false, "one-shot": true });
    return stats.memory_stats.usage === undefined ? undefined : stats;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** What two readings of one container say. */
export function usage(before: Docker.ContainerStats, now: Docker.ContainerStats): Usage {
  const busy = now.cpu_stats.cpu_usage.total_usage - before.cpu_stats.cpu_usage.total_usage;
  const seconds = (Date.parse(now.read) - Date.parse(before.read)) / 1_000;
  return {
    // The engine counts nanoseconds.
    cpuPercent: seconds > 0 ? Math.max(0, (busy / 1e9 / seconds) * 100) : 0,
    memoryBytes: memoryInUse(now.memory_stats),
    memoryLimitBytes: now.memory_stats.limit || null,
  };
}

// Without the page cache that the kernel drops when memory is short, as `docker stats` counts:
// `inactive_file` in cgroup v2, `total_inactive_file` in v1.
function memoryInUse(memory: Docker.MemoryStats): number {
  const stats = memory.stats as { inactive_file?: number; total_inactive_file?: number } | undefined;
  const cache = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
  return Math.max(0, memory.usage - cache);
}
