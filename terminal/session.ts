/** One player's session: numbered commands in, numbered output out, whether or not a socket is attached. */

import { commandWords, completions } from "../game/commands/table.ts";
import type { Deed } from "../game/deeds.ts";
import type { Hunter, Role } from "../game/hunter/hunter.ts";
import { panelsOf } from "../game/panels.ts";
import { greeting, PRESENCE_LINES, read, redraw } from "../game/play.ts";
import {
  type ByeReason,
  type ClientMessage,
  type ErrorCode,
  LINK_DEAD_MS,
  type Panel,
} from "../game/protocol.ts";
import { heardChannels, hears, placeIn, sharedChannels } from "../game/social/channels.ts";
import type { Outcome, Turn } from "../game/turn.ts";
import type { AccountId } from "../store/accounts.ts";
import { type CharacterId, findCharacter } from "../store/characters.ts";
import { chatSince } from "../store/chat.ts";
import type { Tell } from "../store/deeds/deed.ts";
import { NotSeen, performDeed } from "../store/deeds/perform.ts";
import type { OpenSession } from "../store/game-sessions.ts";
import { holdsLease } from "../store/leases.ts";
import { QueueFull } from "../store/work-queue.ts";
import { type Answer, answerOf, delivered, isOutput, refusal } from "./answer.ts";
import { chatFrame, chatText } from "./chat-log.ts";
import { isRolledBack } from "./committer.ts";
import type { Connection } from "./connection.ts";
import { Outbox } from "./outbox.ts";
import { type Rate, rateOf } from "./rate.ts";
import { MISSED_LINES, type World } from "./world.ts";

/** Commands that may wait for the one being done. */
const MOST_QUEUED = 64;
/** A line lost for less than this is not worth telling the room (ms). */
const TELL_LOST_AFTER_MS = 5_000;
/** When a client comes back to ask what became of a deed whose commit broke off (ms). */
const DEED_RETRY_MS = 500;
/** When a player who goes on as another hunter comes back (ms). */
const SWITCH_RETRY_MS = 50;
/** A version conflict is decided again on fresh rows so often. */
const MOST_CONFLICTS = 3;

export const NOT_SAVED =
  "Not saved: the city's record does not answer. Nothing happened. Try again in a moment.";
const CROWDED = "Not done: too many ask at once. Nothing happened. Try again in a moment.";
/** From when on a player is told that a command's fate is open (ms). */
const UNSETTLED_AFTER_MS = 1_500;
const UNSETTLED =
  "The city's record does not answer. Wait: your last line is answered when it is known what became of it.";

export type Identity = { accountId: AccountId; hunter: Hunter; version: number };
type Queued = { n: number; line: string };

export class PlayerSession {
  readonly accountId: AccountId;
  readonly secret: string;
  readonly fence: number;
  /** The mark of the browser session or token that it was last opened by; null: a password. */
  via: string | null;
  readonly #world: World;
  readonly #rate: Rate;
  #hunter: Hunter;
  #version: number;
  #stale = false;
  /** Whether the client draws panels, and the state that it has drawn. */
  #panels = false;
  /** Panels for the next output that carries any, made by a deed. */
  #extra: Panel[] = [];
  /** Told by deeds of others, not yet sent. */
  #told: Tell[] = [];
  #drawn: Hunter | null = null;
  #connection: Connection | null = null;
  /** The highest command answered, its answer, and the highest one taken on. */
  #done: number;
  #answer: Answer | null;
  #accepted: number;
  /** After a change of servers: commands that wrote nothing are not in the database, so numbers may skip once. */
  #maySkip: boolean;
  #queue: Queued[] = [];
  /** The command whose commit is under way, and since when (monotonic ms). */
  #writing: { n: number; since: number } | null = null;
  #working: Promise<void> | null = null;
  readonly #outbox = new Outbox();
  #over = false;
  #lostTimers: NodeJS.Timeout[] = [];
  #toldLost = false;

