/**
 * Performs what touches more than one hunter: locks all of them in one order, decides on their fresh rows, writes
 * everyone, the money and the actor's answer in one transaction.
 */
import type { Pool, PoolClient } from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Deed } from "../../game/deeds.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { Surroundings } from "../../game/turn.ts";
import type { AccountId } from "../accounts.ts";
import { lockCharacters } from "../characters.ts";
import { movementKey } from "../command-writes.ts";
import { type Decision, type Locking, refuse } from "./deed.ts";
import { rulesOf } from "./table.ts";
import { withTransaction } from "./transaction.ts";
import { followed, writeDecision, writeSaid } from "./write.ts";

const CROWDED = "Too many reach for that at once. Nothing happened. Try again.";

/** Who asks for what, under which session and number. */
export type DeedOrder = {
  accountId: AccountId;
  fence: number;
  number: number;
  actor: Hunter;
  deed: Deed;
  catalog: Catalog;
  now: number;
  around: Surroundings;
  /** The answer as it is stored for a client that asks again. */
  answer(decision: Decision): string;
};

/**
 * `looked`: something was only looked up, or refused; nothing was written. `lost`: a newer login has the account;
 * `unavailable`: no connection. Neither did anything. `actor` is the asker's row as it is now.
 */
export type DeedResult =
  | { kind: "done"; decision: Decision; actor: { hunter: Hunter; version: number }; chatId: string | null }
  | { kind: "looked"; decision: Decision }
  | { kind: "lost" }
  | { kind: "unavailable" };

/** Something could not be looked up: nothing was written, so nothing is open. */
export class NotSeen extends Error {
  override name = "NotSeen";
}

/** Rejects when the database is away (NotSeen where it was only to be read) or the commit broke off: what became of it must then be asked. */
export async function performDeed(pool: Pool, order: DeedOrder): Promise<DeedResult> {
  const rules = rulesOf(order.deed);
  const { catalog, now, around, actor } = order;
  if ("look" in rules) {
    const asking = { db: pool, catalog, now, around, actor };
    const decision = await rules.look(asking, order.deed).catch((error) => {
      throw new NotSeen("nothing could be looked up", { cause: error });
    });
    return { kind: "looked", decision };
  }
  const result = await withTransaction(pool, (client) => inTransaction(client, order, rules));
  if (result === "overtaken") return { kind: "looked", decision: refuse(CROWDED) };
  return result ?? { kind: "unavailable" };
}

async function inTransaction(
  client: PoolClient,
  order: DeedOrder,
  rules: Locking<Deed>,
): Promise<DeedResult> {
  const { catalog, now, around } = order;
  await client.query("BEGIN");
  const others = await rules.involves(client, order.actor, order.deed, catalog);
  const locked = await lockCharacters(client, [...new Set([order.actor.id, ...others])]);
  const actor = locked.get(order.actor.id);
  if (!actor || !(await mayWrite(client, order))) return rollback(client, { kind: "lost" });
  const hunters = new Map([...locked].map(([id, { hunter }]) => [id as string, hunter]));
  const own = { ...actor.hunter, screenReader: order.actor.screenReader };
  hunters.set(own.id, own);
  const scene = { client, catalog, now, around, actor: own, hunters };
  const decision = followed(scene, await rules.decide(scene, order.deed), own.id);
  if (decision.refused) return rollback(client, { kind: "looked", decision });
  await writeDecision(client, decision, (at) => movementKey(own.id, order.fence, order.number, at));
  const chatId = decision.said ? await writeSaid(client, own, decision.said) : null;
  await writeAnswer(client, order, decision);
  await client.query("COMMIT");
  const after = decision.hunters?.find(({ id }) => id === own.id);
  return {
    kind: "done",
    decision,
    actor: { hunter: after ?? own, version: after ? actor.version + 1 : actor.version },
    chatId,
  };
}

async function rollback(client: PoolClient, result: DeedResult): Promise<DeedResult> {
  await client.query("ROLLBACK");
  return result;
}

/** Whether the session is still the newest, and has not done this number. It stays so until the transaction ends. */
async function mayWrite(client: PoolClient, { accountId, fence, number }: DeedOrder): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "lock-session",
    text: `SELECT 1 FROM game_sessions WHERE account_id = $1 AND fence = $2 AND last_number < $3 FOR UPDATE`,
    values: [accountId, fence, number],
  });
  return rowCount === 1;
}

async function writeAnswer(client: PoolClient, order: DeedOrder, decision: Decision): Promise<void> {
  await client.query({
    name: "answer-deed",
    text: "UPDATE game_sessions SET last_number = $2, answer = $3, seen_at = now() WHERE account_id = $1",
    values: [order.accountId, order.number, order.answer(decision)],
  });
}
