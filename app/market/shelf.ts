/** What is for sale, looked up once for all who ask the same within seconds, and anew after each order of the site. */
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Listing } from "../../game/market/listing.ts";
import type { MarketQuery } from "../../game/market/query.ts";
import { findListings } from "../../store/market.ts";
import { keptFor } from "../kept.ts";

/** As old as the page's own mark may be. What is bought or listed in the game shows after so long at the latest. */
const FRESH_MS = 3_000;
const MOST_KEPT = 300;
/** Counts the orders of all web servers: who has just listed something sees it, whichever server answers. */
const ORDERS = "market:orders";

type Page = { listings: Listing[]; total: number };
export type Shelf = (items: readonly string[] | null, query: MarketQuery) => Promise<Page>;

export function shelf(pool: Pool, redis: Redis): Shelf {
  const shared = keptFor<Page>(FRESH_MS, MOST_KEPT);
  return async (items, query) => {
    const load = () => findListings(pool, items, query);
    // What a hunter may use differs from hunter to hunter.
    if (query.mine) return load();
    const { words, kind, rarity, under, sort, page } = query;
    // Read before the rows are: those that an order changes meanwhile are not kept under its number.
    const orders = await redis.get(ORDERS);
    return shared(JSON.stringify([orders, words, kind, rarity, under, sort, page]), load);
  };
}

/** After an order is done. While Redis is away nobody can look anyway, and then it is a matter of seconds. */
export async function restock(redis: Redis): Promise<void> {
  await redis.incr(ORDERS).catch(() => 0);
}
