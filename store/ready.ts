import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Checks } from "./health.ts";
import { requireSchema, SchemaMismatch } from "./schema.ts";

const RETRY_MS = 250;

/** What every server needs before it may listen: `database`, `schema` and `redis`. */
export function dependencyChecks(pool: Pool, redis: Redis): Checks {
  return {
    database: async () => void (await pool.query("SELECT 1")),
    schema: async () => void (await requireSchema(pool)),
    redis: async () => void (await redis.ping()),
  };
}

/**
 * Resolves once all checks pass, trying for ever and logging each new reason; returns early if `signal` is
 * aborted. Throws {@link SchemaMismatch} at once: waiting mends a database that is away, not a wrong one.
 */
export async function waitUntilReady(checks: Checks, log: Logger, signal?: AbortSignal): Promise<void> {
  let last = "";
  while (!signal?.aborted) {
    const reason = await firstFailure(checks);
    if (reason === null) return;
    if (reason !== last) log.warn({ reason }, "waiting for what this server needs");
    last = reason;
    await sleep(RETRY_MS);
  }
}

async function firstFailure(checks: Checks): Promise<string | null> {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch (error) {
      if (error instanceof SchemaMismatch) throw error;
      return `${name}: ${error instanceof Error && error.message ? error.message : String(error)}`;
    }
  }
  return null;
}
