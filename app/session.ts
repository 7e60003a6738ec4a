import { RedisStore } from "connect-redis";
import type { Request, RequestHandler } from "express";
import session from "express-session";
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
    formToken: string;
  }
}

/** Sessions in Redis: seven days idle, thirty in all. Rejects while Redis is away. */
export function sessions(redis: Redis, secrets: string[]): RequestHandler[] {
  const store = new RedisStore({ client: redis, prefix: SESSION_PREFIX });
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
  await new Promise<void>((resolve, reject) => fresh.save((error) => (error ? reject(error) : resolve())));
  await indexSession(redis, account.id, request.sessionID);
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
