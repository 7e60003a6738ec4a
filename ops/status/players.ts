import type { Context } from "../context.ts";
import { runInside } from "../run-inside.ts";

// One key a player in the world (terminal/presence.ts). The password never leaves the container.
const COUNT = `set -o pipefail
export REDISCLI_AUTH=$(</etc/terminusa/password)
redis-cli --scan --pattern 'presence:*' --count 1000 | sort -u | wc -l`;

/** How many players are in the world. Rejects when Redis can't be asked. */
export async function countPlayers(context: Context, redisId: string): Promise<number> {
  const { code, stdout, stderr } = await runInside(context, redisId, ["bash", "-c", COUNT]);
  if (code !== 0 || !/^\d+$/.test(stdout.trim()))
    throw new Error(stderr.trim() || stdout.trim() || `redis-cli ended with exit code ${code}`);
  return Number(stdout);
}
