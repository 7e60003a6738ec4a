import { createHash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Account, AccountId } from "./accounts.ts";

/** A token unused for so long is dead. */
const IDLE_DAYS = 90;
/** The account's least recently used tokens beyond these are dropped. */
const MOST_PER_ACCOUNT = 20;
const LABEL_LENGTH = 60;
const MARK_LENGTH = 22;
/** Makes a leaked token findable by secret scanners. */
const PREFIX = "trm_";

/** What a player sees of a token; the token itself is not kept. */
export type TokenEntry = { id: string; label: string; createdAt: Date; lastUsedAt: Date };

/** A new token for terminal clients: shown once, only its SHA-256 is stored. */
export async function issueToken(pool: Pool, accountId: AccountId, label: string): Promise<string> {
  const token = PREFIX + randomBytes(32).toString("base64url");
  await pool.query("INSERT INTO play_tokens (account_id, token_sha256, label) VALUES ($1, $2, $3)", [
    accountId,
    digest(token),
    cleanLabel(label),
  ]);
  await pool.query(
    `DELETE FROM play_tokens WHERE account_id = $1 AND id NOT IN
       (SELECT id FROM play_tokens WHERE account_id = $1 ORDER BY last_used_at DESC, id DESC LIMIT $2)`,
    [accountId, MOST_PER_ACCOUNT],
  );
  return token;
}

/** Whose token this is, or null if it is unknown, revoked or long unused. */
export async function findAccountByToken(pool: Pool, token: string): Promise<Account | null> {
  if (!token.startsWith(PREFIX)) return null;
  // Written at most hourly: a login costs a read, not a write.
  const { rows } = await pool.query(
    `WITH used AS (
       UPDATE play_tokens SET last_used_at = now()
       WHERE token_sha256 = $1 AND last_used_at BETWEEN now() - $2 * interval '1 day' AND now() - interval '1 hour')
     SELECT a.id, a.name, a.role, a.created_at AS "createdAt"
     FROM play_tokens t JOIN accounts a ON a.id = t.account_id
     WHERE t.token_sha256 = $1 AND t.last_used_at > now() - $2 * interval '1 day'
       AND (a.deletes_at IS NULL OR a.deletes_at > now())`,
    [digest(token), IDLE_DAYS],
  );
  return rows[0] ?? null;
}

/** The account's live tokens, the last used first. */
export async function listTokens(pool: Pool, accountId: AccountId): Promise<TokenEntry[]> {
  const { rows } = await pool.query(
    `SELECT id, label, created_at AS "createdAt", last_used_at AS "lastUsedAt" FROM play_tokens
     WHERE account_id = $1 AND last_used_at > now() - $2 * interval '1 day' ORDER BY last_used_at DESC, id DESC`,
    [accountId, IDLE_DAYS],
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
