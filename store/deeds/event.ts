/** What happens to hunters without a command of theirs: a round whose time is up, a listing that ran out. */
import type { Pool, PoolClient } from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Surroundings } from "../../game/turn.ts";
import { lockCharacters } from "../characters.ts";
import type { Decision, Queryable, Setting } from "./deed.ts";
import { withTransaction } from "./transaction.ts";
import { followed, writeDecision } from "./write.ts";

export type EventRules = {
  involves(db: Queryable): Promise<readonly string[]>;
  /** Null when there is nothing to do any more: another server was first. `key` names this one event for ever. */
  decide(setting: Setting): Promise<{ decision: Decision; key: string } | null>;
};

/** Null when nothing was done. Rejects when the database is away; who asks again does it once all the same. */
export async function performEvent(
  pool: Pool,
  { catalog, now, around }: { catalog: Catalog; now: number; around: Surroundings },
  rules: EventRules,
): Promise<Decision | null> {
  const result = await withTransaction(pool, (client) =>
    inTransaction(client, { catalog, now, around }, rules),
  );
  return result === "overtaken" ? null : result;
}

async function inTransaction(
  client: PoolClient,
  from: Omit<Setting, "client" | "hunters">,
  rules: EventRules,
): Promise<Decision | null> {
  await client.query("BEGIN");
  const locked = await lockCharacters(client, [...new Set(await rules.involves(client))]);
  const hunters = new Map([...locked].map(([id, { hunter }]) => [id as string, hunter]));
  const setting: Setting = { ...from, client, hunters };
  const decided = await rules.decide(setting);
  if (!decided) {
    await client.query("ROLLBACK");
    return null;
  }
  const decision = followed(setting, decided.decision, null);
  await writeDecision(client, decision, (at) => `${decided.key}.${at}`);
  await client.query("COMMIT");
  return decision;
}
