/**
 * What commands write: many hunters' commands in one statement, which is one transaction. Each is done whole or,
 * when its fence or its version is no longer the newest, not at all.
 */
import type { Pool, PoolClient } from "pg";
import { type Hunter, PARTS, type Part } from "../game/hunter/hunter.ts";
import type { Movement } from "../game/money/movement.ts";
import type { Said } from "../game/turn.ts";
import type { AccountId } from "./accounts.ts";
import { bigints, booleans, integers, texts } from "./binary-array.ts";

/** One command's write, with the answer that may leave once it is done. */
export type Write = {
  accountId: AccountId;
  fence: number;
  number: number;
  answer: string;
  /** The version that the command was decided on. */
  version: number;
  before: Hunter;
  after: Hunter;
  movements: readonly Movement[];
  said: Said | null;
};
/** `version` is the character's new one; `chatId` is there when something was said. */
export type Written = { version: number; chatId: string | null };

/** Returns what was done, by account. At most one write of an account. */
export async function writeCommands(
  client: PoolClient,
  writes: readonly Write[],
): Promise<Map<AccountId, Written>> {
  const { rows } = await client.query({
    name: "write-commands",
    text: WRITE,
    values: [...columns(writes), ...movementColumns(writes)],
  });
  return new Map(rows.map(({ accountId, version, chatId }) => [accountId, { version, chatId }]));
}

/**
 * Decides writes whose commit broke off: returns those that were done, as writeCommands would have. The others are
 * closed with `refusal` as their answer, so that a statement still under way somewhere can't do them later.
 */
export async function settleWrites(
  pool: Pool,
  writes: readonly Pick<Write, "accountId" | "fence" | "number" | "answer" | "version" | "after" | "said">[],
  refusal: string,
): Promise<Map<AccountId, Written>> {
  const { rows } = await pool.query({
    name: "settle-writes",
    text: SETTLE,
    values: [
      bigints(writes.map(({ accountId }) => accountId)),
      bigints(writes.map(({ fence }) => fence)),
      bigints(writes.map(({ number }) => number)),
      texts(writes.map(({ answer }) => answer)),
      bigints(writes.map(({ after }) => after.id)),
      bigints(writes.map(({ version }) => version)),
      booleans(writes.map(({ said }) => said !== null)),
      refusal,
    ],
  });
  return new Map(rows.map(({ accountId, version, chatId }) => [accountId, { version, chatId }]));
}

/** The key of a command's movement number `at` in the ledger: the same command can't be booked twice. */
export function movementKey(characterId: string, fence: number, number: number, at: number): string {
  return `${characterId}.${fence}.${number}.${at}`;
}

const SETTLE = `
WITH input AS (
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[],
    $7::boolean[]) AS i(account_id, fence, number, answer, character_id, version, spoke)),
held AS MATERIALIZED (
  SELECT i.*, s.last_number = i.number AND s.answer = i.answer AS done
  FROM input i JOIN game_sessions s ON s.account_id = i.account_id AND s.fence = i.fence
  ORDER BY i.account_id FOR UPDATE OF s),
refused AS (
  UPDATE game_sessions s SET last_number = h.number, answer = $8 FROM held h
  WHERE s.account_id = h.account_id AND NOT h.done AND s.last_number <= h.number)
SELECT h.account_id AS "accountId", (h.version + 1)::float8 AS version,
  CASE WHEN h.spoke THEN
    (SELECT m.id FROM chat_messages m WHERE m.character_id = h.character_id ORDER BY m.id DESC LIMIT 1)
  END AS "chatId"
FROM held h WHERE h.done`;

// Rows are locked in one order, that of characters' ids, so that no two writers wait for each other in a circle.
const WRITE = `
WITH input AS (
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[],
    $7::text[], $8::int[], $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[],
    $15::text[], $16::text[], $17::text[], $18::text[])
    AS i(account_id, fence, number, answer, character_id, version, room, level, crystals, exons,
      sheet, trail, pack, annals, run, name, channel, said)),
live AS MATERIALIZED (
  SELECT i.* FROM input i
  JOIN characters c ON c.id = i.character_id AND c.version = i.version
  JOIN game_sessions s ON s.account_id = i.account_id AND s.fence = i.fence AND s.last_number < i.number
  ORDER BY i.character_id FOR UPDATE OF c, s),
written AS (
  UPDATE characters c SET version = c.version + 1, room = l.room, level = l.level, crystals = l.crystals,
    exons = l.exons, sheet = coalesce(l.sheet, c.sheet), trail = coalesce(l.trail, c.trail),
    pack = coalesce(l.pack, c.pack), annals = coalesce(l.annals, c.annals), run = coalesce(l.run, c.run)
  FROM live l WHERE c.id = l.character_id),
chatted AS (
  INSERT INTO chat_messages (room, character_id, name, text)
  SELECT channel, character_id, name, said FROM live WHERE said IS NOT NULL RETURNING id, character_id),
moved AS (
  INSERT INTO ledger (key, debit, credit, currency, amount, reason)
  SELECT m.key, m.debit, m.credit, m.currency, m.amount, m.reason
  FROM unnest($19::bigint[], $20::text[], $21::text[], $22::text[], $23::text[], $24::bigint[], $25::text[])
    AS m(account_id, key, debit, credit, currency, amount, reason)
  JOIN live l ON l.account_id = m.account_id),
answered AS (
  UPDATE game_sessions s SET last_number = l.number, answer = l.answer, seen_at = now()
  FROM live l WHERE s.account_id = l.account_id)
SELECT l.account_id AS "accountId", (l.version + 1)::float8 AS version, c.id AS "chatId"
FROM live l LEFT JOIN chatted c ON c.character_id = l.character_id`;

function columns(writes: readonly Write[]): Buffer[] {
  return [
    bigints(writes.map(({ accountId }) => accountId)),
    bigints(writes.map(({ fence }) => fence)),
    bigints(writes.map(({ number }) => number)),
    texts(writes.map(({ answer }) => answer)),
    bigints(writes.map(({ after }) => after.id)),
    bigints(writes.map(({ version }) => version)),
    texts(writes.map(({ after }) => after.room)),
    integers(writes.map(({ after }) => after.sheet.level)),
    bigints(writes.map(({ after }) => after.purse.crystals)),
    bigints(writes.map(({ after }) => after.purse.exons)),
    ...PARTS.map((part) => texts(writes.map((write) => changed(write, part)))),
    texts(writes.map(({ after }) => after.name)),
    texts(writes.map(({ said }) => said?.channel ?? null)),
    texts(writes.map(({ said }) => said?.text ?? null)),
  ];
}

/** The part's document when the command changed it; null leaves what is stored. */
function changed({ before, after }: Write, part: Part): string | null {
  return before[part] === after[part] ? null : JSON.stringify(after[part]);
}

function movementColumns(writes: readonly Write[]): Buffer[] {
  const rows = writes.flatMap(({ accountId, fence, number, after, movements }) =>
    movements.map((movement, at) => ({
      ...movement,
      accountId,
      key: movementKey(after.id, fence, number, at),
    })),
  );
  return [
    bigints(rows.map(({ accountId }) => accountId)),
    texts(rows.map(({ key }) => key)),
    texts(rows.map(({ from }) => from)),
    texts(rows.map(({ to }) => to)),
    texts(rows.map(({ currency }) => currency)),
    bigints(rows.map(({ amount }) => amount)),
    texts(rows.map(({ reason }) => reason)),
  ];
}
