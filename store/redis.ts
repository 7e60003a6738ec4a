import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 1_000;

export type RedisSettings = {
  /** Shown by CLIENT LIST. */
  name: string;
  /** How long a command may stay unanswered; 2 s unless told otherwise. */
  commandTimeoutMs?: number;
  /** Told of each failed connection attempt; retries go on for ever. */
  onError?: (error: Error) => void;
};

/**
 * A client that reconnects for ever. A command rejects at once while there is no connection and after 2 s
 * without an answer: it is never queued and never sent twice.
 */
export function openRedis(
  url: string,
  { name, onError, commandTimeoutMs = COMMAND_TIMEOUT_MS }: RedisSettings,
): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    commandTimeout: commandTimeoutMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: retryDelay,
  });
  redis.on("error", (error: Error) => onError?.(error));
  return redis;
}

/** Milliseconds before reconnection attempt `attempt` (1, 2, …): doubling, with jitter. */
export function retryDelay(attempt: number): number {
  const delay = Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LAST_RETRY_MS);
  return delay / 2 + Math.random() * (delay / 2);
}

/** Waits until the client can take commands; throws after `timeoutMs`. */
export async function redisReady(redis: Redis, timeoutMs: number): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (redis.status !== "ready") {
    if (Date.now() > end) throw new Error(`no connection to Redis within ${timeoutMs} ms`);
    await sleep(20);
  }
}
