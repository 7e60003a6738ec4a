/** The sessions on this server, who is where, and how words travel between rooms and servers. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Catalog } from "../game/catalog/catalog.ts";
import type { Frame } from "../game/protocol.ts";
import type { Neighbour } from "../game/scene.ts";
import { inbox, inboxOf, isOpenChannel, OPEN_CHANNELS, partyOfChannel } from "../game/social/channels.ts";
import type { Surroundings } from "../game/turn.ts";
import type { AccountId } from "../store/accounts.ts";
import { chatSince } from "../store/chat.ts";
import type { Decision } from "../store/deeds/deed.ts";
import { endSession, touchSessions } from "../store/game-sessions.ts";
import { revokeSessions } from "../store/sessions.ts";
import { WorkQueue } from "../store/work-queue.ts";
import { answerOf } from "./answer.ts";
import type { Bus, Done, Heard, Presence, Revoked, Taken } from "./bus.ts";
import { ChatLog, chatFrame, chatText } from "./chat-log.ts";
import { Clockwork } from "./clockwork.ts";
import type { Committer } from "./committer.ts";
import { PresenceTeller } from "./presence.ts";
import type { Rates } from "./rate.ts";
import { type Remote, Roster } from "./roster.ts";
import type { PlayerSession } from "./session.ts";

/** How often the database learns who is here, and this server who was taken (ms). */
export const TOUCH_MS = 15_000;
/** So few at a time, with a pause, that no command waits long for the rows. */
const TOUCHED_AT_ONCE = 200;
const TOUCH_PAUSE_MS = 20;
/** Without Redis no other server can say that it took a player, so the database is asked more often. */
const TOUCH_WITHOUT_REDIS_MS = 3_000;
/** A line is written a moment before it is passed on, and clocks differ (ms). */
const CHAT_MARGIN_MS = 2_000;
/** In a greater crowd nobody is told who comes and goes: it would drown what is said. */
const CROWD = 10;
/** Said lines fetched for those who may have missed them. */
export const MISSED_LINES = 100;

/** Fewer than the pool's connections (server.ts). */
const DEEDS_AT_ONCE = 5;
const MOST_DEEDS_WAITING = 2_000;
/** The channel of announcements. */
const EVERYONE = "everyone";

type Effects = Pick<Decision, "hunters" | "tells" | "announces" | "revokes">;

export type WorldParts = {
  server: string;
  catalog: Catalog;
  pool: Pool;
  redis: Redis;
  bus: Bus;
  committer: Committer;
  log: Logger;
  rates: Rates;
};

export class World {
  readonly server: string;
  readonly catalog: Catalog;
  readonly pool: Pool;
  readonly committer: Committer;
  readonly log: Logger;
  readonly rates: Rates;
  readonly chat = new ChatLog();
  /** Deeds hold a connection each for several round trips: some are left for what hunters do alone. */
  readonly deeds = new WorkQueue(DEEDS_AT_ONCE, MOST_DEEDS_WAITING);
  readonly #redis: Redis;
  readonly #bus: Bus;
  readonly #presence: PresenceTeller;
  readonly #roster = new Roster();
  readonly #sessions = new Map<AccountId, PlayerSession>();
  readonly #characters = new Map<string, PlayerSession>();
  readonly #secrets = new Map<string, PlayerSession>();
  readonly #rooms = new Map<string, Set<PlayerSession>>();
  /** Who is on a party's or a guild's channel. */
  readonly #channels = new Map<string, Set<PlayerSession>>();
  readonly #tick: NodeJS.Timeout;
  readonly #clockwork: Clockwork;
  /** Everyone's name in order, and what it was made from; made anew only when somebody came or went. */
  #names: { sorted: string[]; comings: number; roster: number } | null = null;
  #comings = 0;
  #touchedAt = performance.now();
  #touching = false;
  /** True from SIGTERM on: no session starts another command. */
  draining = false;

