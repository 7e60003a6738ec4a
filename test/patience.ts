/**
 * Waiting for a condition in tests. The limit only ends what would never happen: it is far above what a slow and
 * loaded machine needs, and nothing is proved by how fast it was.
 */
import { setTimeout as sleep } from "node:timers/promises";

export const PATIENCE_MS = 60_000;
/** Ten times a second: a check that is a command of a player keeps below what one may send. */
const LOOK_EVERY_MS = 100;

/** Runs `check` again and again until it no longer throws, and returns its result. Throws its last error at the limit. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
