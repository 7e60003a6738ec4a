/**
 * A server tells Redis every few seconds how it is: nobody else can look into its container. The operator's monitoring
 * page reads that (hearts.ts); without Redis nothing is told, and nothing waits.
 */
import { hostname } from "node:os";
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import { openRedis } from "../redis.ts";
import { type Container, ownContainer } from "./cgroup.ts";
import { contentVersion } from "./content-version.ts";
import { type LoopDelay, LoopWatch } from "./loop-delay.ts";
import { type Counts, Traffic } from "./traffic.ts";

/** A hash: `web:3f2a…` → Heartbeat as JSON. */
export const HEARTS_KEY = "hearts";
/** A hash: `web:3f2a…` → how often that container's process has begun. */
export const STARTS_KEY = "heart-starts";
export const BEAT_EVERY_MS = 5_000;
/** What was silent for so long is forgotten. */
export const FORGOTTEN_AFTER_MS = 15 * 60_000;
const RATE_WINDOW_MS = 60_000;
const ASK_TIMEOUT_MS = 2_000;

export type ServerKind = "web" | "terminal";

export type Heartbeat = {
  service: ServerKind;
  /** The container's id, or the machine's name outside of one. */
  host: string;
  /** Milliseconds since 1970. */
  at: number;
  startedAt: number;
  /** Starts of this container's process after the first. */
  restarts: number;
  version: string;
  content: string;
  /** What keeps it from serving, in words; "" when it serves. */
  trouble: string;
  memoryBytes: number;
  /** Percent of one core. */
  cpuPercent: number;
  container: Container | null;
  loop: LoopDelay;
  sockets: number;
  /** Within the last minute. */
  perMinute: { requests: number; failed: number; errors: number };
};

export type HeartSettings = {
  service: ServerKind;
  redisUrl: string;
  version: string;
  contentFolder: string;
  healthPort: number;
  /** Lines of level error and worse so far. */
  errors: () => number;
  log: Logger;
  everyMs?: number;
};

/** Begins at once; `stop` takes this server off the list. */
export function startHeartbeat(settings: HeartSettings): { stop(): Promise<void> } {
  const heart = new Heart(settings);
  return { stop: () => heart.stop() };
}

type Sample = Counts & { at: number; errors: number };

class Heart {
  readonly #settings: HeartSettings;
  readonly #redis: Redis;
  readonly #field: string;
  readonly #loop = new LoopWatch();
  readonly #traffic: Traffic;
  readonly #content: Promise<string>;
  readonly #startedAt = Date.now();
  readonly #timer: NodeJS.Timeout;
  #samples: Sample[] = [];
  #cpu = { at: performance.now(), usage: process.cpuUsage() };
  #starts: number | null = null;
  #beating: Promise<void> | null = null;

  constructor(settings: HeartSettings) {
    this.#settings = settings;
    this.#field = `${settings.service}:${hostname()}`;
    this.#redis = openRedis(settings.redisUrl, { name: `terminusa-${settings.service}-heartbeat` });
    this.#traffic = new Traffic(settings.healthPort);
    this.#content = contentVersion(settings.contentFolder);
    this.#timer = setInterval(() => this.#beat(), settings.everyMs ?? BEAT_EVERY_MS);
    this.#timer.unref();
    this.#redis.once("ready", () => this.#beat());
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#loop.stop();
    this.#traffic.stop();
    await this.#beating;
    // An orderly end is no silence. Where Redis is away, the entry is forgotten in time.
    await this.#redis.hdel(HEARTS_KEY, this.#field).catch(() => 0);
    this.#redis.disconnect();
  }

  #beat(): void {
    // Whoever is slow to answer is asked again later, not twice at once.
    this.#beating ??= this.#tell()
      .catch((error: Error) => this.#settings.log.debug({ reason: error.message }, "heartbeat not told"))
      .finally(() => {
        this.#beating = null;
      });
  }

  async #tell(): Promise<void> {
    this.#sample();
    if (this.#redis.status !== "ready") return;
    if (this.#starts === null) {
      this.#starts = await this.#redis.hincrby(STARTS_KEY, this.#field, 1);
      await this.#forgetOthers();
    }
    await this.#redis.hset(HEARTS_KEY, this.#field, JSON.stringify(await this.#read()));
  }

  async #read(): Promise<Heartbeat> {
    const { service, version, healthPort } = this.#settings;
    const [content, container, trouble] = await Promise.all([
      this.#content,
      ownContainer(),
      troubleAt(healthPort),
    ]);
    return {
      service,
      host: hostname(),
      at: Date.now(),
      startedAt: this.#startedAt,
      restarts: (this.#starts ?? 1) - 1,
      version,
      content,
      trouble,
      memoryBytes: process.memoryUsage.rss(),
      cpuPercent: this.#cpuPercent(),
      container,
      loop: this.#loop.read(),
      sockets: this.#traffic.counts.sockets,
      perMinute: this.#perMinute(),
    };
  }

  #sample(): void {
    const at = performance.now();
    this.#samples.push({ ...this.#traffic.counts, at, errors: this.#settings.errors() });
    this.#samples = this.#samples.filter((sample) => at - sample.at <= RATE_WINDOW_MS);
  }

  #perMinute(): Heartbeat["perMinute"] {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last) return { requests: 0, failed: 0, errors: 0 };
    return {
      requests: last.requests - first.requests,
      failed: last.failed - first.failed,
      errors: last.errors - first.errors,
    };
  }

  #cpuPercent(): number {
    const { at, usage } = this.#cpu;
    const used = process.cpuUsage(usage);
    const now = performance.now();
    this.#cpu = { at: now, usage: process.cpuUsage() };
    const percent = (used.user + used.system) / 10 / Math.max(1, now - at);
    return Math.round(percent * 10) / 10;
  }

  /** Containers that are long gone; their successors have other ids. */
  async #forgetOthers(): Promise<void> {
    const all = await this.#redis.hgetall(HEARTS_KEY);
    const old = Object.entries(all).flatMap(([field, text]) =>
      Date.now() - toldAt(text) > FORGOTTEN_AFTER_MS ? [field] : [],
    );
    if (old.length === 0) return;
    await this.#redis.hdel(HEARTS_KEY, ...old);
    await this.#redis.hdel(STARTS_KEY, ...old.filter((field) => field !== this.#field));
  }
}

/** 0 for what can't be read. */
function toldAt(text: string): number {
  try {
    const { at } = JSON.parse(text) as Partial<Heartbeat>;
    return typeof at === "number" ? at : 0;
  } catch {
    return 0;
  }
}

/** What the process's own health port says; a port of any number (0) is not known here. */
async function troubleAt(port: number): Promise<string> {
  if (port === 0) return "";
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
    });
    const { checks } = (await response.json()) as { checks: Record<string, string> };
    const bad = Object.entries(checks).filter(([, state]) => state !== "ok");
    return bad.map(([need, state]) => `${need}: ${state}`).join("; ");
  } catch (error) {
    return `its health port does not answer: ${(error as Error).message}`;
  }
}
