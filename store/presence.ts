import type { Redis } from "ioredis";

/** One key a player in the world, kept alive by the terminal server that serves them. */
export const PRESENCE_PREFIX = "presence:";

const SCAN_COUNT = 1_000;
const FRESH_MS = 5_000;

/** How many players are in the world, at most 5 s old; asking often costs Redis nothing. */
export function playersOnline(redis: Redis): () => Promise<number> {
  let shared: { at: number; count: Promise<number> } | null = null;
  return () => {
    if (!shared || Date.now() - shared.at > FRESH_MS) {
      const mine = { at: Date.now(), count: countPresence(redis) };
      // A failure isn't kept: the next visitor asks again.
      mine.count.catch(() => {
        if (shared === mine) shared = null;
      });
      shared = mine;
    }
    return shared.count;
  };
}

async function countPresence(redis: Redis): Promise<number> {
  // A scan may give a key twice.
  const keys = new Set<string>();
  let cursor = "0";
  do {
    const [next, found] = await redis.scan(cursor, "MATCH", `${PRESENCE_PREFIX}*`, "COUNT", SCAN_COUNT);
    for (const key of found) keys.add(key);
    cursor = next;
  } while (cursor !== "0");
  return keys.size;
}

/** The hunter that the account plays now, and where; null when nobody is in the world. */
export async function whereabouts(
  redis: Redis,
  accountId: string,
): Promise<{ name: string; room: string } | null> {
  const told = await redis.get(PRESENCE_PREFIX + accountId);
  return told === null ? null : JSON.parse(told);
}
