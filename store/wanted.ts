/** Buy orders of the market. */
import type { PoolClient } from "pg";
import { PAGE } from "../game/market/query.ts";
import type { Wanted } from "../game/market/wanted.ts";
import type { Queryable } from "./deeds/deed.ts";

const SELECT = `SELECT o.id::float8 AS id, o.buyer_id AS "buyerId", c.name AS buyer, o.item, o.count,
  o.price::float8 AS price, (extract(epoch FROM o.expires_at) * 1000)::float8 AS "expiresAt"
  FROM buy_orders o JOIN characters c ON c.id = o.buyer_id`;

/** One page of the orders for those items (all for null), the best paid first, and how many there are in all. */
export async function findWanted(
  db: Queryable,
  items: readonly string[] | null,
  page: number,
): Promise<{ orders: Wanted[]; total: number }> {
  const { rows } = await db.query(
    `SELECT w.*, count(*) OVER ()::int AS total FROM (${SELECT}
       WHERE o.expires_at > now() AND ($1::text[] IS NULL OR o.item = ANY($1))) w
     ORDER BY w.item, w.price DESC, w.id LIMIT ${PAGE} OFFSET $2`,
    [items, (page - 1) * PAGE],
  );
  return { orders: rows.map(({ total: _, ...wanted }) => wanted), total: rows[0]?.total ?? 0 };
}

export type WantedPlace = Pick<Wanted, "item" | "price" | "id">;

/** The same orders for programs: so many from the one that was told last on, null for the beginning. */
export async function wantedAfter(
  db: Queryable,
  items: readonly string[] | null,
  after: WantedPlace | null,
  most: number,
): Promise<Wanted[]> {
  const { rows } = await db.query(
    `${SELECT} WHERE o.expires_at > now() AND ($1::text[] IS NULL OR o.item = ANY($1))
       AND ($2::text IS NULL OR o.item > $2
         OR (o.item = $2 AND (o.price < $3::bigint OR (o.price = $3 AND o.id > $4::bigint))))
     ORDER BY o.item, o.price DESC, o.id LIMIT $5`,
    [items, after?.item ?? null, after?.price ?? null, after?.id ?? null, most],
  );
  return rows;
}

/** A hunter's own orders, those that ran out too. */
export async function wantedOf(db: Queryable, buyerId: string): Promise<Wanted[]> {
  const { rows } = await db.query(`${SELECT} WHERE o.buyer_id = $1 ORDER BY o.id`, [buyerId]);
  return rows;
}

/** The order as it is now, unlocked, or null. */
export async function findOrder(db: Queryable, id: number): Promise<Wanted | null> {
  const { rows } = await db.query(`${SELECT} WHERE o.id = $1`, [id]);
  return rows[0] ?? null;
}

/** Locks the order; null when it is gone. Its buyer is locked already. */
export async function lockOrder(client: PoolClient, id: number): Promise<Wanted | null> {
  const { rows } = await client.query(`${SELECT} WHERE o.id = $1 FOR UPDATE OF o`, [id]);
  return rows[0] ?? null;
}

export async function addOrder(
  client: PoolClient,
  {
    buyerId,
    item,
    count,
    price,
    days,
  }: Pick<Wanted, "buyerId" | "item" | "count" | "price"> & { days: number },
): Promise<number> {
  const { rows } = await client.query(
    `INSERT INTO buy_orders (buyer_id, item, count, price, expires_at)
     VALUES ($1, $2, $3, $4, now() + $5 * interval '1 day') RETURNING id::float8 AS id`,
    [buyerId, item, count, price, days],
  );
  return rows[0].id;
}

/** Takes `amount` off a locked order; a filled one is gone. */
export async function takeFromOrder(
  client: PoolClient,
  { id, count }: Wanted,
  amount: number,
): Promise<void> {
  if (amount === count) await client.query("DELETE FROM buy_orders WHERE id = $1", [id]);
  else await client.query("UPDATE buy_orders SET count = count - $2 WHERE id = $1", [id, amount]);
}

/** The best that is paid for an item now, or null. */
export async function bestOrder(
  db: Queryable,
  item: string,
): Promise<Pick<Wanted, "id" | "price" | "count"> | null> {
  const { rows } = await db.query(
    `SELECT id::float8 AS id, price::float8 AS price, count FROM buy_orders
     WHERE item = $1 AND expires_at > now() ORDER BY price DESC, id LIMIT 1`,
    [item],
  );
  return rows[0] ?? null;
}

/** Orders that ran out, the oldest first. */
export async function expiredOrders(db: Queryable, limit: number): Promise<number[]> {
  const { rows } = await db.query(
    "SELECT id::float8 AS id FROM buy_orders WHERE expires_at <= now() ORDER BY expires_at LIMIT $1",
    [limit],
  );
  return rows.map(({ id }) => id);
}
