/**
 * The durable side of playing: who may write for an account, what was written last, and the answer to it.
 * docs/protocol.md tells how a client resumes by it.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { AccountId } from "./accounts.ts";
import { takeLease } from "./leases.ts";

/** How the session stands after it was opened or adopted; `answer` belongs to command `lastNumber`. */
export type OpenSession = {
  accountId: AccountId;
  /** The client's proof; never logged. */
  secret: string;
  fence: number;
  lastNumber: number;
  answer: string;
  /** Whether it went on from another server, where commands that wrote nothing may have raised the number. */
  adopted: boolean;
  /** The mark of the browser session or token that opened it; null after a login by password alone. */
  via: string | null;
};

const SECRET_BYTES = 24;

/** Starts a new session for the account; all earlier ones are over. Null when a newer login was faster. */
export async function openSession(
  pool: Pool,
  accountId: AccountId,
  server: string,
  via: string | null = null,
): Promise<OpenSession | null> {
  const fence = await takeLease(pool, accountId, server);
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const { rowCount } = await pool.query({
    name: "open-session",
    text: `INSERT INTO game_sessions (account_id, fence, secret_sha256, via) VALUES ($1, $2, $3, $4)
      ON CONFLICT (account_id) DO UPDATE SET fence = $2, secret_sha256 = $3, via = $4, last_number = 0, answer = '',
        started_at = now(), seen_at = now() WHERE game_sessions.fence < $2`,
    values: [accountId, fence, digest(secret), via],
  });
  return rowCount === 1 ? { accountId, secret, fence, lastNumber: 0, answer: "", adopted: false, via } : null;
}

/** Whose session this is and for how long (ms) no server has seen it; null when it is unknown or over. */
export async function findSession(
  pool: Pool,
  secret: string,
): Promise<{ accountId: AccountId; unseenMs: number } | null> {
  const { rows } = await pool.query({
    name: "find-session",
    text: `SELECT account_id AS "accountId", (extract(epoch FROM now() - seen_at) * 1000)::float8 AS "unseenMs"
      FROM game_sessions WHERE secret_sha256 = $1`,
    values: [digest(secret)],
  });
  return rows[0] ?? null;
}

/** Goes on with a session that findSession found, by a new `via` if there is one. Null when a newer login was faster. */
export async function adoptSession(
  pool: Pool,
  accountId: AccountId,
  secret: string,
  server: string,
  via: string | null = null,
): Promise<OpenSession | null> {
  const fence = await takeLease(pool, accountId, server);
  const { rows } = await pool.query({
    name: "adopt-session",
    text: `UPDATE game_sessions SET fence = $2, via = coalesce($4, via), seen_at = now()
      WHERE account_id = $1 AND secret_sha256 = $3 AND fence < $2
      RETURNING last_number::float8 AS "lastNumber", answer, via`,
    values: [accountId, fence, digest(secret), via],
  });
  return rows[0] ? { accountId, secret, fence, ...rows[0], adopted: true } : null;
}

/** What this server holds: an account and the fence that it took. */
export type Held = { accountId: AccountId; fence: number };

/** Marks the sessions as seen now. Returns those accounts that a newer login has taken. */
export async function touchSessions(pool: Pool, held: Held[]): Promise<AccountId[]> {
  const { rows } = await pool.query({
    name: "touch-sessions",
    // Rows that a command is writing right now are skipped: that write marks them, and nothing waits in a circle.
    text: `WITH held AS (SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS h(account_id, fence)),
      free AS (
        SELECT s.account_id FROM game_sessions s JOIN held h ON s.account_id = h.account_id AND s.fence = h.fence
        FOR UPDATE OF s SKIP LOCKED),
      touched AS (
        UPDATE game_sessions s SET seen_at = now() FROM free WHERE s.account_id = free.account_id)
      SELECT h.account_id AS "accountId" FROM held h
      LEFT JOIN game_sessions s ON s.account_id = h.account_id
      WHERE s.fence IS NULL OR s.fence > h.fence`,
    values: [held.map(({ accountId }) => accountId), held.map(({ fence }) => fence)],
  });
  return rows.map(({ accountId }) => accountId);
}

/** Makes the session of that fence impossible to resume; a newer one is left alone. */
export async function endSession(pool: Pool, { accountId, fence }: Held): Promise<void> {
  await pool.query("UPDATE game_sessions SET secret_sha256 = $3 WHERE account_id = $1 AND fence = $2", [
    accountId,
    fence,
    randomBytes(32),
  ]);
}

/** Makes the account's session impossible to resume, wherever it is; `via`: only if that opened it. */
export async function revokeGame(pool: Pool, accountId: AccountId, via?: string): Promise<void> {
  await pool.query(
    "UPDATE game_sessions SET secret_sha256 = $2 WHERE account_id = $1 AND ($3::text IS NULL OR via = $3)",
    [accountId, randomBytes(32), via ?? null],
  );
}

/** Another browser or client of the same player goes on with the session. */
export async function noteVia(pool: Pool, { accountId, fence }: Held, via: string): Promise<void> {
  await pool.query("UPDATE game_sessions SET via = $3 WHERE account_id = $1 AND fence = $2", [
    accountId,
    fence,
    via,
  ]);
}

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
