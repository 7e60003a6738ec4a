import type { Redis } from "ioredis";
import type { Decision } from "./deed.ts";

/** What terminal servers listen to (terminal/bus.ts). */
const DONE = "deed:done";

/**
 * Tells the game servers whose rows a deed of the site changed, so that they read them again, and what those hear of
 * it. Nothing is lost when Redis is away: a server that writes on an old row finds that out by its version.
 */
export async function announceDone(
  redis: Redis,
  { changed, tells }: { changed: readonly string[]; tells: NonNullable<Decision["tells"]> },
): Promise<void> {
  await redis.publish(DONE, JSON.stringify({ server: "web", changed, tells })).catch(() => 0);
}

/** Everyone in the city reads these words, on every server; who is away misses them. Rejects while Redis is away. */
export async function announceWords(redis: Redis, text: string): Promise<void> {
  await redis.publish("heard", JSON.stringify({ server: "web", lines: [{ room: "everyone", text }] }));
}
