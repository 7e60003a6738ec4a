/** Acts sent by a form of the site: each form has a key of its own and is done once, with its row on the record. */
import type { Pool, PoolClient } from "pg";
import type { AccountId, Role } from "../accounts.ts";
import { lockCharacters } from "../characters.ts";
import { claimKey, formAnswer, keepAnswer } from "../deeds/form.ts";
import { withTransaction } from "../deeds/transaction.ts";
import { writeDecision } from "../deeds/write.ts";
import { charactersOf } from "../moderation.ts";
import { staffAccount } from "../staff.ts";
import { type Act, type ActDecision, type Actor, atLeast } from "./act.ts";

const CROWDED = "Too many reach for that at once. Nothing happened. Send it again.";

/** Whose form it is, and the least role that may send it: looked at again when it is done. */
export type Wish = { accountId: AccountId; key: string; least: Exclude<Role, "player"> };
/** `repeated`: the same form was done before. `refused`: nothing was done. */
export type ActOutcome =
  | { kind: "done"; decision: ActDecision }
  | { kind: "repeated" | "refused"; text: string };

/** Does the work as the form's account. Rejects when the database is away: the same form may be sent again. */
export async function performAct(
  pool: Pool,
  wish: Wish,
  work: (client: PoolClient, by: Actor) => Promise<ActDecision>,
): Promise<ActOutcome> {
  const result = await withTransaction(pool, (client) => inTransaction(client, wish, work));
  if (result === "overtaken") return { kind: "refused", text: CROWDED };
  if (result === null) throw new Error("Connection terminated: no connection for an act");
  return result;
}

async function inTransaction(
  client: PoolClient,
  { accountId, key, least }: Wish,
  work: (client: PoolClient, by: Actor) => Promise<ActDecision>,
): Promise<ActOutcome> {
  await client.query("BEGIN");
  if (!(await claimKey(client, { accountId, key }))) {
    const text = (await formAnswer(client, accountId, key)) ?? "";
    await client.query("ROLLBACK");
    return { kind: "repeated", text };
  }
  const staff = await staffAccount(client, accountId);
  const decision =
    staff && atLeast(staff.role, least)
      ? await work(client, { accountId, name: staff.name, role: staff.role, via: "site" })
      : { text: "That is not for you to do.", refused: true as const };
  if (decision.refused) {
    await client.query("ROLLBACK");
    return { kind: "refused", text: decision.text };
  }
  await writeDecision(client, decision, (at) => `act.${accountId}.${key}.${at}`);
  await keepAnswer(client, { accountId, key }, decision.text);
  await client.query("COMMIT");
  return { kind: "done", decision };
}

/** An act about one account: all of its hunters are locked before it, and the account itself. */
export function performAccountAct(
  pool: Pool,
  wish: Wish,
  targetId: AccountId,
  { act, now }: { act: Act; now: number },
): Promise<ActOutcome> {
  return performAct(pool, wish, async (client, by) => {
    const locked = await lockCharacters(client, await charactersOf(client, targetId));
    const { rows } = await client.query("SELECT name, role FROM accounts WHERE id = $1 FOR UPDATE", [
      targetId,
    ]);
    if (!rows[0]) return { text: "That account is gone.", refused: true };
    const target = { accountId: targetId, name: rows[0].name, role: rows[0].role };
    const hunters = [...locked.values()].map(({ hunter }) => hunter);
    return act({ client, now, by, target, hunters });
  });
}