  constructor({ server, catalog, pool, redis, bus, committer, log, rates }: WorldParts) {
    this.server = server;
    this.catalog = catalog;
    this.pool = pool;
    this.committer = committer;
    this.log = log;
    this.rates = rates;
    this.#redis = redis;
    this.#bus = bus;
    this.#presence = new PresenceTeller(server, redis, bus, log, () => this.#local());
    this.#clockwork = new Clockwork(this);
    this.#tick = setInterval(() => this.#onTick(), 1_000);
    bus.start({
      heard: (line) => this.#deliver(line),
      taken: (message) => this.#taken(message),
      revoked: (message) => this.#revoked(message),
      presence: (message) => this.#present(message),
      done: (message) => this.#done(message),
      unheard: ({ forMs }) => this.#tellMissedChat(forMs),
      back: (awayMs) => this.#back(awayMs),
    });
  }

  sessions(): Iterable<PlayerSession> {
    return this.#sessions.values();
  }

  /** The session on this server that the client's secret opens, if there is one. */
  session(secret: string): PlayerSession | undefined {
    return this.#secrets.get(secret);
  }

  /** Makes `session` the account's only one, here and elsewhere. False when a newer one is here already. */
  enter(session: PlayerSession): boolean {
    const { accountId, fence } = session;
    const known = this.#sessions.get(accountId);
    if (known && known.fence > fence) return false;
    if (known) known.takenOver();
    this.#comings += 1;
    this.#sessions.set(accountId, session);
    this.#characters.set(session.characterId, session);
    this.#secrets.set(session.secret, session);
    this.#roomOf(session.room).add(session);
    this.tuned(session, []);
    this.#bus.tellTaken({ server: this.server, accountId, fence });
    this.tellPresence(session);
    return true;
  }

