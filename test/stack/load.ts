import { setTimeout as sleep } from "node:timers/promises";
import type { Checkout, Result } from "./checkout.ts";
import type { GamePlayer } from "./game-player.ts";
import { call, PASSWORD } from "./player.ts";

const PAUSE_MS = 40;
const COMMAND_PAUSE_MS = 100;

export interface Load {
  gets: number;
  posts: number;
  failed: string[];
}

/**
 * Runs `work` while a light load goes on: pages by GET, log-ins by POST, and the player typing. Every request
 * is on a connection of its own and must get the answer that it always gets.
 */
export async function underLoad(
  checkout: Checkout,
  player: GamePlayer,
  work: () => Promise<Result>,
): Promise<{ result: Result; load: Load }> {
  const load: Load = { gets: 0, posts: 0, failed: [] };
  let on = true;
  const repeat = async (pauseMs: number, once: () => Promise<void>) => {
    while (on) {
      await once();
      await sleep(pauseMs);
    }
  };
  const expect = async (method: string, path: string, status: number, body?: unknown) => {
    try {
      const answer = await call(checkout, method, path, body);
      if (answer.status !== status)
        load.failed.push(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 200)}`);
    } catch (error) {
      load.failed.push(`${method} ${path}: ${(error as Error).message}`);
    }
  };
  const loops = [
    repeat(PAUSE_MS, async () => {
      load.gets += 1;
      await expect("GET", "/", 200);
    }),
    // Refused by its content after the body was read, so that it costs no password hash and meets no limit.
    repeat(PAUSE_MS, async () => {
      load.posts += 1;
      await expect("POST", "/api/v1/accounts", 422, { name: "x", password: PASSWORD });
    }),
    repeat(COMMAND_PAUSE_MS, async () => player.type("whoami")),
  ];
  await sleep(1_000);
  const result = await work();
  await sleep(1_000);
  on = false;
  await Promise.all(loops);
  return { result, load };
}
