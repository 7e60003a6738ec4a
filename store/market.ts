/** Listings and sales. */
import type { PoolClient } from "pg";
import type { Listing } from "../game/market/listing.ts";
import { type MarketQuery, PAGE, type Sort } from "../game/market/query.ts";
import type { Lot } from "../game/things/handing.ts";
import type { Queryable } from "./deeds/deed.ts";

export const LISTING_COLUMNS = `l.id::float8 AS id, l.seller_id AS "sellerId", c.name AS seller, l.item, l.count,
  l.durability::float8 AS durability, l.upgrade, l.price::float8 AS price,
  (extract(epoch FROM l.expires_at) * 1000)::float8 AS "expiresAt"`;
const FROM = "FROM listings l JOIN characters c ON c.id = l.seller_id";
const ORDERS: Record<Sort, string> = {
  price: "l.price, l.id",
  new: "l.id DESC",
  ending: "l.expires_at, l.id",
};
const ASKED =
  "l.expires_at > now() AND ($1::text[] IS NULL OR l.item = ANY($1)) AND ($2::bigint IS NULL OR l.price <= $2)";

/** One page of what is for sale of those items (all for null), and how many listings there are in all. */
export async function findListings(
  db: Queryable,
  items: readonly string[] | null,
  { under, sort, page }: MarketQuery,
): Promise<{ listings: Listing[]; total: number }> {
  // Sellers are looked up for the page's rows alone, and the rows counted apart: a tenth of the time in one go.
  const { rows } = await db.query(
    `SELECT ${LISTING_COLUMNS}, n.total
     FROM (SELECT * FROM listings l WHERE ${ASKED} ORDER BY ${ORDERS[sort]} LIMIT ${PAGE} OFFSET $3) l
       JOIN characters c ON c.id = l.seller_id
       CROSS JOIN (SELECT count(*)::int AS total FROM listings l WHERE ${ASKED}) n
     ORDER BY ${ORDERS[sort]}`,
    [items, under, (page - 1) * PAGE],
  );
  return { listings: rows.map(listingFrom), total: rows[0]?.total ?? 0 };
}

/** A hunter's own listings, those that ran out too. */
export async function listingsOf(db: Queryable, sellerId: string): Promise<Listing[]> {
  const { rows } = await db.query(`SELECT ${LISTING_COLUMNS} ${FROM} WHERE l.seller_id = $1 ORDER BY l.id`, [
    sellerId,
  ]);
  return rows.map(listingFrom);
}

/** The listing as it is now, unlocked, or null. */
export async function findListing(db: Queryable, id: number): Promise<Listing | null> {
  const { rows } = await db.query(`SELECT ${LISTING_COLUMNS} ${FROM} WHERE l.id = $1`, [id]);
  return rows[0] ? listingFrom(rows[0]) : null;
}

/** Locks the listing; null when it is gone. Its seller is locked already. */
export async function lockListing(client: PoolClient, id: number): Promise<Listing | null> {
  const { rows } = await client.query(`SELECT ${LISTING_COLUMNS} ${FROM} WHERE l.id = $1 FOR UPDATE OF l`, [
    id,
  ]);
  return rows[0] ? listingFrom(rows[0]) : null;
}

export async function addListing(
  client: PoolClient,
  { sellerId, lot, price, days }: { sellerId: string; lot: Lot; price: number; days: number },
): Promise<number> {
  const { rows } = await client.query(
    `INSERT INTO listings (seller_id, item, count, durability, upgrade, price, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 day') RETURNING id::float8 AS id`,
    [sellerId, lot.item, lot.count, lot.durability ?? null, lot.upgrade ?? 0, price, days],
  );
  return rows[0].id;
}

/** Takes `amount` out of a locked listing; an empty one is gone. */
export async function takeFromListing(
  client: PoolClient,
  { id, lot }: Listing,
  amount: number,
): Promise<void> {
  if (amount === lot.count) await client.query("DELETE FROM listings WHERE id = $1", [id]);
  else await client.query("UPDATE listings SET count = count - $2 WHERE id = $1", [id, amount]);
}

export async function recordSale(
  client: PoolClient,
  { lot, price }: Pick<Listing, "lot" | "price">,
  amount: number,
): Promise<void> {
  await client.query("INSERT INTO sales (item, upgrade, count, price) VALUES ($1, $2, $3, $4)", [
    lot.item,
    lot.upgrade ?? 0,
    amount,
    price,
  ]);
}

export type Prices = {
  sales: { count: number; price: number; upgrade: number; at: number }[];
  /** Of the last 30 days. */
  sold: number;
  least: number | null;
  middle: number | null;
  most: number | null;
  cheapestNow: number | null;
  /** What a buy order pays for one. */
  wantedAt: number | null;
};

/** What was paid for an item lately. */
export async function pricesOf(db: Queryable, item: string): Promise<Prices> {
  const { rows: sales } = await db.query(
    `SELECT count, price::float8 AS price, upgrade, (extract(epoch FROM at) * 1000)::float8 AS at
     FROM sales WHERE item = $1 ORDER BY at DESC, id DESC LIMIT 8`,
    [item],
  );
  const { rows } = await db.query(
    `SELECT coalesce(sum(count), 0)::float8 AS sold, min(price)::float8 AS least, max(price)::float8 AS most,
       (percentile_disc(0.5) WITHIN GROUP (ORDER BY price))::float8 AS middle,
       (SELECT min(price)::float8 FROM listings WHERE item = $1 AND expires_at > now()) AS "cheapestNow",
       (SELECT max(price)::float8 FROM buy_orders WHERE item = $1 AND expires_at > now()) AS "wantedAt"
     FROM sales WHERE item = $1 AND at > now() - interval '30 days'`,
    [item],
  );
  return { sales, ...rows[0] };
}

/** Listings that ran out, the oldest first. */
export async function expiredListings(db: Queryable, limit: number): Promise<number[]> {
  const { rows } = await db.query(
    "SELECT id::float8 AS id FROM listings WHERE expires_at <= now() ORDER BY expires_at LIMIT $1",
    [limit],
  );
  return rows.map(({ id }) => id);
}

export type ListingRow = Omit<Listing, "lot"> & {
  item: string;
  count: number;
  durability: number | null;
  upgrade: number;
};

export function listingFrom({
  item,
  count,
  durability,
  upgrade,
  id,
  sellerId,
  seller,
  price,
  expiresAt,
}: ListingRow): Listing {
  const lot: Lot = {
    item,
    count,
    // As it was: a real has seven digits, a durability one decimal place.
    ...(durability === null ? {} : { durability: Math.round(durability * 10) / 10 }),
    ...(upgrade > 0 ? { upgrade } : {}),
  };
  return { id, sellerId, seller, lot, price, expiresAt };
}
