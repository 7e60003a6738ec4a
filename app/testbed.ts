/** A site on a port of its own for tests, with a browser that keeps cookies as real ones do. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Express } from "express";
import type { Redis } from "ioredis";
import type pg from "pg";
import { pino } from "pino";
import { bundlePublic } from "../bundles/web.ts";
import { realCatalog } from "../game/test-turn.ts";
import { readiness } from "../store/health.ts";
import { openPool } from "../store/postgres.ts";
import { dependencyChecks } from "../store/ready.ts";
import { openRedis, redisReady } from "../store/redis.ts";
import { type Services, startServices } from "../test/services.ts";
import { createApp } from "./app.ts";
import { Mailer } from "./mail.ts";
import { REDIS_TIMEOUT_MS } from "./serve.ts";
import { readTexts, type Texts } from "./texts/texts.ts";

export const HOST = "play.example.org";
export const SECRETS = ["new-secret-for-tests", "old-secret-for-tests"];
export const PASSWORD = "gravel kettle moth 9";

export const TEXTS = readTexts([join(import.meta.dirname, "texts")]);

export type Testbed = {
  app: Express;
  url: string;
  services: Services;
  databaseUrl: string;
  pool: pg.Pool;
  redis: Redis;
  /** All log lines so far, parsed. */
  logs: Record<string, unknown>[];
  stop(): Promise<void>;
};

/** Starts Postgres, Redis and the site. `reroute` names another way to Redis, e.g. one that can be cut. */
export async function startTestbed(
  reroute?: (redisUrl: string) => Promise<string>,
  mailUrl?: string,
  texts: Texts = TEXTS,
): Promise<Testbed> {
  const services = await startServices();
  const publicDirectory = await mkdtemp(join(tmpdir(), "terminusa-public-"));
  await bundlePublic(publicDirectory);
  const database = await services.freshDatabase();
  const pool = openPool(database.url, { max: 5, applicationName: "test" });
  const redis = openRedis(reroute ? await reroute(services.redisUrl) : services.redisUrl, {
    name: "test",
    commandTimeoutMs: REDIS_TIMEOUT_MS,
  });
  await redisReady(redis, 60_000);

  const logs: Record<string, unknown>[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void logs.push(JSON.parse(line)) });
  const app = createApp({
    pool,
    redis,
    log,
    mail: new Mailer({ smtpUrl: mailUrl, from: "Terminusa <game@play.example.org>" }, log),
    siteUrl: `https://${HOST}`,
    ready: readiness(dependencyChecks(pool, redis)),
    sessionSecrets: SECRETS,
    hosts: [HOST],
    version: "test",
    viewsDirectory: join(import.meta.dirname, "views"),
    publicDirectory,
    catalog: realCatalog(),
    texts,
    gamePort: 6789,
  });
  const server = await listen(createServer(app));
  return {
    app,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    services,
    databaseUrl: database.url,
    pool,
    redis,
    logs,
    async stop() {
      server.close();
      server.closeAllConnections();
      redis.disconnect();
      await pool.end();
      await services.stop();
      await rm(publicDirectory, { recursive: true });
    },
  };
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

export type Answer = { status: number; headers: Headers; text: string };

/** Keeps one cookie, as there is only one, and speaks as Nginx would for it. */
export class Browser {
  cookie: string | undefined;
  readonly #url: string;
  /** Sent with each request. */
  readonly #address: string;

  constructor(url: string, address = "203.0.113.7") {
    this.#url = url;
    this.#address = address;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { headers });
  }

  /** Opens the page that holds the form, then sends it with its token. */
  async submit(page: string, fields: Record<string, string>, action = page): Promise<Answer> {
    const { text } = await this.get(page);
    return this.post(action, { formToken: tokenIn(text), ...fields });
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const body = new URLSearchParams(fields);
    return this.send(path, { method: "POST", body, headers: { origin: `https://${HOST}`, ...headers } });
  }

  async send(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      ...init,
      redirect: "manual",
      headers: {
        "x-forwarded-proto": "https",
        "x-forwarded-for": this.#address,
        ...(this.cookie && { cookie: this.cookie }),
        ...init.headers,
      },
    });
    for (const line of response.headers.getSetCookie()) this.cookie = line.split(";")[0];
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Registers and is logged in from then on. */
  async register(name: string): Promise<Answer> {
    return this.submit("/register", { name, password: PASSWORD });
  }
}

export function tokenIn(html: string): string {
  const token = /name="formToken" value="([\w-]+)"/.exec(html)?.[1];
  if (!token) throw new Error("the page has no form token");
  return token;
}
