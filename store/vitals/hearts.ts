/** Reads what servers tell of themselves (heartbeat.ts). */
import type { Redis } from "ioredis";
import * as z from "zod";
import { FORGOTTEN_AFTER_MS, HEARTS_KEY, type Heartbeat } from "./heartbeat.ts";

/** Another version of a server may tell other things: what doesn't read is left out. */
const heartbeat: z.ZodType<Heartbeat> = z.object({
  service: z.enum(["web", "terminal"]),
  host: z.string(),
  at: z.number(),
  startedAt: z.number(),
  restarts: z.number(),
  version: z.string(),
  content: z.string(),
  trouble: z.string(),
  memoryBytes: z.number(),
  cpuPercent: z.number(),
  container: z
    .object({
      memoryBytes: z.number(),
      memoryLimitBytes: z.number().nullable(),
      cpuSeconds: z.number(),
      cores: z.number().nullable(),
    })
    .nullable(),
  loop: z.object({ p50Ms: z.number(), p99Ms: z.number(), busyPercent: z.number() }),
  sockets: z.number(),
  perMinute: z.object({ requests: z.number(), failed: z.number(), errors: z.number() }),
});

/** All that were heard within a quarter of an hour: web servers, then terminal servers, each by its start. */
export async function readHearts(redis: Redis, now: number): Promise<Heartbeat[]> {
  const told = Object.values(await redis.hgetall(HEARTS_KEY));
  return told
    .flatMap((text) => {
      const read = heartbeat.safeParse(json(text));
      return read.success && now - read.data.at < FORGOTTEN_AFTER_MS ? [read.data] : [];
    })
    .sort((a, b) => b.service.localeCompare(a.service) || a.startedAt - b.startedAt);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
