/** Which content the running servers serve: one version, but for the moments of a deploy. */
import type { Redis } from "ioredis";
import { readHearts } from "../../store/vitals/hearts.ts";
import type { Lookout } from "./attention.ts";

export type Served = { content: string; servers: string[] };

/** Silent for longer (ms), a server is no longer counted. */
const ALIVE_MS = 30_000;

/** Each version with its servers, as `web 3f2a91`; the one that most serve first. */
export async function contentServed(redis: Redis, now: number): Promise<Served[]> {
  const served = new Map<string, string[]>();
  for (const { content, service, host, at } of await readHearts(redis, now))
    if (now - at < ALIVE_MS)
      served.set(content, [...(served.get(content) ?? []), `${service} ${host.slice(0, 6)}`]);
  return [...served]
    .map(([content, servers]) => ({ content, servers }))
    .sort((a, b) => b.servers.length - a.servers.length);
}

export const contentLookout: Lookout = {
  least: "moderator",
  async look({ redis }) {
    const served = await contentServed(redis, Date.now());
    if (served.length < 2) return [];
    const versions = served.map(({ content, servers }) => `${content} (${servers.join(", ")})`).join(" and ");
    return [{ text: `Servers serve different content: ${versions}.`, path: "/admin", urgent: false }];
  },
};
