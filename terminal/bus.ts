/** What terminal servers tell each other through Redis. Losing it loses no state: each message is a wake-up. */
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import * as z from "zod";
import { type Frame, frame, type Panel } from "../game/protocol.ts";
import type { AccountId } from "../store/accounts.ts";
import type { Tell } from "../store/deeds/deed.ts";
import { PRESENCE_TTL_MS } from "./roster.ts";

const account = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform((id) => id as AccountId);

/** Lines heard by everyone in a room; `except` is the hunter who did it. */
const heard = z.object({
  server: z.string(),
  lines: z.array(
    z.object({
      room: z.string(),
      text: z.string(),
      frame: z.custom<Frame>((value) => frame.safeParse(value).success).optional(),
      except: account.optional(),
    }),
  ),
});
/** A newer login took the account: older sockets close. */
const taken = z.object({ server: z.string(), accountId: account, fence: z.number() });
/** `via`: only the game that this browser session or token opened. */
const revoked = z.object({
  accountId: account,
  reason: z.string().max(200).catch(""),
  via: z.string().max(80).optional(),
});
const presence = z.object({
  server: z.string(),
  /** Asks every other server to tell all of its players again. */
  ask: z.boolean().optional(),
  here: z.array(
    z.object({
      accountId: account,
      fence: z.number(),
      name: z.string(),
      room: z.string(),
      linkDead: z.boolean(),
    }),
  ),
  gone: z.array(z.object({ accountId: account, fence: z.number() })),
});

/** A deed changed hunters that other servers may have, and says something to some of them. */
const done = z.object({
  server: z.string(),
  changed: z.array(z.string()),
  tells: z.array(
    z.object({
      to: z.string(),
      text: z.string(),
      spoken: z.string().optional(),
      panels: z.custom<Panel[]>((value) => Array.isArray(value)).optional(),
      frame: z.custom<Frame>((value) => frame.safeParse(value).success).optional(),
    }),
  ),
});

/** A server could not pass on what was said for so long (ms); the database has it. */
const unheard = z.object({ server: z.string(), forMs: z.number() });

export type Heard = { room: string; text: string; frame?: Frame; except?: AccountId };
export type Taken = z.infer<typeof taken>;
export type Revoked = z.infer<typeof revoked>;
export type Presence = z.infer<typeof presence>;
export type Done = {
  server: string;
  /** Character ids. */
  changed: readonly string[];
  tells: readonly Tell[];
};
export type Unheard = z.infer<typeof unheard>;

export type BusHandlers = {
  heard(message: Heard): void;
  taken(message: Taken): void;
  revoked(message: Revoked): void;
  presence(message: Presence): void;
  unheard(message: Unheard): void;
  done(message: Done): void;
  /** Messages may have been missed; they arrive again from now on. `awayMs` is for how long they did not. */
  back(awayMs: number): void;
};

const HEARD = "heard";
const TAKEN = "account:taken";
const REVOKED = "account:revoked";
const PRESENCE = "presence";
const UNHEARD = "unheard";
const DONE = "deed:done";

/** Lines are gathered for so long (ms), or until there are so many, and passed on in one message. */
const GATHER_MS = 5;
const GATHER_MOST = 200;

export class Bus {
  readonly #server: string;
  readonly #redis: Redis;
  readonly #subscriber: Redis;
  readonly #log: Logger;
  #handlers: BusHandlers | undefined;
  #awaySince: number | undefined = performance.now();
  /** Since when something said here was not passed on. */
  #unheardSince: number | undefined;
  /** When another server was last heard of. */
  #othersAt = Number.NEGATIVE_INFINITY;
  /** How every message of this server begins. */
  readonly #own: string;
  #gathered: Heard[] = [];

  /** `subscriber` is a connection of its own: Redis allows nothing else on a subscribed one. */
  constructor(server: string, redis: Redis, subscriber: Redis, log: Logger) {
    this.#server = server;
    this.#own = `{"server":${JSON.stringify(server)}`;
    this.#redis = redis;
    this.#subscriber = subscriber;
    this.#log = log;
  }

