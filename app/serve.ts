import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { contentFolders, readCatalog } from "../store/content.ts";
import { healthServer, readiness } from "../store/health.ts";
import { openPool } from "../store/postgres.ts";
import { dependencyChecks, waitUntilReady } from "../store/ready.ts";
import { openRedis } from "../store/redis.ts";
import { createApp } from "./app.ts";
import type { WebConfig } from "./config.ts";
import { drainable } from "./drain.ts";

const POOL_SIZE = 10;
/** Below the 2 s in which a page must answer even when Redis doesn't. */
export const REDIS_TIMEOUT_MS = 1_500;
/** Longer than any proxy in front keeps an idle connection, so that it is never the one who is surprised. */
const KEEP_ALIVE_MS = 75_000;
const WHOLE_REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;

export type WebServer = {
  /** Rejects when the server can't start for good: another schema, a port in use. */
  failed: Promise<void>;
  /** Stops taking connections, finishes what is under way and resolves with the exit code. */
  drain(): Promise<number>;
};

/**
 * Answers on the health port at once, and on its own port from when everything that it needs is there.
 * Throws ContentError on bad content.
 */
export function serve(config: WebConfig, log: Logger): WebServer {
  const catalog = readCatalog(contentFolders(config.contentDirectory));
  const onError = (error: Error) => log.warn({ reason: error.message }, "connection lost");
  const pool = openPool(config.databaseUrl, { max: POOL_SIZE, applicationName: "terminusa-web", onError });
  const redis = openRedis(config.redisUrl, {
    name: "terminusa-web",
    onError,
    commandTimeoutMs: REDIS_TIMEOUT_MS,
  });
  const stop = new AbortController();
  const checks = dependencyChecks(pool, redis);

  const app = createApp({ ...config, catalog, pool, redis, log, ready: readiness(checks) });
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: WHOLE_REQUEST_MS, headersTimeout: HEADERS_MS },
    app,
  );

  const drainServer = drainable(server);

  const listening = async () => {
    if (!server.listening) throw new Error("not listening");
  };
  const health = healthServer({ port: config.healthPort, checks: { ...checks, listening } });

  const start = async () => {
    const { port: healthPort } = await health;
    log.info({ version: config.version, healthPort }, "starting");
    await waitUntilReady(checks, log, stop.signal);
    if (stop.signal.aborted) return;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(config.port, resolve);
    });
    log.info({ port: (server.address() as AddressInfo).port }, "listening");
  };

  return {
    failed: start(),
    async drain() {
      stop.abort();
      const finished = await drainServer();
      log.info({ finished }, finished ? "drained" : "gave up on requests that don't end");
      await (await health).close();
      redis.disconnect();
      await pool.end();
      return finished ? 0 : 1;
    },
  };
}
