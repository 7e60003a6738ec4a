/** From an open socket to a session: hello, then resume, cookie, password, token or a new account. */

import type { Redis } from "ioredis";
import type { Pool } from "pg";
import { PRESENCE_LINES } from "../game/play.ts";
import { type ClientMessage, type ErrorCode, LINK_DEAD_MS, PROTOCOL_VERSION } from "../game/protocol.ts";
import { type Account, type AccountId, createAccount, findAccount, NameTaken } from "../store/accounts.ts";
import { ensureCharacter } from "../store/characters.ts";
import { newAccount } from "../store/credentials.ts";
import { adoptSession, findSession, noteVia, type OpenSession, openSession } from "../store/game-sessions.ts";
import { holdsLease } from "../store/leases.ts";
import { attemptLogin } from "../store/login.ts";
import { banOf, banText } from "../store/moderation.ts";
import { NotInvited, RegistrationClosed } from "../store/registration.ts";
import { revokeOwnToken } from "../store/revoke.ts";
import { readSessionAccount, readSessionId, sessionMark } from "../store/sessions.ts";
import { type Throttle, Throttled } from "../store/throttle.ts";
import { findAccountByToken, issueToken, tokenMark } from "../store/tokens.ts";
import { QueueFull } from "../store/work-queue.ts";
import type { Connection } from "./connection.ts";
import type { Closed, Doorkeeper } from "./doorkeeper.ts";
import { PlayerSession } from "./session.ts";
import { TOUCH_MS, type World } from "./world.ts";

/** Time to log in, typing included. */
const LOGIN_TIMEOUT_MS = 120_000;
/** When to come back after a dependency was away: spread, so that not all come at once (ms). */
const RETRY_FIRST_MS = 500;
const RETRY_SPREAD_MS = 1_500;

const NEED_LOGIN = "Log in with your name and password.";
const WRONG = "That name and password do not match. Check both and try again.";
const NEED_CODE = "Give the code of your authenticator app, or a recovery code.";
const WRONG_CODE = "That code is not good, or was used already. Give another.";
const BUSY = "Too many are at the door. Try again in a few seconds.";
const AWAY = "The city's record does not answer. Try again in a moment.";

export type GateParts = {
  world: World;
  pool: Pool;
  redis: Redis;
  secrets: string[];
  throttle: Throttle;
  doorkeeper: Doorkeeper;
  version: string;
};
type Hello = Extract<ClientMessage, { t: "hello" }>;
type Register = Extract<ClientMessage, { t: "register" }>;
type Login = Extract<ClientMessage, { t: "login" }>;

/** Waits at the gate until the socket is a player's or closes. */
export function receive(parts: GateParts, connection: Connection): void {
  new Visit(parts, connection).start();
}

/** Maintenance: only operators come in. */
class KeptOut extends Error {
  readonly closed: Closed;
  constructor(closed: Closed) {
    super(closed.text);
    this.closed = closed;
  }
}

class Visit {
  readonly #parts: GateParts;
  readonly #connection: Connection;
  #hello: Hello | null = null;
  #working = false;
  #timeout: NodeJS.Timeout | undefined;

  constructor(parts: GateParts, connection: Connection) {
    this.#parts = parts;
    this.#connection = connection;
  }

