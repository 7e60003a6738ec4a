/** Writes what was decided under locks: hunters with what follows for each, money, and what was said. */
import type { PoolClient } from "pg";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { Movement } from "../../game/money/movement.ts";
import { afterwards } from "../../game/quests/afterwards.ts";
import type { Said } from "../../game/turn.ts";
import { type CharacterId, writeHunter } from "../characters.ts";
import type { Decision, Setting, Tell } from "./deed.ts";

/** The decision with what follows from what was counted: goals reached and achievements, told to each. */
export function followed(setting: Setting, decision: Decision, actorId: string | null): Decision {
  if (decision.refused || !decision.hunters) return decision;
  const movements: Movement[] = [...(decision.movements ?? [])];
  const tells: Tell[] = [...(decision.tells ?? [])];
  let { text } = decision;
  const hunters = decision.hunters.map((after) => {
    const before = setting.hunters.get(after.id);
    if (!before) return after;
    const more = afterwards(before, after, setting.catalog, setting.now);
    movements.push(...more.movements);
    if (more.lines.length > 0 && after.id === actorId) text = [text, ...more.lines].join("\n");
    else if (more.lines.length > 0) tells.push({ to: after.id, text: more.lines.join("\n") });
    return more.hunter;
  });
  return { ...decision, text, hunters, movements, tells };
}

/** Writes hunters and money; `key` names each movement, so that the same one can't be booked twice. */
export async function writeDecision(
  client: PoolClient,
  { hunters = [], movements = [] }: Pick<Decision, "hunters" | "movements">,
  key: (at: number) => string,
): Promise<void> {
  for (const hunter of hunters) await writeHunter(client, hunter);
  await writeMovements(client, movements, key);
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

/** Keeps a line; returns its id. */
export async function writeSaid(client: PoolClient, by: Hunter, { channel, text }: Said): Promise<string> {
  const { rows } = await client.query({
    name: "write-said",
    text: "INSERT INTO chat_messages (room, character_id, name, text) VALUES ($1, $2, $3, $4) RETURNING id",
    values: [channel, by.id as CharacterId, by.name, text],
  });
  return rows[0].id;
}
