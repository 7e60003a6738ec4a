/** How Redis is, in its own words (INFO). */
import type { Redis } from "ioredis";

export type RedisVitals = {
  version: string;
  uptimeSeconds: number;
  usedBytes: number;
  /** What the process holds, with what it could give back. */
  residentBytes: number;
  /** null: no limit is set. */
  mostBytes: number | null;
  cpuSeconds: number;
  clients: number;
  /** Keys dropped for lack of room, and connections refused, since it started. */
  evicted: number;
  refused: number;
  commandsPerSecond: number;
  keys: number;
  /** Whether its log is written to the disk. */
  writes: "ok" | "err" | "off";
};

export async function readRedis(redis: Redis): Promise<RedisVitals> {
  return redisFrom(await redis.info());
}

/** Turns the answer of INFO into figures. */
export function redisFrom(info: string): RedisVitals {
  const text = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
  const number = (name: string) => Number(text(name)) || 0;
  const keys = [...info.matchAll(/^db\d+:keys=(\d+)/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
  return {
    version: text("redis_version"),
    uptimeSeconds: number("uptime_in_seconds"),
    usedBytes: number("used_memory"),
    residentBytes: number("used_memory_rss"),
    mostBytes: number("maxmemory") || null,
    cpuSeconds: number("used_cpu_sys") + number("used_cpu_user"),
    clients: number("connected_clients"),
    evicted: number("evicted_keys"),
    refused: number("rejected_connections"),
    commandsPerSecond: number("instantaneous_ops_per_sec"),
    keys,
    writes: text("aof_enabled") !== "1" ? "off" : text("aof_last_write_status") === "ok" ? "ok" : "err",
  };
}
