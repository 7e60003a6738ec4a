/** Exchanges being agreed on: a hunter is in one at most. */
import type { PoolClient } from "pg";
import { TRADE_MINUTES, type Trade } from "../game/market/trade.ts";
import type { Queryable } from "./deeds/deed.ts";

export type StoredTrade = { id: string; trade: Trade; ranOut: boolean };

const SELECT = `SELECT id, document, expires_at <= now() AS "ranOut" FROM trades
  WHERE a_id = $1 OR b_id = $1 ORDER BY id DESC LIMIT 1`;

/** The hunter's trade as it is now, unlocked, or null. */
export async function findTrade(db: Queryable, hunterId: string): Promise<StoredTrade | null> {
  const { rows } = await db.query(SELECT, [hunterId]);
  return rows[0] ? storedFrom(rows[0]) : null;
}

/** Locks the hunter's trade, after both hunters; null when there is none. */
export async function lockTrade(client: PoolClient, hunterId: string): Promise<StoredTrade | null> {
  const { rows } = await client.query(`${SELECT} FOR UPDATE`, [hunterId]);
  return rows[0] ? storedFrom(rows[0]) : null;
}

/** Begins one in place of whatever was only asked for before. */
export async function addTrade(client: PoolClient, trade: Trade): Promise<void> {
  const ids = trade.sides.map(({ id }) => id);
  await client.query("DELETE FROM trades WHERE a_id = ANY($1::bigint[]) OR b_id = ANY($1::bigint[])", [ids]);
  await client.query(
    `INSERT INTO trades (a_id, b_id, document, expires_at)
     VALUES ($1, $2, $3, now() + ${TRADE_MINUTES} * interval '1 minute')`,
    [...ids, JSON.stringify(trade)],
  );
}

export async function writeTrade(client: PoolClient, id: string, trade: Trade): Promise<void> {
  await client.query("UPDATE trades SET document = $2 WHERE id = $1", [id, JSON.stringify(trade)]);
}

export async function endTrade(client: PoolClient, id: string): Promise<void> {
  await client.query("DELETE FROM trades WHERE id = $1", [id]);
}

function storedFrom({
  id,
  document,
  ranOut,
}: {
  id: string;
  document: string;
  ranOut: boolean;
}): StoredTrade {
  return { id, trade: JSON.parse(document), ranOut };
}
