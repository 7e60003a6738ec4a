/**
 * Performs what touches more than one hunter: locks all of them in one order, decides on their fresh rows, writes
 * everyone, the money and the actor's answer in one transaction.
 */
import pg, { type Pool, type PoolClient } from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Deed } from "../../game/deeds.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { Movement } from "../../game/money/movement.ts";
import type { AccountId } from "../accounts.ts";
import { type CharacterId, lockCharacters, writeHunter } from "../characters.ts";
import { movementKey } from "../command-writes.ts";
import type { Decision } from "./deed.ts";
import { rulesOf } from "./table.ts";

/** A transaction that lost a race for locks is begun again so often. */
const TRIES = 4;
const DEADLOCK = "40P01";
const SERIALIZATION = "40001";

/** Who asks for what, under which session and number. */
export type DeedOrder = {
  accountId: AccountId;
  fence: number;
  number: number;
  actor: Hunter;
  deed: Deed;
  catalog: Catalog;
  now: number;
  /** The answer as it is stored for a client that asks again. */
  answer(decision: Decision): string;
};

/**
 * `lost`: a newer login has the account; `unavailable`: no connection. Neither did anything. `actor` is the asker's
 * row as it is now.
 */
export type DeedResult =
  | { kind: "done"; decision: Decision; actor: { hunter: Hunter; version: number }; chatId: string | null }
  | { kind: "lost" }
  | { kind: "unavailable" };

/** Rejects when the database is away or the commit broke off: what became of it must then be asked. */
export async function performDeed(pool: Pool, order: DeedOrder): Promise<DeedResult> {
  for (let left = TRIES; ; left--) {
    const client = await pool.connect().catch(() => null);
    if (!client) return { kind: "unavailable" };
    // The pool only listens while a connection is idle: one that breaks now must not end the process.
    const onError = () => {};
    client.on("error", onError);
    let broken: Error | boolean = true;
    try {
      const result = await inTransaction(client, order);
      broken = false;
      return result;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      await client.query("ROLLBACK");
      broken = false;
      if (left === 0 || (error.code !== DEADLOCK && error.code !== SERIALIZATION)) throw error;
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  }
}

async function inTransaction(client: PoolClient, order: DeedOrder): Promise<DeedResult> {
  const rules = rulesOf(order.deed);
  const others = await rules.involves(client, order.actor, order.deed);
  await client.query("BEGIN");
  const locked = await lockCharacters(client, [...new Set([order.actor.id, ...others])]);
  const actor = locked.get(order.actor.id);
  if (!actor) return rollback(client, { kind: "lost" });
  const hunters = new Map([...locked].map(([id, { hunter }]) => [id as string, hunter]));
  const own = { ...actor.hunter, screenReader: order.actor.screenReader };
  hunters.set(own.id, own);
  const scene = { client, catalog: order.catalog, now: order.now, actor: own, hunters };
  const decision = await rules.decide(scene, order.deed);
  const result = (hunter: Hunter, version: number, chatId: string | null): DeedResult => ({
    kind: "done",
    decision,
    actor: { hunter, version },
    chatId,
  });
  if (decision.refused) return rollback(client, result(own, actor.version, null));
  const chatId = await writeDecision(client, order, decision);
  if (chatId === "lost") return rollback(client, { kind: "lost" });
  await client.query("COMMIT");
  const after = decision.hunters?.find(({ id }) => id === own.id);
  return result(after ?? own, after ? actor.version + 1 : actor.version, chatId.id);
}

async function rollback(client: PoolClient, result: DeedResult): Promise<DeedResult> {
  await client.query("ROLLBACK");
  return result;
}

/** Writes all of it, the actor's session last: its row says whether the actor may still write at all. */
async function writeDecision(
  client: PoolClient,
  order: DeedOrder,
  decision: Decision,
): Promise<{ id: string | null } | "lost"> {
  for (const hunter of decision.hunters ?? []) await writeHunter(client, hunter);
  await writeMovements(client, decision.movements ?? [], (at) =>
    movementKey(order.actor.id, order.fence, order.number, at),
  );
  const id = decision.said ? await writeSaid(client, order.actor, decision.said) : null;
  const { rowCount } = await client.query({
    name: "answer-deed",
    text: `UPDATE game_sessions SET last_number = $3, answer = $4, seen_at = now()
      WHERE account_id = $1 AND fence = $2 AND last_number < $3`,
    values: [order.accountId, order.fence, order.number, order.answer(decision)],
  });
  return rowCount === 1 ? { id } : "lost";
}

/** Books movements under keys of their own; a key that is booked already breaks the transaction. */
export async function writeMovements(
  client: PoolClient,
  movements: readonly Movement[],
  key: (at: number) => string,
): Promise<void> {
  if (movements.length === 0) return;
  await client.query({
    name: "write-movements",
    text: `INSERT INTO ledger (key, debit, credit, currency, amount, reason)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])`,
    values: [
      movements.map((_, at) => key(at)),
      movements.map(({ from }) => from),
      movements.map(({ to }) => to),
      movements.map(({ currency }) => currency),
      movements.map(({ amount }) => amount),
      movements.map(({ reason }) => reason),
    ],
  });
}

async function writeSaid(
  client: PoolClient,
  actor: Hunter,
  { channel, text }: { channel: string; text: string },
): Promise<string> {
  const { rows } = await client.query({
    name: "write-said",
    text: "INSERT INTO chat_messages (room, character_id, name, text) VALUES ($1, $2, $3, $4) RETURNING id",
    values: [channel, actor.id as CharacterId, actor.name, text],
  });
  return rows[0].id;
}
