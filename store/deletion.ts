/** Giving an account up: it goes for good after two weeks, unless its owner logs in before. */
import type { Pool, PoolClient } from "pg";
import { without } from "../game/party/party.ts";
import type { AccountId } from "./accounts.ts";
import { withTransaction } from "./deeds/transaction.ts";
import { lockParty, writeParty } from "./parties.ts";

export const GRACE_DAYS = 14;

type Leaving = {
  id: string;
  crystals: string;
  exons: string;
  party: string | null;
  guild: string | null;
  leads: boolean;
};

/** Marks the account for deletion and answers when it goes. Its logins are the caller's to end. */
export async function giveUpAccount(pool: Pool, id: AccountId): Promise<Date> {
  const { rows } = await pool.query(
    "UPDATE accounts SET deletes_at = now() + $2 * interval '1 day' WHERE id = $1 RETURNING deletes_at AS at",
    [id, GRACE_DAYS],
  );
  if (!rows[0]) throw new Error(`account ${id} is gone`);
  return rows[0].at;
}

/** Calls the deletion off, as its owner is back; answers whether there was one. */
export async function keepAccount(pool: Pool, id: AccountId): Promise<boolean> {
  const { rowCount } = await pool.query(
    "UPDATE accounts SET deletes_at = NULL WHERE id = $1 AND deletes_at > now()",
    [id],
  );
  return rowCount === 1;
}

/**
 * Deletes the accounts whose time is up, each in a transaction of its own, and answers how many. Safe on several
 * servers at once. Chat keeps the name as text, the ledger its rows; what money was left is booked as burnt.
 */
export async function deleteDueAccounts(pool: Pool): Promise<number> {
  let count = 0;
  for (;;) {
    const done = await withTransaction(pool, deleteOne);
    if (done !== true) return count;
    count += 1;
  }
}

async function deleteOne(client: PoolClient): Promise<boolean> {
  await client.query("BEGIN");
  const { rows } = await client.query(
    "SELECT id FROM accounts WHERE deletes_at <= now() ORDER BY deletes_at LIMIT 1 FOR UPDATE SKIP LOCKED",
  );
  const id: string | undefined = rows[0]?.id;
  if (id !== undefined) {
    for (const hunter of await lockHunters(client, id)) await leaveTheCity(client, hunter);
    await client.query("DELETE FROM accounts WHERE id = $1", [id]);
  }
  await client.query("COMMIT");
  return id !== undefined;
}

async function lockHunters(client: PoolClient, accountId: string): Promise<Leaving[]> {
  const { rows } = await client.query(
    `SELECT c.id, c.crystals, c.exons, c.party_id AS party, m.guild_id AS guild, m.rank = 'leader' AS leads
     FROM characters c LEFT JOIN guild_members m ON m.character_id = c.id
     WHERE c.account_id = $1 ORDER BY c.id FOR UPDATE OF c`,
    [accountId],
  );
  return rows;
}

async function leaveTheCity(client: PoolClient, hunter: Leaving): Promise<void> {
  await burn(client, `hunter:${hunter.id}`, "crystals", hunter.crystals);
  await burn(client, `hunter:${hunter.id}`, "exons", hunter.exons);
  for (const { id, held } of await lockOrders(client, hunter.id))
    await burn(client, `market:${id}`, "crystals", held);
  if (hunter.party !== null) await leaveParty(client, hunter.party, hunter.id);
  if (hunter.guild !== null && hunter.leads) await handOver(client, hunter.guild, hunter.id);
}

/** The hunter's buy orders and what is set aside for each. They go with the hunter. */
async function lockOrders(client: PoolClient, hunterId: string): Promise<{ id: string; held: string }[]> {
  const { rows } = await client.query(
    "SELECT id, (price * count)::text AS held FROM buy_orders WHERE buyer_id = $1 ORDER BY id FOR UPDATE",
    [hunterId],
  );
  return rows;
}

async function burn(client: PoolClient, from: string, currency: string, amount: string): Promise<void> {
  if (BigInt(amount) === 0n) return;
  await client.query(
    `INSERT INTO ledger (key, debit, credit, currency, amount, reason) VALUES ($1, $2, 'burn', $3, $4, 'account deleted')`,
    [`gone:${from}:${currency}`, from, currency, amount],
  );
}

/** The last of two stays in a party of one: to disband it is theirs. */
async function leaveParty(client: PoolClient, partyId: string, hunterId: string): Promise<void> {
  const party = await lockParty(client, partyId);
  if (!party) return;
  const [last, ...more] = party.members.filter(({ id }) => id !== hunterId);
  const left = without(party, hunterId);
  const alone = last && more.length === 0 ? { ...party, members: [last], leader: last.id, turn: 0 } : null;
  const rest = left ?? alone;
  const others = (ids: readonly string[]) => ids.filter((id) => id !== hunterId);
  const gate = rest?.gate && {
    ...rest.gate,
    inside: others(rest.gate.inside),
    auto: others(rest.gate.auto),
    out: others(rest.gate.out),
    acts: Object.fromEntries(Object.entries(rest.gate.acts).filter(([id]) => id !== hunterId)),
  };
  await writeParty(client, partyId, rest && { ...rest, ready: others(rest.ready), gate: gate ?? null });
}

/** The highest rank that joined first leads the guild from now on; a guild that is empty then ends. */
async function handOver(client: PoolClient, guildId: string, hunterId: string): Promise<void> {
  const { rows } = await client.query("SELECT crystals FROM guilds WHERE id = $1 FOR UPDATE", [guildId]);
  await client.query("DELETE FROM guild_members WHERE character_id = $1", [hunterId]);
  const heir = await client.query(
    `UPDATE guild_members SET rank = 'leader' WHERE character_id = (
       SELECT character_id FROM guild_members WHERE guild_id = $1
       ORDER BY array_position(ARRAY['officer', 'veteran', 'member', 'recruit'], rank), joined_at LIMIT 1)`,
    [guildId],
  );
  if (heir.rowCount === 1) return;
  await burn(client, `guild:${guildId}`, "crystals", rows[0].crystals);
  await client.query("DELETE FROM guilds WHERE id = $1", [guildId]);
}
