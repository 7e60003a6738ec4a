import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { contentFolders, readCatalog } from "../store/content.ts";
import { deleteDueAccounts } from "../store/deletion.ts";
import { healthServer, readiness } from "../store/health.ts";
import { openPool } from "../store/postgres.ts";
import { dependencyChecks, waitUntilReady } from "../store/ready.ts";
import { openRedis } from "../store/redis.ts";
import { createApp } from "./app.ts";
import { startChores } from "./chores.ts";
import type { WebConfig } from "./config.ts";
import { drainable } from "./drain.ts";
import { Mailer } from "./mail.ts";
import { readTexts } from "./texts/texts.ts";

const POOL_SIZE = 10;
/** Below the 2 s in which a page must answer even when Redis doesn't. */
export const REDIS_TIMEOUT_MS = 1_500;
/** Longer than any proxy in front keeps an idle connection, so that it is never the one who is surprised. */
const KEEP_ALIVE_MS = 75_000;
const WHOLE_REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** How often accounts are deleted whose grace is over. */
const DELETIONS_EVERY_MS = 10 * 60_000;

export type WebServer = {
  /** Rejects when the server can't start for good: another schema, a port in use. */
  failed: Promise<void>;
  /** Stops taking connections, finishes what is under way and resolves with the exit code. */
  drain(): Promise<number>;
};

/**
 * Answers on the health port at once, and on its own port from when everything that it needs is there.
 * Throws ContentError on bad content, and an Error on English texts that can't be read.
 */
export function serve(config: WebConfig, log: Logger): WebServer {
  const catalog = readCatalog(contentFolders(config.contentDirectory));
  const texts = readTexts(config.textsDirectories);
  for (const problem of texts.problems) log.warn({ problem }, "a text of a translation is said in English");
  const onError = (error: Error) => log.warn({ reason: error.message }, "connection lost");
  const pool = openPool(config.databaseUrl, { max: POOL_SIZE, applicationName: "terminusa-web", onError });
  const redis = openRedis(config.redisUrl, {
    name: "terminusa-web",
    onError,
    commandTimeoutMs: REDIS_TIMEOUT_MS,
  });
  const stop = new AbortController();
  let endChores = () => {};
  const checks = dependencyChecks(pool, redis);

  const mail = new Mailer({ smtpUrl: config.smtpUrl, from: config.mailFrom }, log);
  const app = createApp({ ...config, mail, catalog, texts, pool, redis, log, ready: readiness(checks) });
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
    endChores = startChores({ pool, redis, log }, config);
    deleteDue();
  };

  const deleteDue = () =>
    void deleteDueAccounts(pool).then(
      (accounts) => accounts > 0 && log.info({ accounts }, "accounts deleted whose grace was over"),
      (error) => log.warn({ reason: error.message }, "accounts not deleted now"),
    );
  const deletions = setInterval(() => server.listening && deleteDue(), DELETIONS_EVERY_MS);

  return {
    failed: start(),
    async drain() {
      stop.abort();
      endChores();
      clearInterval(deletions);
      const finished = await drainServer();
      await mail.idle();
      log.info({ finished }, finished ? "drained" : "gave up on requests that don't end");
      await (await health).close();
      redis.disconnect();
      await pool.end();
      return finished ? 0 : 1;
    },
  };
}
