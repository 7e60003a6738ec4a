/** For tests: terminal servers on real databases, lines to them that can be cut, and a client without cleverness. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { after, afterEach, before, beforeEach } from "node:test";
import { pino } from "pino";
import { WebSocket } from "ws";
import { JSON_SUBPROTOCOL, type ServerMessage } from "../game/protocol.ts";
import { openRedis, redisReady } from "../store/redis.ts";
import { eventually, PATIENCE_MS } from "../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import type { Config } from "./config.ts";
import { DEFAULT_RATES } from "./rate.ts";
import { startServer, type TerminalServer } from "./server.ts";

export const PASSWORD = "rain on the tram rails";

/** A TCP line to a database that a test can cut and mend. */
export class Wire {
  readonly #server = createServer((socket) => this.#forward(socket));
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  readonly #port: number;
  /** While true, connections are accepted and at once reset. */
  #cut = false;
  /** While true, answers from the other side are held back. */
  #deaf = false;

  private constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
  }

  /** A wire in place of the host and port in `url`. */
  static async to(url: string): Promise<{ wire: Wire; url: string }> {
    const target = new URL(url);
    const wire = new Wire(target.hostname, Number(target.port));
    wire.#server.listen(0, "127.0.0.1");
    await once(wire.#server, "listening");
    target.hostname = "127.0.0.1";
    target.port = String((wire.#server.address() as AddressInfo).port);
    return { wire, url: target.toString() };
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets requests through, but no answers: what a break in the middle of a commit looks like. */
  deafen(): void {
    this.#deaf = true;
  }

  mend(): void {
    this.#cut = false;
    this.#deaf = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #forward(near: Socket): void {
    if (this.#cut) {
      near.destroy();
      return;
    }
    const far = connect(this.#port, this.#host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.on("data", (data) => far.write(data));
    far.on("data", (data) => {
      if (!this.#deaf) near.write(data);
    });
  }
}

export type City = { server: TerminalServer; postgres: Wire; redis: Wire; close(): Promise<void> };

/** The settings of a terminal server for tests, on any port. */
export function cityConfig(databaseUrl: string, redisUrl: string): Config {
  return {
    databaseUrl,
    redisUrl,
    sessionSecrets: [SECRET],
    logFile: undefined,
    logMaxMiB: 20,
    logKeep: 5,
    logLevel: "silent",
    port: 0,
    healthPort: 0,
    telnet: { port: 0, publicPort: 4000 },
    version: "test",
    hosts: ["localhost", "127.0.0.1", "[::1]", "play.example.org"],
    contentDir: join(import.meta.dirname, "../game/content"),
    rates: DEFAULT_RATES,
  };
}

/** One terminal server with wires of its own, on any port. */
export async function startCity(services: Services, database: FreshDatabase): Promise<City> {
  const postgres = await Wire.to(database.url);
  const redis = await Wire.to(services.redisUrl);
  const config = cityConfig(postgres.url, redis.url);
  const log = pino({ level: process.env.TEST_LOG ?? "silent" });
  const server = await startServer(config, log).ready;
  const close = async () => {
    await server.close();
    postgres.wire.close();
    redis.wire.close();
  };
  return { server, postgres: postgres.wire, redis: redis.wire, close };
}

/** What a test file has beside its servers. */
export type Ground = { services: Services; database: FreshDatabase };

/**
 * Sets a test file up: for each of its tests an empty Redis, a fresh database and `count` servers that hear each other,
 * handed to `take`; all of it is removed after them.
 */
export function citiesForEach(count: number, take: (cities: City[], ground: Ground) => void): void {
  let services: Services;
  let database: FreshDatabase;
  let cities: City[] = [];
  before(async () => {
    services = await startServices();
  });
  after(() => services?.stop());
  beforeEach(async () => {
    await services.flushRedis();
    database = await services.freshDatabase();
    cities = await Promise.all(Array.from({ length: count }, () => startCity(services, database)));
    if (count > 1) await eventually(() => allListen(services, count));
    take(cities, { services, database });
  });
  afterEach(async () => {
    await Promise.all(cities.map((city) => city.close()));
    await database.drop();
  });
}

/** What is told before all have subscribed is not heard by all. */
export async function allListen({ redisUrl }: Services, count: number): Promise<void> {
  const redis = openRedis(redisUrl, { name: "test" });
  try {
    await redisReady(redis, PATIENCE_MS);
    const clients = String(await redis.call("CLIENT", "LIST", "TYPE", "pubsub")).split("\n");
    assert.equal(clients.filter((client) => / sub=[1-9]/.test(client)).length, count);
  } finally {
    redis.disconnect();
  }
}

export const SECRET = "a session secret only for tests";

type Wanted<T extends ServerMessage["t"]> = Extract<ServerMessage, { t: T }>;

/** Sends what it is told and keeps what it gets. */
export class RawClient {
  readonly socket: WebSocket;
  readonly got: ServerMessage[] = [];
  readonly #news = new EventEmitter();
  closed: { code: number; reason: string } | null = null;
  session = "";
  token: string | undefined;
  number = 0;

  constructor(city: { server: TerminalServer }, options: { headers?: Record<string, string> } = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${city.server.port}/`, [JSON_SUBPROTOCOL], options);
    this.socket.on("message", (data) => {
      this.got.push(JSON.parse(String(data)));
      this.#news.emit("news");
    });
    this.socket.on("error", () => {});
    this.socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#news.emit("news");
    });
  }

  async open(): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, "open");
    return this;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first message after position `from` that fits. */
  async want<T extends ServerMessage["t"]>(
    t: T,
    fits: (message: Wanted<T>) => boolean = () => true,
    from = 0,
  ): Promise<Wanted<T>> {
    return this.#until(`${t} message`, () =>
      this.got.slice(from).find((m): m is Wanted<T> => m.t === t && fits(m as Wanted<T>)),
    );
  }

  wantClose(): Promise<{ code: number; reason: string }> {
    return this.#until("close", () => this.closed ?? undefined);
  }

  /** Says hello and waits for what comes first: hello or, when that was enough, welcome. */
  async hello(more: object = {}): Promise<Wanted<"hello">> {
    await this.open();
    this.send({ t: "hello", v: 1, client: "test", ...more });
    return this.want("hello");
  }

  async register(name: string): Promise<this> {
    await this.hello();
    this.send({ t: "register", name, password: PASSWORD, remember: true });
    return this.welcomed();
  }

  async login(name: string): Promise<this> {
    await this.hello();
    this.send({ t: "login", name, password: PASSWORD });
    return this.welcomed();
  }

  async resume(session: string, lastSeen: number): Promise<Wanted<"welcome">> {
    await this.hello({ resume: { session, lastSeen } });
    await this.welcomed();
    return this.want("welcome");
  }

  async welcomed(): Promise<this> {
    const welcome = await this.want("welcome");
    this.session = welcome.session;
    this.token = welcome.token;
    this.number = welcome.done;
    return this;
  }

  /** Sends the next command and waits for its answer. */
  async command(line: string): Promise<Wanted<"out"> | Wanted<"error">> {
    this.number += 1;
    const n = this.number;
    this.send({ t: "cmd", n, line });
    return this.answer(n);
  }

  answer(n: number, from = 0): Promise<Wanted<"out"> | Wanted<"error">> {
    return this.#until(`answer to ${n}`, () =>
      this.got
        .slice(from)
        .find((m): m is Wanted<"out"> | Wanted<"error"> => (m.t === "out" || m.t === "error") && m.n === n),
    );
  }

  get lastSeen(): number {
    return Math.max(0, ...this.got.flatMap((message) => (message.t === "out" ? [message.s] : [])));
  }

  texts(): string[] {
    return this.got.flatMap((message) => (message.t === "out" ? [message.text] : []));
  }

  /** Waits until a text that holds `part` was received. */
  hears(part: string): Promise<string> {
    return this.#until(`text "${part}"`, () => this.texts().find((text) => text.includes(part)));
  }

  async #until<T>(what: string, look: () => T | undefined): Promise<T> {
    const end = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.closed && what !== "close")
        assert.fail(`closed with ${JSON.stringify(this.closed)} before ${what}`);
      await once(this.#news, "news", { signal: end }).catch(() => {
        assert.fail(`no ${what}; got ${JSON.stringify(this.got.slice(-5))}`);
      });
    }
  }
}
