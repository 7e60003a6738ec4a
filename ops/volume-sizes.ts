import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "./context.ts";
import { LABEL_SERVICE, LABEL_STACK } from "./engine.ts";

const ATTEMPTS = 20;
const PAUSE_MS = 250;

/** One volume of the stack. */
export interface VolumeSize {
  /** Its whole name. */
  name: string;
  /** Its name within the stack, as postgres-data. */
  short: string;
  bytes: number;
}

interface DiskUsage {
  Volumes: { Name: string; Labels: Record<string, string> | null; UsageData?: { Size: number } }[] | null;
}

// The types leave out the options.
interface CountsDisk {
  df(options: { abortSignal?: AbortSignal }): Promise<DiskUsage>;
}

/** Size of each of the stack's volumes, by name. The engine counts files for it, which may take its time. */
export async function volumeSizes(context: Context, abortSignal?: AbortSignal): Promise<VolumeSize[]> {
  const { Volumes } = await diskUsage(context, abortSignal);
  return (Volumes ?? [])
    .filter(({ Labels }) => Labels?.[LABEL_STACK] === context.stack)
    .map(({ Name, Labels, UsageData }) => ({
      name: Name,
      short: Labels?.[LABEL_SERVICE] ?? Name,
      bytes: Math.max(0, UsageData?.Size ?? 0),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

// Engines before 23 refuse a second count while one runs.
async function diskUsage(context: Context, abortSignal?: AbortSignal): Promise<DiskUsage> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await (context.docker as unknown as CountsDisk).df({ ...(abortSignal && { abortSignal }) });
    } catch (error) {
      const busy = (error as Error).message.includes("already running");
      if (!busy || attempt === ATTEMPTS || abortSignal?.aborted) throw error;
      await sleep(PAUSE_MS);
    }
}
