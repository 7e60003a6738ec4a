import { createHash } from "node:crypto";
import { parseCookie } from "cookie";
import { unsign } from "cookie-signature";
import type { Redis } from "ioredis";
import * as z from "zod";
import type { AccountId } from "./accounts.ts";

/** `__Host-`: browsers take it only over TLS, for this very host and the whole site. */
export const SESSION_COOKIE = "__Host-terminusa";
export const SESSION_PREFIX = "session:";
export const SESSION_IDLE_MS = 7 * 24 * 3600_000;
export const SESSION_ABSOLUTE_MS = 30 * 24 * 3600_000;

/** Longer cookie headers are nobody's. */
const MOST_COOKIE_BYTES = 8_192;

/** What the web server stores in Redis of a logged-in player, beside express-session's own `cookie`. */
export const sessionData = z.object({
  accountId: z.string().regex(/^\d{1,19}$/),
  loggedInAt: z.number(),
  /** When it was last used, within minutes, and by which browser. */
  seenAt: z.number().optional().catch(undefined),
  agent: z.string().max(200).optional().catch(undefined),
});

/** A logged-in browser as its owner sees it; `mark` names it on the page, where the sid must not stand. */
export type SessionEntry = { sid: string; mark: string; loggedInAt: Date; seenAt: Date; agent: string };

/**
 * Whose session the Cookie header carries, or null if it is missing, forged, expired or logged out.
 * Rejects when Redis is away: the caller must not take that for a logged-out player.
 */
export async function readSessionAccount(
  redis: Redis,
  secrets: string[],
  cookieHeader: string | undefined,
): Promise<AccountId | null> {
  const sid = readSessionId(secrets, cookieHeader);
  return sid === null ? null : sessionAccount(await redis.get(SESSION_PREFIX + sid));
}

/** The signed session id in a Cookie header (`s:<sid>.<signature>`), or null. */
export function readSessionId(secrets: string[], cookieHeader: string | undefined): string | null {
  if (!cookieHeader || cookieHeader.length > MOST_COOKIE_BYTES) return null;
  const value = parseCookie(cookieHeader)[SESSION_COOKIE];
  if (!value?.startsWith("s:")) return null;
  for (const secret of secrets) {
    const sid = unsign(value.slice(2), secret);
    if (sid !== false) return sid;
  }
  return null;
}

function sessionAccount(stored: string | null): AccountId | null {
  return (liveSession(stored)?.accountId ?? null) as AccountId | null;
}

function liveSession(stored: string | null): z.infer<typeof sessionData> | null {
  if (stored === null) return null;
  const parsed = sessionData.safeParse(JSON.parse(stored));
  return parsed.success && !isOverAge(parsed.data.loggedInAt) ? parsed.data : null;
}

/** Names a session without giving it away: what a game that was opened by it remembers, and the page's lists. */
export function sessionMark(sid: string): string {
  return `browser:${createHash("sha256").update(sid).digest("base64url").slice(0, 22)}`;
}

/** Whether a login of that moment (ms) has reached the absolute bound, however busy it was kept. */
export function isOverAge(loggedInAt: number, now: number = Date.now()): boolean {
  return now - loggedInAt > SESSION_ABSOLUTE_MS;
}

/** Remembers that `sid` is the account's, for listing and for logging out everywhere. */
export async function indexSession(redis: Redis, accountId: AccountId, sid: string): Promise<void> {
  const key = indexKey(accountId);
  await redis.multi().zadd(key, Date.now(), sid).pexpire(key, SESSION_ABSOLUTE_MS).exec();
}

/** The account's live sessions, the newest login first. */
export async function listSessions(redis: Redis, accountId: AccountId): Promise<SessionEntry[]> {
  const key = indexKey(accountId);
  const sids = await redis.zrange(key, "0", "-1");
  if (sids.length === 0) return [];
  const stored = await redis.mget(sids.map((sid) => SESSION_PREFIX + sid));
  const entries = sids.map((sid, i) => ({ sid, session: liveSession(stored[i] ?? null) }));
  const gone = entries.filter(({ session }) => session?.accountId !== accountId).map(({ sid }) => sid);
  if (gone.length > 0) await redis.zrem(key, ...gone);
  return entries
    .flatMap(({ sid, session }) => (session?.accountId === accountId ? [entryOf(sid, session)] : []))
    .sort((a, b) => b.loggedInAt.getTime() - a.loggedInAt.getTime());
}

function entryOf(sid: string, session: z.infer<typeof sessionData>): SessionEntry {
  const { loggedInAt, seenAt = loggedInAt, agent = "" } = session;
  return { sid, mark: sessionMark(sid), loggedInAt: new Date(loggedInAt), seenAt: new Date(seenAt), agent };
}

/** Ends the account's session of that mark; answers whether there was one. */
export async function revokeSession(redis: Redis, accountId: AccountId, mark: string): Promise<boolean> {
  const key = indexKey(accountId);
  const sid = (await redis.zrange(key, "0", "-1")).find((one) => sessionMark(one) === mark);
  if (sid === undefined) return false;
  await redis.zrem(key, sid);
  return (await redis.del(SESSION_PREFIX + sid)) === 1;
}

/** Ends all of the account's sessions but `except`; answers how many. */
export async function revokeSessions(redis: Redis, accountId: AccountId, except?: string): Promise<number> {
  const key = indexKey(accountId);
  const sids = (await redis.zrange(key, "0", "-1")).filter((sid) => sid !== except);
  if (sids.length === 0) return 0;
  await redis.zrem(key, ...sids);
  return redis.del(...sids.map((sid) => SESSION_PREFIX + sid));
}

/** Tells the game servers that this account's socket is no longer logged in; `via`: only if that opened it. */
export async function announceRevoked(
  redis: Redis,
  accountId: AccountId,
  reason: string,
  via?: string,
): Promise<void> {
  await redis.publish("account:revoked", JSON.stringify({ accountId, reason, ...(via && { via }) }));
}

function indexKey(accountId: AccountId): string {
  return `account-sessions:${accountId}`;
}
