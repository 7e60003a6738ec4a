/** What was paid for a thing, day by day; and a mark that changes with the market. */
import type { Queryable } from "./deeds/deed.ts";

export type DayPrice = {
  /** Days since 1970, in UTC. */
  day: number;
  count: number;
  /** Crystals for one. */
  least: number;
  middle: number;
  most: number;
};

/** Days with a sale, the oldest first. */
export async function priceHistory(db: Queryable, item: string, days: number): Promise<DayPrice[]> {
  const { rows } = await db.query(
    `SELECT floor(extract(epoch FROM at) / 86400)::int AS day, sum(count)::float8 AS count,
       min(price)::float8 AS least, max(price)::float8 AS most,
       (percentile_disc(0.5) WITHIN GROUP (ORDER BY price))::float8 AS middle
     FROM sales WHERE item = $1 AND at > now() - $2 * interval '1 day' GROUP BY 1 ORDER BY 1`,
    [item, days],
  );
  return rows;
}

/** Another word whenever something was listed, bought or taken back. */
export async function marketMark(db: Queryable): Promise<string> {
  const { rows } = await db.query(
    "SELECT concat_ws('.', coalesce(max(id), 0), count(*), coalesce(sum(count), 0)) AS mark FROM listings",
  );
  return rows[0].mark;
}
