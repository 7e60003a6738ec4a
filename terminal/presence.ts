/** Tells Redis and the other servers who plays here: changes gathered for a moment, everything now and then. */
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { AccountId } from "../store/accounts.ts";
import { PRESENCE_PREFIX } from "../store/presence.ts";
import type { Bus, Presence } from "./bus.ts";
import { PRESENCE_TTL_MS, type Remote } from "./roster.ts";

const GATHER_MS = 50;
/** Everyone is told again once in so many turns of a second, a share in each: all at once would hold up the game. */
const TURNS = 15;
const TURN_MS = 1_000;
/** Of an account's number: enough to deal everyone to the turns. */
const DIGITS = 6;
/** Players in one message. */
const SLICE = 500;

export class PresenceTeller {
  readonly #server: string;
  readonly #redis: Redis;
  readonly #bus: Bus;
  readonly #log: Logger;
  readonly #players: () => Iterable<Remote>;
  readonly #repeat: NodeJS.Timeout;
  #turn = 0;
  #changed = new Map<AccountId, Remote>();
  /** Those of them whose key in Redis is to be set. */
  #keys = new Set<AccountId>();
  #gone = new Map<AccountId, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(server: string, redis: Redis, bus: Bus, log: Logger, players: () => Iterable<Remote>) {
    this.#server = server;
    this.#redis = redis;
    this.#bus = bus;
    this.#log = log;
    this.#players = players;
    this.#repeat = setInterval(() => this.#tellShare(), TURN_MS);
  }

  here(player: Remote): void {
    this.#keys.add(player.accountId);
    this.#gone.delete(player.accountId);
    this.#changed.set(player.accountId, player);
    this.#soon();
  }

  /** Told to other servers only; the key in Redis has the place from the next repetition on. */
  moved(player: Remote): void {
    if (this.#bus.alone) return;
    this.#changed.set(player.accountId, player);
    this.#soon();
  }

  gone(accountId: AccountId, fence: number): void {
    this.#changed.delete(accountId);
    this.#keys.delete(accountId);
    this.#gone.set(accountId, fence);
    this.#soon();
  }

  /** Forgets what was not told yet: another server speaks for the player now. */
  handedOver(accountId: AccountId): void {
    this.#changed.delete(accountId);
    this.#keys.delete(accountId);
  }

  /** Asks the other servers who plays there. */
  ask(): void {
    this.#bus.tellPresence({ server: this.#server, ask: true, here: [], gone: [] });
  }

  tellAll(): void {
    this.#tell(() => true);
  }

  #tellShare(): void {
    this.#turn = (this.#turn + 1) % TURNS;
    this.#tell(({ accountId }) => Number(accountId.slice(-DIGITS)) % TURNS === this.#turn);
  }

  #tell(isTold: (player: Remote) => boolean): void {
    for (const player of this.#players()) {
      if (!isTold(player)) continue;
      this.#changed.set(player.accountId, player);
      this.#keys.add(player.accountId);
    }
    this.#flush();
  }

  stop(): void {
    clearInterval(this.#repeat);
    clearTimeout(this.#timer);
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const here = [...this.#changed.values()];
    const gone = [...this.#gone].map(([accountId, fence]) => ({ accountId, fence }));
    const keys = this.#keys;
    this.#changed = new Map();
    this.#keys = new Set();
    this.#gone = new Map();
    if (here.length === 0 && gone.length === 0) return;
    for (let at = 0; at === 0 || at < here.length; at += SLICE) {
      const message = { server: this.#server, here: here.slice(at, at + SLICE), gone: at === 0 ? gone : [] };
      this.#bus.tellPresence(message);
      this.#setKeys(message, keys);
    }
  }

  #setKeys({ here, gone }: Presence, which: ReadonlySet<AccountId>): void {
    const commands = this.#redis.pipeline();
    for (const { accountId, name, room } of here) {
      if (!which.has(accountId)) continue;
      const value = JSON.stringify({ name, room, server: this.#server });
      commands.set(PRESENCE_PREFIX + accountId, value, "PX", PRESENCE_TTL_MS);
    }
    for (const { accountId } of gone) commands.del(PRESENCE_PREFIX + accountId);
    if (commands.length === 0) return;
    commands.exec().catch((error: Error) => this.#log.debug({ error: error.message }, "presence not told"));
  }
}
