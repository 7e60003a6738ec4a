import { createHash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Account, AccountId } from "./accounts.ts";
import type { Scope } from "./scopes.ts";

/** A token unused for so long is dead. */
const IDLE_DAYS = 90;
/** The account's least recently used tokens beyond these are dropped. */
const MOST_PER_ACCOUNT = 20;
const LABEL_LENGTH = 60;
const MARK_LENGTH = 22;
/** Makes a leaked token findable by secret scanners. Personal tokens are those that players make for programs. */
const PREFIX = "trm_";
const PERSONAL_PREFIX = "trp_";

/** What a player sees of a terminal client's token; the token itself is not kept. */
export type TokenEntry = { id: string; label: string; createdAt: Date; lastUsedAt: Date };
/** `lastUsedAt` and `expiresAt` are null for never. */
export type PersonalToken = {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
};
/** Who comes with a token, and what it lets a program do. */
export type Bearer = { tokenId: string; account: Account; scopes: readonly Scope[] };

/** The account has as many personal tokens as it may have. */
export class TooManyTokens extends Error {
  override name = "TooManyTokens";
  constructor() {
    super(`An account has at most ${MOST_PER_ACCOUNT} tokens. Revoke one that nobody uses.`);
  }
}

/** A new token for terminal clients, which plays and nothing else: shown once, only its SHA-256 is stored. */
export async function issueToken(pool: Pool, accountId: AccountId, label: string): Promise<string> {
  const token = PREFIX + randomBytes(32).toString("base64url");
  await pool.query("INSERT INTO play_tokens (account_id, token_sha256, label) VALUES ($1, $2, $3)", [
    accountId,
    digest(token),
    cleanLabel(label),
  ]);
  await pool.query(
    `DELETE FROM play_tokens WHERE account_id = $1 AND kind = 'client' AND id NOT IN
       (SELECT id FROM play_tokens WHERE account_id = $1 AND kind = 'client'
        ORDER BY last_used_at DESC, id DESC LIMIT $2)`,
    [accountId, MOST_PER_ACCOUNT],
  );
  return token;
}

/**
 * A new token for the player's own programs: shown once, only its SHA-256 is stored. `days`: when it ends; null: when
 * it was not used for 90 days. Throws {@link TooManyTokens}.
 */
export async function issuePersonalToken(
  pool: Pool,
  accountId: AccountId,
  { name, scopes, days }: { name: string; scopes: readonly Scope[]; days: number | null },
): Promise<string> {
  const token = PERSONAL_PREFIX + randomBytes(32).toString("base64url");
  const { rowCount } = await pool.query(
    `INSERT INTO play_tokens (account_id, token_sha256, label, kind, scopes, expires_at)
     SELECT $1, $2, $3, 'personal', $4, now() + $5 * interval '1 day'
     WHERE (SELECT count(*) FROM play_tokens WHERE account_id = $1 AND kind = 'personal' AND ${LIVE}) < $6`,
    [accountId, digest(token), cleanLabel(name), scopes, days, MOST_PER_ACCOUNT],
  );
  if (rowCount === 0) throw new TooManyTokens();
  return token;
}

/** Neither long unused nor past its end. */
const LIVE = `last_used_at > now() - ${IDLE_DAYS} * interval '1 day' AND (expires_at IS NULL OR expires_at > now())`;

/** Who has this token, or null if it is unknown, revoked, expired or long unused. */
export async function findBearer(pool: Pool, token: string): Promise<Bearer | null> {
  if (!token.startsWith(PREFIX) && !token.startsWith(PERSONAL_PREFIX)) return null;
  // Written at the first use and then at most hourly: a login costs a read, not a write.
  const { rows } = await pool.query(
    `WITH used AS (
       UPDATE play_tokens SET last_used_at = now() WHERE token_sha256 = $1 AND ${LIVE}
         AND (last_used_at <= now() - interval '1 hour' OR last_used_at = created_at))
     SELECT t.id AS "tokenId", t.scopes, a.id, a.name, a.role, a.created_at AS "createdAt"
     FROM (SELECT * FROM play_tokens WHERE token_sha256 = $1 AND ${LIVE}) t JOIN accounts a ON a.id = t.account_id
     WHERE a.deletes_at IS NULL OR a.deletes_at > now()`,
    [digest(token)],
  );
  if (!rows[0]) return null;
  const { tokenId, scopes, ...account } = rows[0];
  return { tokenId, scopes, account };
}

/** Whose token this is to play by, or null as {@link findBearer}, and when it is not for playing. */
export async function findAccountByToken(pool: Pool, token: string): Promise<Account | null> {
  const bearer = await findBearer(pool, token);
  return bearer?.scopes.includes("game:play") ? bearer.account : null;
}

/** The account's live terminal clients, the last used first. */
export async function listTokens(pool: Pool, accountId: AccountId): Promise<TokenEntry[]> {
  const { rows } = await pool.query(
    `SELECT id, label, created_at AS "createdAt", last_used_at AS "lastUsedAt" FROM play_tokens
     WHERE account_id = $1 AND kind = 'client' AND ${LIVE} ORDER BY last_used_at DESC, id DESC`,
    [accountId],
  );
  return rows;
}

/** The account's live personal tokens, the newest first. */
export async function listPersonalTokens(pool: Pool, accountId: AccountId): Promise<PersonalToken[]> {
  const { rows } = await pool.query(
    `SELECT id, label AS name, scopes, created_at AS "createdAt", nullif(last_used_at, created_at) AS "lastUsedAt",
       expires_at AS "expiresAt" FROM play_tokens
     WHERE account_id = $1 AND kind = 'personal' AND ${LIVE} ORDER BY id DESC`,
    [accountId],
  );
  return rows;
}

/** Kills one token and answers whose it was; unknown ones are nobody's trouble. */
export async function revokeToken(pool: Pool, token: string): Promise<AccountId | null> {
  const { rows } = await pool.query(
    'DELETE FROM play_tokens WHERE token_sha256 = $1 RETURNING account_id AS "accountId"',
    [digest(token)],
  );
  return rows[0]?.accountId ?? null;
}

/** Kills the account's token with this entry id; answers its mark (see {@link tokenMark}), or null if there was none. */
export async function revokeTokenById(pool: Pool, accountId: AccountId, id: string): Promise<string | null> {
  const { rows } = await pool.query(
    "DELETE FROM play_tokens WHERE account_id = $1 AND id = $2 RETURNING token_sha256 AS digest",
    [accountId, id],
  );
  return rows[0] ? markOf(rows[0].digest) : null;
}

/** Names a token without giving it away: what a game that was opened by it remembers. */
export function tokenMark(token: string): string {
  return markOf(digest(token));
}

function markOf(digest: Buffer): string {
  return `client:${digest.toString("base64url").slice(0, MARK_LENGTH)}`;
}

/** Kills all of the account's tokens; answers how many. */
export async function revokeAllTokens(pool: Pool, accountId: AccountId): Promise<number> {
  const { rowCount } = await pool.query("DELETE FROM play_tokens WHERE account_id = $1", [accountId]);
  return rowCount ?? 0;
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function cleanLabel(label: string): string {
  const clean = label.replace(/\p{C}/gu, "").trim();
  return Array.from(clean).slice(0, LABEL_LENGTH).join("") || "terminal client";
}
