/**
 * Deeds sent by a form of the site: the same rules, locks and ledger as a command's, without a game session. Each form
 * carries a key of its own, which takes the place of the session's number: the same form is done once.
 */
import type { Pool, PoolClient } from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Deed } from "../../game/deeds.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { AccountId } from "../accounts.ts";
import { lockCharacters } from "../characters.ts";
import type { Decision, Locking } from "./deed.ts";
import { rulesOf } from "./table.ts";
import { withTransaction } from "./transaction.ts";
import { followed, writeDecision } from "./write.ts";

const CROWDED = "Too many reach for that at once. Nothing happened. Send it again.";
/** Whoever sends a form again after so long gets to know its answer no more. */
const KEPT_DAYS = 7;

export type FormOrder = {
  accountId: AccountId;
  /** 16 to 64 characters that this form alone has. */
  key: string;
  /** Whoever chooses keys may choose one twice: the SHA-256 of what is asked under it tells that. */
  asked?: Buffer;
  actor: Hunter;
  deed: Deed;
  catalog: Catalog;
  /** Milliseconds since 1970. */
  now: number;
  /** Why it can't be done from afar, judged on the locked hunter; null when it can. */
  forbids(actor: Hunter): string | null;
};

/**
 * `repeated`: this form was done before, and this is what came of it. `refused`: nothing was done; `misused`: nor now,
 * for something else was done under the key.
 */
export type FormResult =
  | { kind: "done"; text: string; changed: readonly string[]; tells: NonNullable<Decision["tells"]> }
  | { kind: "repeated" | "refused" | "misused"; text: string };

/** Nobody is near a form, and nobody needs be. */
const AROUND = { neighbours: () => [], online: () => ({ names: [], complete: true }) };

/**
 * Rejects when the database is away or the commit broke off: the same form may be sent again. Throws for a deed that
 * only looks something up.
 */
export async function performFormDeed(pool: Pool, order: FormOrder): Promise<FormResult> {
  const rules = rulesOf(order.deed);
  if (!("decide" in rules)) throw new Error(`${order.deed.do} is no deed for a form`);
  const result = await withTransaction(pool, (client) => inTransaction(client, order, rules));
  if (result === "overtaken") return { kind: "refused", text: CROWDED };
  if (result === null) throw new Error("Connection terminated: no connection for a form's deed");
  return result;
}

async function inTransaction(
  client: PoolClient,
  order: FormOrder,
  rules: Locking<Deed>,
): Promise<FormResult> {
  const { catalog, now, key } = order;
  await client.query("BEGIN");
  // First of all, so that the same form waits here for itself while it holds nothing that others wait for.
  if (!(await claimKey(client, order))) return repeated(client, order);
  const others = await rules.involves(client, order.actor, order.deed, catalog);
  const locked = await lockCharacters(client, [...new Set([order.actor.id, ...others])]);
  const hunters = new Map([...locked].map(([id, { hunter }]) => [id as string, hunter]));
  const actor = hunters.get(order.actor.id);
  if (!actor) return rollback(client, "That hunter is no more.");
  const forbidden = order.forbids(actor);
  if (forbidden !== null) return rollback(client, forbidden);
  const scene = { client, catalog, now, around: AROUND, actor, hunters };
  const decision = followed(scene, await rules.decide(scene, order.deed), actor.id);
  if (decision.refused) return rollback(client, decision.text);
  await writeDecision(client, decision, (at) => `form.${order.accountId}.${key}.${at}`);
  await keepAnswer(client, order, decision.text);
  await client.query("COMMIT");
  const changed = (decision.hunters ?? []).map(({ id }) => id);
  return { kind: "done", text: decision.text, changed, tells: decision.tells ?? [] };
}

/** Waits for a transaction that has the same key; false when it was done. */
export async function claimKey(
  client: PoolClient,
  { accountId, key, asked }: Pick<FormOrder, "accountId" | "key" | "asked">,
): Promise<boolean> {
  const { rowCount } = await client.query(
    "INSERT INTO form_deeds (account_id, key, answer, asked_sha256) VALUES ($1, $2, '', $3) ON CONFLICT DO NOTHING",
    [accountId, key, asked ?? null],
  );
  return rowCount === 1;
}

/** What the same form is answered when it is sent again. */
export async function keepAnswer(
  client: PoolClient,
  { accountId, key }: Pick<FormOrder, "accountId" | "key">,
  answer: string,
): Promise<void> {
  await client.query("UPDATE form_deeds SET answer = $3 WHERE account_id = $1 AND key = $2", [
    accountId,
    key,
    answer,
  ]);
}

async function repeated(client: PoolClient, { accountId, key, asked }: FormOrder): Promise<FormResult> {
  const { rows } = await client.query(
    `SELECT answer, $3::bytea IS NOT NULL AND asked_sha256 IS DISTINCT FROM $3 AS misused
     FROM form_deeds WHERE account_id = $1 AND key = $2`,
    [accountId, key, asked ?? null],
  );
  await client.query("ROLLBACK");
  return { kind: rows[0]?.misused ? "misused" : "repeated", text: rows[0]?.answer ?? "" };
}

async function rollback(client: PoolClient, text: string): Promise<FormResult> {
  await client.query("ROLLBACK");
  return { kind: "refused", text };
}

/** What came of the account's form of that key; null when it was not done, or long ago. */
export async function formAnswer(
  db: Pick<Pool | PoolClient, "query">,
  accountId: AccountId,
  key: string,
): Promise<string | null> {
  const { rows } = await db.query("SELECT answer FROM form_deeds WHERE account_id = $1 AND key = $2", [
    accountId,
    key,
  ]);
  return rows[0]?.answer ?? null;
}

export async function forgetFormDeeds(pool: Pool): Promise<void> {
  await pool.query(`DELETE FROM form_deeds WHERE at < now() - ${KEPT_DAYS} * interval '1 day'`);
}
