/**
 * The durable side of playing: who may write for an account, what was written last, and the answer to it.
 * docs/protocol.md tells how a client resumes by it.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { AccountId } from "./accounts.ts";
import type { CharacterId } from "./characters.ts";
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
};

const SECRET_BYTES = 24;

/** Starts a new session for the account; all earlier ones are over. Null when a newer login was faster. */
export async function openSession(
  pool: Pool,
  accountId: AccountId,
  server: string,
): Promise<OpenSession | null> {
  const fence = await takeLease(pool, accountId, server);
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const { rowCount } = await pool.query({
    name: "open-session",
    text: `INSERT INTO game_sessions (account_id, fence, secret_sha256) VALUES ($1, $2, $3)
      ON CONFLICT (account_id) DO UPDATE SET fence = $2, secret_sha256 = $3, last_number = 0, answer = '',
        started_at = now(), seen_at = now() WHERE game_sessions.fence < $2`,
    values: [accountId, fence, digest(secret)],
  });
  return rowCount === 1 ? { accountId, secret, fence, lastNumber: 0, answer: "", adopted: false } : null;
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

/** Goes on with a session that findSession found. Null when a newer login was faster. */
export async function adoptSession(
  pool: Pool,
  accountId: AccountId,
  secret: string,
  server: string,
): Promise<OpenSession | null> {
  const fence = await takeLease(pool, accountId, server);
  const { rows } = await pool.query({
    name: "adopt-session",
    text: `UPDATE game_sessions SET fence = $2, seen_at = now()
      WHERE account_id = $1 AND secret_sha256 = $3 AND fence < $2
      RETURNING last_number::float8 AS "lastNumber", answer`,
    values: [accountId, fence, digest(secret)],
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

/** How often the character entered each place. */
export async function readVisits(pool: Pool, id: CharacterId): Promise<Record<string, number>> {
  const { rows } = await pool.query({
    name: "read-visits",
    text: "SELECT place, visits::float8 AS visits FROM character_visits WHERE character_id = $1",
    values: [id],
  });
  return Object.fromEntries(rows.map(({ place, visits }) => [place, visits]));
}

/** Counts the first visit of a character that was just made. */
export async function recordFirstVisit(pool: Pool, id: CharacterId, place: string): Promise<void> {
  await pool.query(
    "INSERT INTO character_visits (character_id, place) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    [id, place],
  );
}

/** One command's write, with the answer that may leave once it is done. */
export type Write = {
  accountId: AccountId;
  fence: number;
  number: number;
  answer: string;
  characterId: CharacterId;
  name: string;
  /** The character's room and version that the command was decided on. */
  room: string;
  version: number;
  movedTo: string | null;
  said: string | null;
};
/** `version` is the character's new one; `chatId` is there when something was said. */
export type Written = { version: number; chatId: string | null };

/**
 * Writes commands of different accounts in one statement, which is one transaction: each is done whole or, when
 * its fence or its version is no longer the newest, not at all. Returns what was done, by account.
 */
export async function writeCommands(client: PoolClient, writes: Write[]): Promise<Map<AccountId, Written>> {
  const { rows } = await client.query({ name: "write-commands", text: WRITE, values: columns(writes) });
  return new Map(rows.map(({ accountId, version, chatId }) => [accountId, { version, chatId }]));
}

/**
 * Decides writes whose commit broke off: returns those that were done, as writeCommands would have. The others are
 * closed with `refusal` as their answer, so that a statement still under way somewhere can't do them later.
 */
export async function settleWrites(
  pool: Pool,
  writes: Write[],
  refusal: string,
): Promise<Map<AccountId, Written>> {
  const { rows } = await pool.query({
    name: "settle-writes",
    text: SETTLE,
    values: [
      writes.map(({ accountId }) => accountId),
      writes.map(({ fence }) => fence),
      writes.map(({ number }) => number),
      writes.map(({ answer }) => answer),
      writes.map(({ characterId }) => characterId),
      writes.map(({ said }) => said !== null),
      refusal,
    ],
  });
  return new Map(rows.map(({ accountId, version, chatId }) => [accountId, { version, chatId }]));
}

const SETTLE = `
WITH input AS (
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::boolean[])
    AS i(account_id, fence, number, answer, character_id, spoke)),
held AS MATERIALIZED (
  SELECT i.*, s.last_number = i.number AND s.answer = i.answer AS done
  FROM input i JOIN game_sessions s ON s.account_id = i.account_id AND s.fence = i.fence
  ORDER BY i.account_id FOR UPDATE OF s),
refused AS (
  UPDATE game_sessions s SET last_number = h.number, answer = $7 FROM held h
  WHERE s.account_id = h.account_id AND NOT h.done AND s.last_number <= h.number)
SELECT h.account_id AS "accountId", c.version::float8 AS version,
  CASE WHEN h.spoke THEN
    (SELECT m.id FROM chat_messages m WHERE m.character_id = h.character_id ORDER BY m.id DESC LIMIT 1)
  END AS "chatId"
FROM held h JOIN characters c ON c.id = h.character_id WHERE h.done`;

// Sessions are locked first and in one order, so that no two servers wait for each other in a circle.
const WRITE = `
WITH input AS (
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[],
    $7::text[], $8::bigint[], $9::text[], $10::text[])
    AS i(account_id, fence, number, answer, character_id, name, room, version, moved_to, said)),
live AS MATERIALIZED (
  SELECT i.* FROM input i JOIN game_sessions s
    ON s.account_id = i.account_id AND s.fence = i.fence AND s.last_number < i.number
  ORDER BY i.account_id FOR UPDATE OF s),
moved AS (
  UPDATE characters c SET room = l.moved_to, version = c.version + 1 FROM live l
  WHERE l.moved_to IS NOT NULL AND c.id = l.character_id AND c.version = l.version
  RETURNING c.id, c.version),
done AS (
  SELECT l.*, coalesce(m.version, l.version) AS new_version FROM live l LEFT JOIN moved m ON m.id = l.character_id
  WHERE l.moved_to IS NULL OR m.id IS NOT NULL),
visited AS (
  INSERT INTO character_visits (character_id, place)
  SELECT character_id, moved_to FROM done WHERE moved_to IS NOT NULL
  ON CONFLICT (character_id, place) DO UPDATE SET visits = character_visits.visits + 1),
chatted AS (
  INSERT INTO chat_messages (room, character_id, name, text)
  SELECT room, character_id, name, said FROM done WHERE said IS NOT NULL RETURNING id, character_id),
answered AS (
  UPDATE game_sessions s SET last_number = d.number, answer = d.answer, seen_at = now()
  FROM done d WHERE s.account_id = d.account_id)
SELECT d.account_id AS "accountId", d.new_version::float8 AS version, c.id AS "chatId"
FROM done d LEFT JOIN chatted c ON c.character_id = d.character_id`;

function columns(writes: Write[]): unknown[][] {
  return [
    writes.map(({ accountId }) => accountId),
    writes.map(({ fence }) => fence),
    writes.map(({ number }) => number),
    writes.map(({ answer }) => answer),
    writes.map(({ characterId }) => characterId),
    writes.map(({ name }) => name),
    writes.map(({ room }) => room),
    writes.map(({ version }) => version),
    writes.map(({ movedTo }) => movedTo),
    writes.map(({ said }) => said),
  ];
}

/** What was said in a room, for those who may have missed it. */
export type Said = { id: string; room: string; characterId: CharacterId | null; name: string; text: string };

/** What was said in the rooms during the last `sinceMs`, the oldest first, at most `limit` lines. */
export async function chatSince(
  pool: Pool,
  rooms: string[],
  sinceMs: number,
  limit: number,
): Promise<Said[]> {
  const { rows } = await pool.query({
    name: "chat-since",
    text: `SELECT id, room, character_id AS "characterId", name, text FROM chat_messages
      WHERE room = ANY($1) AND at > now() - $2 * interval '1 millisecond' ORDER BY id DESC LIMIT $3`,
    values: [rooms, sinceMs, limit],
  });
  return rows.reverse();
}

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
