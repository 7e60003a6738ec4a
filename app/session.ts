import { RedisStore } from "connect-redis";
import type { Request, RequestHandler } from "express";
import session, { type SessionData } from "express-session";
import type { Redis } from "ioredis";
import type { Account, AccountId } from "../store/accounts.ts";
import {
  indexSession,
  isOverAge,
  SESSION_COOKIE,
  SESSION_IDLE_MS,
  SESSION_PREFIX,
  sessionData,
} from "../store/sessions.ts";

declare module "express-session" {
  interface SessionData {
    accountId: AccountId;
    /** As spelled by its owner, for the page's header. */
    name: string;
    /** Milliseconds; the absolute bound counts from here. */
    loggedInAt: number;
    /** When the session was last used, within {@link SEEN_EVERY_MS}, and by which browser. */
    seenAt: number;
    agent: string;
    formToken: string;
    /** Whose password was right, so that only the code of the second factor is missing; `at` in ms. */
    halfway: { accountId: AccountId; at: number };
    /** The secret of a second factor that is being set up. */
    totpSecret: string;
  }
}

/** So long (ms) the time of last use may be behind: each request would otherwise be a write. */
const SEEN_EVERY_MS = 5 * 60_000;
const LONGEST_AGENT = 200;
/** So long a code may be typed after the password (ms). */
const HALFWAY_MS = 10 * 60_000;
/** Until the first save; only for a moment. */
const PLACEHOLDER_S = 60;

/**
 * A login that was revoked stays so: a request that was under way then must not write it anew at its end. Sessions of
 * visitors who aren't logged in may come back.
 */
class LoginStore extends RedisStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    super({ client: redis, prefix: SESSION_PREFIX });
    this.#redis = redis;
  }

  /** Reading prolongs it in the same step, so that a page waits for Redis once and not at its end again. */
  override async get(
    sid: string,
    done?: (error: unknown, data?: SessionData | null) => void,
  ): Promise<unknown> {
    let stored: string | null;
    try {
      stored = await this.#redis.getex(SESSION_PREFIX + sid, "EX", SESSION_IDLE_MS / 1_000);
    } catch (error) {
      return done?.(error);
    }
    return done?.(null, stored === null ? undefined : JSON.parse(stored));
  }

  /** Sessions of visitors who aren't logged in are shorter than what reading gave them. */
  override async touch(
    sid: string,
    data: SessionData,
    done?: (error: unknown, data?: unknown) => void,
  ): Promise<unknown> {
    return data.accountId === undefined ? super.touch(sid, data, done) : done?.(null);
  }

  override async set(
    sid: string,
    data: SessionData,
    done?: (error: unknown, data?: unknown) => void,
  ): Promise<unknown> {
    if (data.accountId === undefined) return super.set(sid, data, done);
    const ttl = Math.max(1, Math.ceil((data.cookie.originalMaxAge ?? SESSION_IDLE_MS) / 1_000));
    try {
      await this.#redis.set(SESSION_PREFIX + sid, JSON.stringify(data), "EX", ttl, "XX");
    } catch (error) {
      return done?.(error);
    }
    return done?.(null);
  }
}

/** Sessions in Redis: seven days idle, thirty in all. Rejects while Redis is away. */
export function sessions(redis: Redis, secrets: string[]): RequestHandler[] {
  const store = new LoginStore(redis);
  return [
    session({
      store,
      name: SESSION_COOKIE,
      secret: secrets,
      resave: false,
      saveUninitialized: false,
      rolling: true,
      // Nginx speaks TLS; here the connection is plain.
      proxy: true,
      cookie: { secure: true, httpOnly: true, sameSite: "lax", path: "/", maxAge: SESSION_IDLE_MS },
    }),
    endUnusable,
    noteUse,
  ];
}

/** A login beyond its age, or one that this code didn't store, counts as none. */
const endUnusable: RequestHandler = async (request, _response, next) => {
  if (request.session.accountId !== undefined) {
    const login = sessionData.safeParse(request.session);
    if (!login.success || isOverAge(login.data.loggedInAt)) await regenerate(request);
  }
  next();
};

const noteUse: RequestHandler = (request, _response, next) => {
  const { session: current } = request;
  if (current.accountId !== undefined && Date.now() - (current.seenAt ?? 0) > SEEN_EVERY_MS) {
    current.seenAt = Date.now();
    current.agent = agentOf(request);
  }
  next();
};

function agentOf(request: Request): string {
  return (request.get("user-agent") ?? "").slice(0, LONGEST_AGENT);
}

/** Logs the visitor in under a session id that nobody knew before. */
export async function logIn(
  request: Request,
  redis: Redis,
  account: Pick<Account, "id" | "name">,
): Promise<void> {
  await regenerate(request);
  const { session: fresh } = request;
  fresh.accountId = account.id;
  fresh.name = account.name;
  fresh.loggedInAt = Date.now();
  fresh.seenAt = fresh.loggedInAt;
  fresh.agent = agentOf(request);
  await redis.set(SESSION_PREFIX + request.sessionID, "{}", "EX", PLACEHOLDER_S);
  await new Promise<void>((resolve, reject) => fresh.save((error) => (error ? reject(error) : resolve())));
  await indexSession(redis, account.id, request.sessionID);
}

/** The password of this account was right: the code is asked for next, in a session that nobody knew before. */
export async function goHalfway(request: Request, accountId: AccountId): Promise<void> {
  await regenerate(request);
  request.session.halfway = { accountId, at: Date.now() };
  request.session.cookie.maxAge = HALFWAY_MS;
}

/** Whose code is asked for; null when nobody's, or too long ago. */
export function halfwayAccount(request: Request): AccountId | null {
  const { halfway } = request.session;
  return halfway && Date.now() - halfway.at < HALFWAY_MS ? halfway.accountId : null;
}

/** Ends this session, here and in Redis. */
export function logOut(request: Request): Promise<void> {
  return new Promise((resolve, reject) =>
    request.session.destroy((error) => (error ? reject(error) : resolve())),
  );
}

function regenerate(request: Request): Promise<void> {
  return new Promise((resolve, reject) =>
    request.session.regenerate((error) => (error ? reject(error) : resolve())),
  );
}
