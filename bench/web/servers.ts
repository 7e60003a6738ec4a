/** The sites that are measured, each a process of its own on the server's core, as it would be run. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, listening } from "../terminal/contestants.ts";
import type { Database } from "../terminal/databases.ts";
import { Pinned, SERVER_CORE } from "../terminal/pinned.ts";

const SECRET = "of-the-bench-and-of-nothing-else-0123456789";
const PEER = join(import.meta.dirname, "peer/site.py");

export interface Site {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

export interface Around {
  folder: string;
  database: Database;
  redisUrl: string;
  /** A file with the content's items, for the peer. */
  items: string;
}

/** Ours, as its image starts it. */
export async function startOurs(
  bundle: string,
  { folder, database, redisUrl }: Around,
  nodeArgs: readonly string[] = [],
): Promise<Site> {
  const [port, healthPort] = [await freePort(), await freePort()];
  const own = join(folder, `web-${port}`);
  mkdirSync(own, { recursive: true });
  const file = (base: string, text: string) => {
    writeFileSync(join(own, base), text, { mode: 0o600 });
    return join(own, base);
  };
  const env = {
    NODE_ENV: "production",
    PORT: String(port),
    HEALTH_PORT: String(healthPort),
    DATABASE_URL_FILE: file("database-url", database.url),
    REDIS_URL_FILE: file("redis-url", redisUrl),
    SESSION_SECRETS_FILE: file("session-secrets", SECRET),
    LOG_FILE: join(own, "web.log"),
    VERSION: "bench",
  };
  const args = [...nodeArgs, join(bundle, "main.js")];
  const server = new Pinned(process.execPath, args, { core: SERVER_CORE, env, cwd: folder });
  await listening(server, port);
  return { port, pid: server.pid, stop: () => server.stop() };
}

/** Flask; `kept`: it remembers for as long as ours does what ours remembers, else it asks each time. */
export async function startFlask(
  environment: string,
  { database, redisUrl, items }: Around,
  kept: boolean,
): Promise<Site> {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    ITEMS: items,
    SECRET_KEY: SECRET,
    KEPT: kept ? "1" : "",
  };
  const server = new Pinned(join(environment, "bin/python"), [PEER], { core: SERVER_CORE, env });
  await listening(server, port);
  return { port, pid: server.pid, stop: () => server.stop() };
}