  /** Forgets the session. `gone`: the player left the city, rather than to another server. */
  remove(session: PlayerSession, gone: boolean): void {
    this.#leaveRoom(session, session.room);
    for (const channel of session.channels) this.#leaveChannel(session, channel);
    if (this.#secrets.get(session.secret) === session) this.#secrets.delete(session.secret);
    const { characterId } = session;
    if (this.#characters.get(characterId) === session) this.#characters.delete(characterId);
    if (this.#sessions.get(session.accountId) !== session) return;
    this.#comings += 1;
    this.#sessions.delete(session.accountId);
    if (gone) this.#presence.gone(session.accountId, session.fence);
    else this.#presence.handedOver(session.accountId);
  }

  moved(session: PlayerSession, from: string): void {
    this.#leaveRoom(session, from);
    this.#roomOf(session.room).add(session);
    if (this.#sessions.get(session.accountId) === session) this.#presence.moved(remoteOf(session));
  }

  /** The session is on the channels that it has now, and on none of those that it had `before`. */
  tuned(session: PlayerSession, before: readonly string[]): void {
    for (const channel of before) this.#leaveChannel(session, channel);
    for (const channel of session.channels) {
      const there = this.#channels.get(channel) ?? new Set();
      this.#channels.set(channel, there.add(session));
    }
  }

  tellPresence(session: PlayerSession): void {
    if (this.#sessions.get(session.accountId) === session) this.#presence.here(remoteOf(session));
  }

  /** Everyone in the room on all servers but `except` gets the line. */
  tellRoom(room: string, text: string, except: AccountId | null, frame?: Frame): void {
    const line: Heard = { room, text, ...(except !== null && { except }), ...(frame && { frame }) };
    this.#deliver(line);
    // Who comes and goes concerns only those who are known to be there; what is said must not miss a newcomer.
    if (frame || this.#roster.has(room)) this.#bus.tellRoom(line);
  }

  /** After a deed: who else was changed reads again, and who is told something hears it, on all servers. */
  tellDeed({ hunters = [], tells = [], announces, revokes }: Effects, actorId: string | null): void {
    if (revokes) this.#revoke(revokes);
    if (announces !== undefined) this.#tellEveryone(announces);
    const changed = hunters.map(({ id }) => id).filter((id) => id !== actorId);
    if (changed.length === 0 && tells.length === 0) return;
    const message: Done = { server: this.server, changed, tells };
    this.#done(message);
    this.#bus.tellDone(message);
  }

  #revoke({ accountId, reason, all }: NonNullable<Decision["revokes"]>): void {
    this.#revoked({ accountId, reason });
    this.#bus.tellRevoked({ accountId, reason });
    if (!all) return;
    revokeSessions(this.#redis, accountId).catch((error: Error) =>
      this.log.error({ accountId, error: error.message }, "browsers of a banned account not logged out"),
    );
  }

  #tellEveryone(text: string): void {
    const line: Heard = { room: EVERYONE, text };
    this.#deliver(line);
    this.#bus.tellRoom(line);
  }

  /** Whether somebody here is in a party. */
  get hostsParties(): boolean {
    for (const channel of this.#channels.keys()) if (partyOfChannel(channel) !== null) return true;
    return false;
  }

  /** Parties that somebody here is in, by id. */
  hostedParties(): string[] {
    return [...this.#channels.keys()].flatMap((channel) => partyOfChannel(channel) ?? []);
  }

  around(accountId: AccountId | null): Surroundings {
    return { neighbours: (place) => this.#neighbours(accountId, place), online: () => this.#online() };
  }

  stop(): void {
    clearInterval(this.#tick);
    this.#clockwork.stop();
    this.#presence.stop();
  }

  #neighbours(accountId: AccountId | null, room: string): Neighbour[] {
    const here: Neighbour[] = [];
    // The sessions themselves, rather than copies: a crowded place is looked at by everyone in it.
    for (const session of this.#rooms.get(room) ?? [])
      if (session.accountId !== accountId) here.push(session);
    for (const remote of this.#roster.in(room))
      if (remote.accountId !== accountId && !this.#sessions.has(remote.accountId)) here.push(remote);
    return here;
  }

  #online(): { names: string[]; complete: boolean } {
    const { revision } = this.#roster;
    if (this.#names?.comings !== this.#comings || this.#names.roster !== revision)
      this.#names = { sorted: this.#sortedNames(), comings: this.#comings, roster: revision };
    return { names: this.#names.sorted, complete: this.#bus.connected };
  }

  #sortedNames(): string[] {
    const names: string[] = [];
    for (const { name } of this.#sessions.values()) names.push(name);
    for (const { accountId, name } of this.#roster.all())
      if (!this.#sessions.has(accountId)) names.push(name);
    return names.sort(BY_NAME.compare);
  }

  *#local(): Iterable<Remote> {
    for (const session of this.#sessions.values()) yield remoteOf(session);
  }

  #roomOf(room: string): Set<PlayerSession> {
    const there = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, there);
    return there;
  }

  #leaveChannel(session: PlayerSession, channel: string): void {
    const there = this.#channels.get(channel);
    there?.delete(session);
    if (there?.size === 0) this.#channels.delete(channel);
  }

  #leaveRoom(session: PlayerSession, room: string): void {
    const there = this.#rooms.get(room);
    there?.delete(session);
    if (there?.size === 0) this.#rooms.delete(room);
  }

  #done({ changed, tells }: Done): void {
    for (const id of changed) this.#characters.get(id)?.changed();
    for (const tell of tells) this.#characters.get(tell.to)?.told(tell);
  }

  #deliver({ room, text, frame, except }: Heard): void {
    if (frame?.kind === "chat" && !this.chat.add(frame.id)) return;
    const words = answerOf({ text, frame });
    for (const session of this.#audience(room, frame)) {
      if (session.accountId === except) continue;
      // After a change of servers a hunter's own words may come back by another way: he has read them.
      const unheard =
        frame?.kind === "chat" && (frame.from === session.name || !session.hears(room, frame.from));
      if (!unheard) session.hear(words, frame?.kind === "chat");
    }
  }

  #audience(channel: string, frame: Frame | undefined): Iterable<PlayerSession> {
    const there = this.#rooms.get(channel);
    if (there) return !frame && there.size > CROWD ? [] : there;
    if (channel === EVERYONE || isOpenChannel(channel)) return this.#sessions.values();
    const owner = inboxOf(channel);
    if (owner === null) return this.#channels.get(channel) ?? [];
    const session = this.#characters.get(owner);
    return session ? [session] : [];
  }

  #taken({ accountId, fence }: Taken): void {
    const session = this.#sessions.get(accountId);
    if (session && session.fence < fence) session.takenOver();
  }

  #revoked({ accountId, reason, via }: Revoked): void {
    const session = this.#sessions.get(accountId);
    if (!session || (via !== undefined && session.via !== via)) return;
    session.revoked(reason);
    endSession(this.pool, session).catch((error: Error) =>
      this.log.error({ accountId, error: error.message }, "revoked session not ended in the database"),
    );
  }

  #present(message: Presence): void {
    this.#roster.apply(message, performance.now());
    if (message.ask) this.#presence.tellAll();
  }

  #back(awayMs: number): void {
    this.#presence.ask();
    this.#presence.tellAll();
    this.#touchedAt = Number.NEGATIVE_INFINITY;
    this.#tellMissedChat(awayMs);
  }

  /** Lines of the last `forMs` that did not come over Redis; those that did are known by their ids. */
  #tellMissedChat(forMs: number): void {
    if (this.#rooms.size === 0) return;
    const rooms = [
      ...this.#rooms.keys(),
      ...OPEN_CHANNELS,
      ...this.#channels.keys(),
      ...[...this.#characters.keys()].map(inbox),
    ];
    chatSince(this.pool, rooms, forMs + CHAT_MARGIN_MS, MISSED_LINES)
      .then((lines) => {
        for (const line of lines) {
          this.#deliver({ room: line.room, text: chatText(line), frame: chatFrame(line) });
        }
      })
      .catch((error: Error) => this.log.warn({ error: error.message }, "missed chat not fetched"));
  }

  #onTick(): void {
    const now = performance.now();
    this.#roster.expire(now);
    for (const session of this.#sessions.values()) session.tellUnsettled(now);
    const due = this.#touchedAt + (this.#bus.connected ? TOUCH_MS : TOUCH_WITHOUT_REDIS_MS);
    if (now < due || this.#touching) return;
    this.#touchedAt = now;
    this.#touching = true;
    this.#touch()
      .catch((error: Error) => this.log.debug({ error: error.message }, "sessions not touched"))
      .finally(() => {
        this.#touching = false;
      });
  }

  async #touch(): Promise<void> {
    const all = [...this.#sessions.values()];
    for (let at = 0; at < all.length; at += TOUCHED_AT_ONCE) {
      await this.#touchSome(all.slice(at, at + TOUCHED_AT_ONCE));
      await sleep(TOUCH_PAUSE_MS);
    }
  }

  async #touchSome(some: readonly PlayerSession[]): Promise<void> {
    const held = some.filter((one) => !one.linkDead && this.#sessions.get(one.accountId) === one);
    if (held.length === 0) return;
    const fences = new Map(held.map(({ accountId, fence }) => [accountId, fence]));
    for (const accountId of await touchSessions(this.pool, held)) {
      const session = this.#sessions.get(accountId);
      // The player may have come back while the database was being asked.
      if (session && session.fence === fences.get(accountId)) session.takenOver();
    }
  }
}

/** Asked for once: a string's own comparison makes one anew each time. */
const BY_NAME = new Intl.Collator("en");

function remoteOf({ accountId, fence, name, room, linkDead }: PlayerSession): Remote {
  return { accountId, fence, name, room, linkDead };
}