  start(): void {
    const connection = this.#connection;
    this.#timeout = setTimeout(() => {
      connection.end("login_timeout", "Nobody logged in, so the line is closed.");
    }, LOGIN_TIMEOUT_MS);
    connection.onClose = () => clearTimeout(this.#timeout);
    connection.onMessage = (message) => void this.#message(message);
    if (connection.visitor.style === "text") {
      this.#hello = { t: "hello", v: PROTOCOL_VERSION, client: "text" };
      this.#greet(true, NEED_LOGIN);
    }
  }

  async #message(message: ClientMessage): Promise<void> {
    if (message.t === "quit") return this.#connection.end("quit", "You leave.");
    // One thing at a time: a second password while the first is being checked would be a way to try many.
    if (this.#working) return this.#refuse("too_fast", "Wait for the answer.");
    this.#working = true;
    try {
      await this.#handle(message);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#working = false;
    }
  }

  async #handle(message: ClientMessage): Promise<void> {
    if (message.t === "hello") return this.#onHello(message);
    if (!this.#hello) return this.#refuse("login_first", "Say hello first.");
    if (message.t === "login") return this.#onLogin(message);
    if (message.t === "token") return this.#onToken(message.token);
    if (message.t === "register") return this.#onRegister(message);
    if (message.t === "forget") return this.#onForget(message.token);
    const n = message.t === "cmd" ? message.n : undefined;
    if (message.t !== "size" && message.t !== "seen") this.#refuse("login_first", "Log in first.", n);
  }

  async #onHello(hello: Hello): Promise<void> {
    if (hello.v !== PROTOCOL_VERSION) {
      const text = `This server speaks protocol ${PROTOCOL_VERSION}, the client ${hello.v}. Update the older one.`;
      return this.#connection.end("version", text);
    }
    this.#hello = hello;
    this.#connection.log.info({ client: hello.client, resume: hello.resume !== undefined }, "hello");
    const local = hello.resume && this.#parts.world.session(hello.resume.session);
    // It may have gone on elsewhere and come back before this server was told.
    if (local && (await holdsLease(this.#parts.pool, local.accountId, local.fence))) {
      await this.#admit(local.accountId);
      this.#greet(false, "");
      await this.#noteBrowser(local);
      return this.#attach(local);
    }
    const open = await this.#resumable(hello);
    if (open) {
      this.#greet(false, "");
      return this.#enter(await this.#accountOf(open.accountId), open);
    }
    const accountId = await this.#cookieAccount();
    if (accountId === null) return this.#greet(true, await this.#needLogin());
    this.#greet(false, "");
    await this.#login(await this.#accountOf(accountId), { via: this.#browserMark() });
  }

  /** A browser that was logged in anew goes on with its game: the end of that login must end the game. */
  async #noteBrowser(session: PlayerSession): Promise<void> {
    if (this.#browserMark() === session.via) return;
    try {
      const via = await this.#liveBrowser(session.accountId);
      if (via === null) return;
      await noteVia(this.#parts.pool, session, via);
      session.via = via;
    } catch (error) {
      this.#connection.log.debug({ error: String(error) }, "not noted which browser goes on");
    }
  }

  /** The mark of the visitor's browser session if it is this account's. */
  async #liveBrowser(accountId: AccountId): Promise<string | null> {
    const via = this.#browserMark();
    if (via === null) return null;
    const owner = await this.#cookieAccount().catch(() => null);
    return owner === accountId ? via : null;
  }

  #browserMark(): string | null {
    const sid = readSessionId(this.#parts.secrets, this.#connection.visitor.cookie);
    return sid === null ? null : sessionMark(sid);
  }

  /** The session named in hello, if its secret alone is still enough. */
  async #resumable({ resume }: Hello): Promise<OpenSession | null> {
    if (!resume) return null;
    const { pool, world } = this.#parts;
    const found = await findSession(pool, resume.session);
    if (!found || found.unseenMs > LINK_DEAD_MS + TOUCH_MS) return null;
    await this.#admit(found.accountId);
    const via = await this.#liveBrowser(found.accountId);
    return adoptSession(pool, found.accountId, resume.session, world.server, via);
  }

  /** Lets the account in, or throws KeptOut. */
  async #admit(accountId: AccountId): Promise<void> {
    const closed = await this.#parts.doorkeeper.closedFor(accountId);
    if (closed) throw new KeptOut(closed);
  }

  async #needLogin(): Promise<string> {
    const closed = await this.#parts.doorkeeper.closed();
    return closed ? `${closed.text} Operators may log in.` : NEED_LOGIN;
  }

  async #cookieAccount(): Promise<AccountId | null> {
    const { cookie } = this.#connection.visitor;
    if (cookie === undefined) return null;
    const { redis, secrets } = this.#parts;
    return readSessionAccount(redis, secrets, cookie);
  }

  async #onLogin({ name, password, code, remember }: Login): Promise<void> {
    const { pool, throttle } = this.#parts;
    const { address } = this.#connection.visitor;
    const outcome = await attemptLogin(pool, throttle, { name, password, code, address });
    if (outcome.result === "in") return this.#login(outcome.account, { remember });
    this.#connection.log.info({ address, result: outcome.result }, "login failed");
    if (outcome.result === "banned") return this.#connection.end("revoked", outcome.text);
    if (outcome.result === "wrong") return this.#refuse("bad_login", WRONG);
    this.#refuse("second_factor", outcome.wrong ? WRONG_CODE : NEED_CODE);
  }

  /** Not throttled: a token has 256 random bits, and a client that comes back often must not be kept out. */
  async #onToken(token: string): Promise<void> {
    const account = await findAccountByToken(this.#parts.pool, token);
    if (account) return this.#login(account, { via: tokenMark(token) });
    this.#refuse("bad_login", "That token is no longer good. Log in with your name and password.");
  }

  async #onRegister({ name, password, email, invitation, remember }: Register): Promise<void> {
    const { pool, throttle, doorkeeper } = this.#parts;
    const closed = await doorkeeper.closed();
    if (closed) throw new KeptOut(closed);
    const { address } = this.#connection.visitor;
    const checked = newAccount.safeParse({ name, password, email, invitation });
    if (!checked.success) {
      return this.#refuse("bad_registration", checked.error.issues[0]?.message ?? "Choose another name.");
    }
    await throttle.admitRegistration(address);
    const account = await createAccount(pool, checked.data);
    this.#connection.log.info({ accountId: account.id, address }, "registered");
    await this.#login(account, { remember });
  }

  async #onForget(token: string): Promise<void> {
    await revokeOwnToken(this.#parts, token);
    this.#connection.send({ t: "forgotten" });
  }

  /** `remember` makes a token; `via` is the mark of what let the player in, if that can be revoked. */
  async #login(account: Account, by: { remember?: boolean | undefined; via?: string | null }): Promise<void> {
    const { pool, world } = this.#parts;
    await this.#admit(account.id);
    const ban = await banOf(pool, account.id);
    if (ban) return this.#connection.end("revoked", banText(ban));
    const client = this.#hello?.client ?? "client";
    const token = by.remember ? await issueToken(pool, account.id, client) : undefined;
    const via = token === undefined ? (by.via ?? null) : tokenMark(token);
    const open =
      (await this.#ownSession(account.id, via)) ?? (await openSession(pool, account.id, world.server, via));
    if (!open)
      return this.#connection.end("takeover", "You logged in from another place at the same moment.");
    await this.#enter(account, open, token);
  }

  /** The session named in hello when it is this account's: its numbers go on, however long the line was lost. */
  async #ownSession(accountId: AccountId, via: string | null): Promise<OpenSession | null> {
    const { pool, world } = this.#parts;
    const secret = this.#hello?.resume?.session;
    if (secret === undefined) return null;
    const found = await findSession(pool, secret);
    return found?.accountId === accountId ? adoptSession(pool, accountId, secret, world.server, via) : null;
  }

  async #enter(account: Account, open: OpenSession, token?: string): Promise<void> {
    const { pool, world } = this.#parts;
    const { town } = world.catalog;
    const { hunter: stored, version } = await ensureCharacter(pool, account, town.start);
    if (!this.#connection.open) return;
    const room = town.places.has(stored.room) ? stored.room : town.start;
    const session = new PlayerSession(
      world,
      { accountId: account.id, hunter: { ...stored, room }, version },
      open,
    );
    if (!world.enter(session)) {
      return this.#connection.end("takeover", "You logged in from another place at the same moment.");
    }
    this.#connection.log.info({ accountId: account.id, fence: open.fence }, "plays");
    if (this.#isResumed(open)) return this.#attach(session, token);
    this.#attach(session, token);
    world.tellRoom(room, PRESENCE_LINES.came(stored.name), account.id);
  }

  #isResumed(open: OpenSession): boolean {
    return this.#hello?.resume?.session === open.secret;
  }

  #attach(session: PlayerSession, token?: string): void {
    clearTimeout(this.#timeout);
    const resume = this.#hello?.resume;
    const lastSeen = resume?.session === session.secret ? resume.lastSeen : undefined;
    session.attach(this.#connection, {
      lastSeen,
      token,
      screenReader: this.#hello?.screenReader ?? false,
      panels: this.#hello?.panels ?? false,
    });
  }

  async #accountOf(id: AccountId): Promise<Account> {
    const account = await findAccount(this.#parts.pool, id);
    if (!account) throw new Error(`account ${id} has a session but is gone`);
    return account;
  }

  #greet(login: boolean, text: string): void {
    this.#connection.send({ t: "hello", v: PROTOCOL_VERSION, server: this.#parts.version, login, text });
  }

  #refuse(code: ErrorCode, text: string, n?: number): void {
    this.#connection.send(n === undefined ? { t: "error", code, text } : { t: "error", code, text, n });
  }

  #failed(error: unknown): void {
    if (error instanceof KeptOut) {
      const { text, retryMs } = error.closed;
      this.#connection.end("try_again", text, retryMs);
    } else if (error instanceof NotInvited) this.#refuse("invitation", error.message);
    else if (error instanceof RegistrationClosed) this.#refuse("bad_registration", error.message);
    else if (error instanceof NameTaken)
      this.#refuse("bad_registration", "That name is taken. Choose another.");
    else if (error instanceof Throttled) this.#refuse("throttled", error.message);
    else if (error instanceof QueueFull) this.#refuse("throttled", BUSY);
    else this.#away(error);
  }

  /** Postgres or Redis is away: the client keeps its credentials and comes back by itself. */
  #away(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#connection.log.warn({ reason }, "login not possible now");
    this.#refuse("try_again", AWAY);
    this.#connection.end("try_again", AWAY, RETRY_FIRST_MS + Math.round(Math.random() * RETRY_SPREAD_MS));
  }
}