  constructor(world: World, identity: Identity, open: OpenSession) {
    this.#world = world;
    this.#rate = rateOf(world.rates.commandsPerSecond);
    this.accountId = identity.accountId;
    this.#hunter = identity.hunter;
    this.#version = identity.version;
    this.secret = open.secret;
    this.fence = open.fence;
    this.via = open.via;
    this.#done = open.lastNumber;
    this.#accepted = open.lastNumber;
    this.#answer = open.answer === "" ? null : (open.answer as Answer);
    this.#maySkip = open.adopted;
  }

  get characterId(): string {
    return this.#hunter.id;
  }
  get name(): string {
    return this.#hunter.name;
  }
  /** Where others meet this hunter: whoever is in a gate alone is met nowhere. */
  get room(): string {
    return placeIn(this.#hunter);
  }
  get role(): Role {
    return this.#hunter.role;
  }
  get linkDead(): boolean {
    return this.#connection === null;
  }
  /** Channels that this hunter shares with some others: the party's and the guild's. */
  get channels(): string[] {
    return sharedChannels(this.#hunter);
  }

  /** Whether a line of that name on that channel is for this player. */
  hears(channel: string, from: string): boolean {
    return hears(this.#hunter, channel, from);
  }

  /**
   * Gives the session a socket. `lastSeen` is the last output that the client has; undefined for a fresh login.
   * `token` goes out with the welcome.
   */
  attach(connection: Connection, options: AttachOptions): void {
    const previous = this.#connection;
    this.#connection = connection;
    this.#stopLostTimers();
    this.#hunter = { ...this.#hunter, screenReader: options.screenReader };
    this.#panels = options.panels;
    this.#drawn = null;
    connection.onMessage = (message) => this.#receive(message);
    connection.onClose = () => this.#lost(connection);
    previous?.end("takeover", "Your game goes on in a newer window.");
    this.#welcome(connection, options);
    this.#world.tellPresence(this);
    if (this.#toldLost) this.#tellOthers(this.room, PRESENCE_LINES.back(this.name));
    this.#toldLost = false;
  }

  #welcome(connection: Connection, { lastSeen, token }: AttachOptions): void {
    const missed = lastSeen === undefined ? null : this.#outbox.missedSince(lastSeen);
    if (!missed) this.#outbox.startAbove(lastSeen ?? 0);
    const panels = this.#newPanels();
    connection.send({
      t: "welcome",
      session: this.secret,
      name: this.name,
      resumed: lastSeen !== undefined,
      s: missed ? (lastSeen ?? 0) : this.#outbox.last,
      done: this.#done,
      words: commandWords(this.#hunter.role),
      completes: completions(this.#hunter.role),
      ...(panels && { panels }),
      ...(token === undefined ? {} : { token }),
    });
    if (missed) for (const message of missed) connection.sendJson(message);
    else this.#redraw(lastSeen !== undefined);
  }

  /** What the player sees and hears of others. What was said is `kept`; a redraw is worth nothing to a slow client. */
  hear(words: Answer, kept: boolean): void {
    if (!this.#over) this.#tell(words, !kept);
  }

  /** What somebody else's deed has to say. It comes after the hunter that it changed was read again, and is kept. */
  told(tell: Tell): void {
    this.#told.push(tell);
    this.#wake();
  }

  #tellTold(): void {
    const told = this.#told;
    this.#told = [];
    if (this.#over) return;
    for (const { text, spoken = text, frame, panels = [] } of told) {
      this.#extra.push(...panels);
      const words = this.#hunter.screenReader ? spoken : text;
      this.#tell(answerOf({ text: words, frame }), false);
    }
  }

  /** A newer login has the account. */
  takenOver(): void {
    this.#end("takeover", "You play from another place now. This line is closed.", false);
  }

  revoked(reason: string): void {
    this.#end("revoked", reason || "You were logged out. Log in again to play.", true);
  }

  /** Says that the server restarts. The command being done is finished first, within `patienceMs`. */
  async drain(retryMs: number, patienceMs: number): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([this.#working, patience]);
    this.#connection?.end("restart", "The server restarts. You go on in a moment.", retryMs);
    this.#over = true;
    this.#stopLostTimers();
  }

  /** Closes the line until `retryMs` from now, for all who aren't let in meanwhile; the command being done is finished. */
  async sendHome(text: string, retryMs: number, patienceMs: number): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([this.#working, patience]);
    this.#end("try_again", text, true, retryMs);
  }

  #receive(message: ClientMessage): void {
    switch (message.t) {
      case "cmd":
        if (message.s !== undefined) this.#outbox.forget(message.s);
        this.#command(message.n, message.line);
        break;
      case "quit":
        this.#end("quit", "You leave the city. Your place is kept.", true);
        break;
      case "seen":
        this.#outbox.forget(message.s);
        break;
      // A size changes nothing here: clients break lines themselves.
      case "size":
      case "ping":
        break;
      default:
        this.#refuse("already_in", "You are in the city already.");
    }
  }

  #command(n: number, line: string): void {
    if (this.#over || this.#world.draining) return;
    if (n === this.#done && this.#answer) this.#deliver(this.#answer, n);
    else if (n <= this.#done) this.#refuse("replayed", `Line ${n} was done already.`, n);
    else if (n > this.#accepted + 1 && !this.#maySkip)
      this.#refuse("skipped", skipped(n, this.#accepted + 1), n);
    // One that is being done answers by itself.
    else if (n > this.#accepted) this.#accept(n, line);
  }

  #accept(n: number, line: string): void {
    if (this.#queue.length >= MOST_QUEUED) {
      this.#refuse("too_fast", `Too many lines wait for an answer. Line ${n} was not taken.`, n);
      return;
    }
    this.#maySkip = false;
    this.#accepted = n;
    this.#queue.push({ n, line });
    this.#wake();
  }

  #wake(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
      if (this.#queue.length > 0 || this.#told.length > 0) this.#wake();
    });
  }

  async #work(): Promise<void> {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (this.#over || this.#world.draining) return;
      await this.#perform(next).catch((error) => this.#crashed(next.n, error));
    }
    if (this.#stale) await this.#caughtUp();
    this.#tellTold();
  }

  async #perform({ n, line }: Queued): Promise<void> {
    if (this.#stale && !(await this.#refreshed())) return this.takenOver();
    this.#tellTold();
    let turn = this.#turn();
    let reading = read(turn, line);
    if (!this.#rate.take(reading.cost))
      return this.#settle(n, refusal("too_fast", tooFast(this.#world.rates.commandsPerSecond)));
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
      const outcome = reading.run(turn);
      if (outcome.deed) return this.#perpetrate(n, outcome.deed);
      if (!outcome.hunter && !outcome.said) return this.#finish(n, outcome);
      const result = await this.#write(n, outcome);
      if (this.#over) return;
      if (result === "done") return;
      if (result === "unavailable") return this.#settle(n, refusal("not_saved", NOT_SAVED));
      if (!(await this.#refreshed())) return this.takenOver();
      turn = this.#turn();
      reading = read(turn, line);
    }
    this.#settle(n, refusal("not_saved", NOT_SAVED));
  }

  #turn(): Turn {
    const { catalog } = this.#world;
    return { hunter: this.#hunter, catalog, now: Date.now(), around: this.#world.around(this.accountId) };
  }

  #finish(n: number, outcome: Outcome): void {
    this.#settle(n, answerOf(outcome));
    if (outcome.quit) this.#end("quit", outcome.text, true);
  }

  /** Writes what the command changes; only then the change is seen by anyone. */
  async #write(n: number, outcome: Outcome): Promise<"done" | "refused" | "unavailable"> {
    const before = this.#hunter;
    const after = outcome.hunter ?? before;
    const answer = answerOf(outcome);
    this.#writing = { n, since: performance.now() };
    const result = await this.#world.committer.commit({
      accountId: this.accountId,
      fence: this.fence,
      number: n,
      answer,
      version: this.#version,
      before,
      after,
      movements: outcome.movements ?? [],
      said: outcome.said ?? null,
    });
    this.#writing = null;
    if (result.kind !== "done") return result.kind;
    this.#become(after, result.written.version);
    // It is written, so others see it even if this session was taken over meanwhile.
    this.#tellHappenings(outcome, result.written.chatId);
    if (this.#over) return "done";
    if (placeIn(before) !== this.room) this.#world.moved(this, placeIn(before));
    this.#settle(n, answer);
    return "done";
  }

  /** Says once that a command's fate is open, when it has been for a while. `now` is monotonic, in ms. */
  tellUnsettled(now: number): void {
    const writing = this.#writing;
    if (!writing || now - writing.since < UNSETTLED_AFTER_MS) return;
    writing.since = Number.POSITIVE_INFINITY;
    this.#refuse("unsettled", UNSETTLED);
  }

  /** What touches others too is decided by the store on locked rows, so it can't conflict. */
  async #perpetrate(n: number, deed: Deed): Promise<void> {
    const { pool } = this.#world;
    const from = this.room;
    const { accountId, fence } = this;
    const order = { accountId, fence, number: n, deed, ...this.#turn(), actor: this.#hunter };
    try {
      const result = await this.#world.deeds.add(() => performDeed(pool, { ...order, answer: answerOf }));
      if (result.kind === "lost") return this.takenOver();
      if (result.kind === "unavailable") return this.#settle(n, refusal("not_saved", NOT_SAVED));
      const { decision } = result;
      if (result.kind === "looked") return this.#settle(n, answerOf(decision));
      this.#become(result.actor.hunter, result.actor.version);
      this.#tellHappenings(decision, result.chatId);
      this.#world.tellDeed(decision, this.#hunter.id);
      if (this.#over) return;
      if (from !== this.room) this.#world.moved(this, from);
      this.#extra.push(...(decision.panels ?? []));
      this.#settle(n, answerOf(decision));
      if (decision.leaves) this.#end("try_again", decision.text, false, SWITCH_RETRY_MS);
    } catch (error) {
      this.#deedFailed(n, error);
    }
  }

  #deedFailed(n: number, error: unknown): void {
    this.#world.log.warn({ error: String(error), accountId: this.accountId }, "deed not done");
    if (error instanceof QueueFull) this.#settle(n, refusal("not_saved", CROWDED));
    else if (isRolledBack(error) || error instanceof NotSeen)
      this.#settle(n, refusal("not_saved", NOT_SAVED));
    // Whether it was done is in the database only: the client comes back, asks, and gets the stored answer.
    else this.#end("try_again", UNSETTLED, false, DEED_RETRY_MS);
  }

  #become(hunter: Hunter, version: number): void {
    const { party, guild } = this.#hunter;
    const before = this.channels;
    this.#version = version;
    this.#hunter = { ...hunter, screenReader: this.#hunter.screenReader };
    if (!this.#over && (party !== hunter.party || guild !== hunter.guild)) this.#world.tuned(this, before);
  }

  /** Somebody else's deed changed this hunter: it is read again, at the latest before the next command. */
  changed(): void {
    this.#stale = true;
    this.#wake();
  }

  /** Reads the hunter again while nothing else is to be done; when that fails, the next command does it. */
  async #caughtUp(): Promise<void> {
    if (this.#over) return;
    try {
      if (!(await this.#refreshed())) this.takenOver();
    } catch (error) {
      this.#stale = true;
      this.#world.log.debug({ error: String(error) }, "changed hunter not read yet");
    }
  }

  #tellHappenings(
    { said, happenings = [] }: Pick<Outcome, "said" | "happenings">,
    chatId: string | null,
  ): void {
    for (const { room, text } of happenings) {
      const frame =
        said && chatId !== null && said.channel === room
          ? chatFrame({ id: chatId, room, name: this.name, text: said.text })
          : undefined;
      this.#world.tellRoom(room, text, this.accountId, frame);
    }
  }

  /** Reads the character again after a conflict. False when a newer login has the account. */
  async #refreshed(): Promise<boolean> {
    const { pool } = this.#world;
    // Set again by whatever changes the hunter while it is being read.
    this.#stale = false;
    if (!(await holdsLease(pool, this.accountId, this.fence))) return false;
    const character = await findCharacter(pool, this.#hunter.id as CharacterId);
    if (!character) return false;
    const from = this.room;
    this.#become(character.hunter, character.version);
    if (from !== this.room) this.#world.moved(this, from);
    return true;
  }

  #crashed(n: number, error: unknown): void {
    // It may have been this very reading that failed.
    this.#stale = true;
    this.#world.log.error({ error, accountId: this.accountId }, "command failed");
    if (!this.#over) this.#settle(n, refusal("not_saved", NOT_SAVED));
  }

  /** Answers a command for good: asked again, it gets the same. */
  #settle(n: number, answer: Answer): void {
    this.#done = n;
    this.#answer = answer;
    this.#deliver(answer, n);
  }

  #deliver(answer: Answer, n: number): void {
    if (isOutput(answer)) this.#outbox.send(answer, this.#connection, { n, panels: this.#newPanels() });
    else this.#connection?.sendJson(delivered(answer, { n }));
  }

  #refuse(code: ErrorCode, text: string, n?: number): void {
    this.#connection?.send(n === undefined ? { t: "error", code, text } : { t: "error", code, text, n });
  }

  /** Output that answers no command. */
  #tell(words: Answer, droppable: boolean): void {
    this.#outbox.send(words, this.#connection, {
      droppable,
      panels: droppable ? undefined : this.#newPanels(),
    });
  }

  /** What the client must draw anew; undefined when there is nothing. */
  #newPanels(): Panel[] | undefined {
    if (this.#drawn === this.#hunter && this.#extra.length === 0) return undefined;
    const extra = this.#extra;
    this.#extra = [];
    if (!this.#panels) return undefined;
    const panels = [...panelsOf(this.#drawn, this.#hunter, this.#world.catalog), ...extra];
    this.#drawn = this.#hunter;
    return panels.length > 0 ? panels : undefined;
  }

  #redraw(resumed: boolean): void {
    const { text, frame } = resumed ? redraw(this.#turn()) : greeting(this.#turn());
    this.#tell(answerOf({ text, frame }), false);
    if (resumed) void this.#tellMissedChat();
  }

  /** Lines said here while no server had the player; the client knows by their ids which it has shown. */
  async #tellMissedChat(): Promise<void> {
    const channels = heardChannels(this.#hunter);
    try {
      const lines = await chatSince(this.#world.pool, channels, 2 * LINK_DEAD_MS, MISSED_LINES);
      for (const line of lines)
        if (line.name !== this.name && this.hears(line.room, line.name))
          this.hear(answerOf({ text: chatText(line), frame: chatFrame(line) }), true);
    } catch (error) {
      this.#world.log.warn({ error: String(error) }, "missed chat not fetched");
    }
  }

  #lost(connection: Connection): void {
    if (this.#connection !== connection || this.#over) return;
    this.#connection = null;
    this.#world.tellPresence(this);
    this.#lostTimers = [
      setTimeout(() => this.#tellLost(), TELL_LOST_AFTER_MS),
      setTimeout(() => this.#leave(), LINK_DEAD_MS),
    ];
  }

  #tellLost(): void {
    this.#toldLost = true;
    this.#tellOthers(this.room, PRESENCE_LINES.lost(this.name));
  }

  #end(reason: ByeReason, text: string, gone: boolean, retryMs?: number): void {
    if (this.#over) return;
    this.#connection?.end(reason, text, retryMs);
    if (gone) {
      this.#leave();
      return;
    }
    this.#over = true;
    this.#stopLostTimers();
    this.#world.remove(this, false);
  }

  #leave(): void {
    this.#over = true;
    this.#stopLostTimers();
    this.#world.remove(this, true);
    this.#tellOthers(this.room, PRESENCE_LINES.left(this.name));
  }

  #tellOthers(room: string, text: string): void {
    this.#world.tellRoom(room, text, this.accountId);
  }

  #stopLostTimers(): void {
    for (const timer of this.#lostTimers) clearTimeout(timer);
    this.#lostTimers = [];
  }
}

export type AttachOptions = {
  /** Whether the client draws panels. */
  panels: boolean;
  lastSeen?: number | undefined;
  screenReader: boolean;
  token?: string | undefined;
};

const tooFast = (rate: number) => `Too fast: ${rate} commands a second are enough. That one was not done.`;
const skipped = (n: number, next: number) => `Line ${n} came, but line ${next} is next. It was not done.`;