  /** Listens from now on, and again after each reconnect. */
  start(handlers: BusHandlers): void {
    this.#handlers = handlers;
    const listen = () => this.#listen().catch((error) => this.#failed("subscribe", error));
    this.#subscriber.on("ready", listen);
    this.#subscriber.on("close", () => {
      this.#awaySince ??= performance.now();
    });
    this.#subscriber.on("message", (channel, text) => this.#received(channel, text));
    if (this.#subscriber.status === "ready") listen();
    this.#redis.on("ready", () => this.#tellUnheard());
  }

  /** Whether messages from and to other servers arrive now. */
  get connected(): boolean {
    return this.#awaySince === undefined && this.#redis.status === "ready";
  }

  /**
   * Whether no other server has players: one that has tells so every 15 s, and one that starts asks at once. What
   * is told only while there are others costs a single server nothing.
   */
  get alone(): boolean {
    return this.connected && performance.now() - this.#othersAt > PRESENCE_TTL_MS;
  }

  tellRoom(line: Heard): void {
    if (this.alone) return;
    const lines = this.#gathered.push(line);
    if (lines === 1) setTimeout(() => this.#tellGathered(), GATHER_MS);
    else if (lines === GATHER_MOST) this.#tellGathered();
  }

  tellTaken(message: Taken): void {
    this.#publish(TAKEN, message);
  }

  tellRevoked(message: Revoked): void {
    this.#publish(REVOKED, message);
  }

  tellDone(message: Done): void {
    this.#publish(DONE, message);
  }

  tellPresence(message: Presence): void {
    this.#publish(PRESENCE, message);
  }

  async #listen(): Promise<void> {
    await this.#subscriber.subscribe(HEARD, TAKEN, REVOKED, PRESENCE, UNHEARD, DONE);
    const awayMs = performance.now() - (this.#awaySince ?? performance.now());
    this.#awaySince = undefined;
    this.#handlers?.back(awayMs);
  }

  #tellGathered(): void {
    if (this.#gathered.length === 0) return;
    const lines = this.#gathered;
    this.#gathered = [];
    this.#redis.publish(HEARD, JSON.stringify({ server: this.#server, lines })).catch((error) => {
      this.#unheardSince ??= performance.now();
      this.#failed("lines", error);
    });
  }

  #received(channel: string, text: string): void {
    if (text.startsWith(this.#own)) return;
    // The web server says these too.
    if (channel !== REVOKED && channel !== DONE) this.#othersAt = performance.now();
    try {
      const value: unknown = JSON.parse(text);
      if (channel === HEARD)
        for (const line of heard.parse(value).lines) this.#handlers?.heard(line as Heard);
      else if (channel === TAKEN) this.#handlers?.taken(taken.parse(value));
      else if (channel === REVOKED) this.#handlers?.revoked(revoked.parse(value));
      else if (channel === PRESENCE) this.#handlers?.presence(presence.parse(value));
      else if (channel === DONE) this.#handlers?.done(done.parse(value) as Done);
      else if (channel === UNHEARD) this.#handlers?.unheard(unheard.parse(value));
    } catch (error) {
      // Another version may say what this one can't read; that must not end the process.
      this.#log.warn({ channel, error: messageOf(error) }, "message from another server not understood");
    }
  }

  #tellUnheard(): void {
    if (this.#unheardSince === undefined) return;
    const forMs = performance.now() - this.#unheardSince;
    this.#unheardSince = undefined;
    this.#publish(UNHEARD, { server: this.#server, forMs } satisfies Unheard);
  }

  #publish(channel: string, message: object): void {
    this.#redis.publish(channel, JSON.stringify(message)).catch((error) => this.#failed(channel, error));
  }

  #failed(what: string, error: unknown): void {
    this.#log.debug({ what, error: messageOf(error) }, "Redis away");
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
