/** Asks everything at once how it is. What can't be asked is told as that; the rest is there all the same. */
import { statfs } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Heartbeat } from "../../store/vitals/heartbeat.ts";
import { readHearts } from "../../store/vitals/hearts.ts";
import { type PostgresVitals, readPostgres } from "../../store/vitals/postgres-vitals.ts";
import { type RedisVitals, readRedis } from "../../store/vitals/redis-vitals.ts";
import { type Certificate, readCertificate } from "./certificate.ts";
import {
  type ErrorLog,
  type NginxReport,
  readErrorLog,
  readNginx,
  readTraffic,
  type Traffic,
} from "./nginx.ts";

/** What hasn't answered by then counts as not answering. */
const LIMIT_MS = 3_000;
/** Between two readings of processor time, where there is no earlier one. */
const BETWEEN_MS = 500;
/** An older reading says nothing of now. */
const READING_KEPT_MS = 60_000;

/** Where this server stands; what is absent can't be looked at. */
export type Surroundings = {
  /** The log volume's folder. */
  logFolder: string | null;
  /** host:port at which Nginx shows its certificate to servers. */
  nginxAddress: string | null;
  /** As players call the site. */
  siteName: string;
};

/** What was found, or why nothing was. */
export type Look<T> = { ok: true; found: T } | { ok: false; reason: string };

export type Vitals = {
  at: Date;
  hearts: Look<Heartbeat[]>;
  postgres: Look<PostgresVitals & { cpuPercent: number | null }>;
  redis: Look<RedisVitals & { cpuPercent: number | null }>;
  /** null: there is no report. */
  nginx: Look<NginxReport | null>;
  certificate: Look<Certificate>;
  traffic: Look<Traffic>;
  errorLog: Look<ErrorLog>;
  disk: Look<{ freeBytes: number; sizeBytes: number }>;
};

export class VitalsReader {
  readonly #pool: Pool;
  readonly #redis: Redis;
  readonly #around: Surroundings;
  readonly #processor = { postgres: new Processor(), redis: new Processor() };

  constructor(pool: Pool, redis: Redis, around: Surroundings) {
    this.#pool = pool;
    this.#redis = redis;
    this.#around = around;
  }

  async read(): Promise<Vitals> {
    const at = new Date();
    const { logFolder, nginxAddress, siteName } = this.#around;
    const ofLogs = <T>(read: (folder: string) => Promise<T>): Promise<Look<T>> =>
      look(() =>
        logFolder ? read(logFolder) : refuse("this server writes no log file: LOG_FILE is not set"),
      );
    const [host = "", port = ""] = nginxAddress?.split(":") ?? [];
    const [hearts, postgres, redis, nginx, certificate, traffic, errorLog, disk] = await Promise.all([
      look(() => readHearts(this.#redis, at.getTime())),
      look(() => this.#postgres()),
      look(() => this.#readRedis()),
      ofLogs(readNginx),
      look(() =>
        nginxAddress ? readCertificate(host, Number(port), siteName) : refuse("NGINX_ADDRESS is not set"),
      ),
      ofLogs((folder) => readTraffic(folder, at.getTime())),
      ofLogs((folder) => readErrorLog(folder, at.getTime())),
      ofLogs(freeAt),
    ]);
    return { at, hearts, postgres, redis, nginx, certificate, traffic, errorLog, disk };
  }

  async #postgres() {
    const read = () => readPostgres(this.#pool);
    return this.#processor.postgres.measured(read, ({ container }) => container?.cpuSeconds ?? null);
  }

  async #readRedis() {
    const read = () => readRedis(this.#redis);
    return this.#processor.redis.measured(read, ({ cpuSeconds }) => cpuSeconds);
  }
}

/** Makes percent of one core out of the processor time at two moments. */
class Processor {
  #last: { at: number; seconds: number } | null = null;

  async measured<T>(
    read: () => Promise<T>,
    secondsOf: (found: T) => number | null,
  ): Promise<T & { cpuPercent: number | null }> {
    if (!this.#last || performance.now() - this.#last.at > READING_KEPT_MS) {
      this.#since(secondsOf(await read()));
      if (this.#last) await sleep(BETWEEN_MS);
    }
    const found = await read();
    return { ...found, cpuPercent: this.#since(secondsOf(found)) };
  }

  #since(seconds: number | null): number | null {
    const last = this.#last;
    const at = performance.now();
    this.#last = seconds === null ? null : { at, seconds };
    // A restart begins anew.
    if (!last || seconds === null || seconds < last.seconds) return null;
    return ((seconds - last.seconds) / (at - last.at)) * 100_000;
  }
}

async function look<T>(ask: () => Promise<T>): Promise<Look<T>> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${LIMIT_MS / 1_000} s`)), LIMIT_MS);
  try {
    return { ok: true, found: await Promise.race([ask(), late.promise]) };
  } catch (error) {
    const reason = error instanceof Error && error.message ? error.message : String(error);
    return { ok: false, reason: reason.split("\n")[0] ?? reason };
  } finally {
    clearTimeout(timer);
  }
}

async function refuse(reason: string): Promise<never> {
  throw new Error(reason);
}

/** Volumes of one engine are on one disk, so the logs' tells of all. */
async function freeAt(folder: string) {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
}
