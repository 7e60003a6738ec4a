/**
 * Lists for programs, each page from the last row of the one before: what comes or goes meanwhile makes no row be
 * missed or told twice.
 */
import type { Score } from "../game/hunter/scores.ts";
import type { Listing } from "../game/market/listing.ts";
import type { Sort } from "../game/market/query.ts";
import type { Queryable } from "./deeds/deed.ts";
import { LISTING_COLUMNS, type ListingRow, listingFrom } from "./market.ts";
import type { News } from "./news.ts";
import {
  RANKED_COLUMNS,
  RANKED_JOINS,
  RANKED_SHOWN,
  type RankedGuild,
  type RankedHunter,
  type RankedRow,
  rankedFrom,
} from "./ranks.ts";

/** The row that was told last; null for the beginning. */
type After<Place> = Place | null;

/** The newest first. */
export async function newsAfter(db: Queryable, after: After<string>, most: number): Promise<News[]> {
  const { rows } = await db.query(
    `SELECT id, title, text, by_name AS "byName", at FROM news WHERE $1::bigint IS NULL OR id < $1
     ORDER BY id DESC LIMIT $2`,
    [after, most],
  );
  return rows;
}

export type HunterPlace = { count: number; id: string };

/** The highest level first; of equals the one who was here first. */
export async function huntersAfter(
  db: Queryable,
  after: After<HunterPlace>,
  most: number,
): Promise<(RankedHunter & { id: string })[]> {
  const { rows } = await db.query<RankedRow & { id: string }>({
    name: "hunters-after",
    text: `SELECT c.id, ${RANKED_COLUMNS}, c.level AS count FROM characters c ${RANKED_JOINS}
      WHERE ${RANKED_SHOWN} AND c.level <= coalesce($1::int, 2147483647)
        AND ($1::int IS NULL OR c.level < $1 OR c.id > $2)
      ORDER BY c.level DESC, c.id LIMIT $3`,
    values: [after?.count ?? null, after?.id ?? null, most],
  });
  return rows.map((row) => rankedFrom(row));
}

/** Those who have most of that kind first. */
export async function scorersAfter(
  db: Queryable,
  kind: Score,
  after: After<HunterPlace>,
  most: number,
): Promise<(RankedHunter & { id: string })[]> {
  const { rows } = await db.query<RankedRow & { id: string }>({
    name: "scorers-after",
    text: `SELECT c.id, ${RANKED_COLUMNS}, s.count::float8 AS count
      FROM scores s JOIN characters c ON c.id = s.character_id ${RANKED_JOINS}
      WHERE s.kind = $1 AND ${RANKED_SHOWN} AND s.count <= coalesce($2::bigint, 9223372036854775807)
        AND ($2::bigint IS NULL OR s.count < $2 OR s.character_id > $3)
      ORDER BY s.count DESC, s.character_id LIMIT $4`,
    values: [kind, after?.count ?? null, after?.id ?? null, most],
  });
  return rows.map((row) => rankedFrom(row));
}

export type GuildPlace = { level: number; xp: number; id: string };

export async function guildsAfter(
  db: Queryable,
  after: After<GuildPlace>,
  most: number,
): Promise<(RankedGuild & { id: string })[]> {
  const { rows } = await db.query({
    name: "guilds-after",
    text: `SELECT g.id, g.name, g.level, g.xp::float8 AS xp,
        (SELECT count(*)::int FROM guild_members m WHERE m.guild_id = g.id) AS members
      FROM guilds g
      WHERE $1::int IS NULL OR g.level < $1 OR (g.level = $1 AND (g.xp < $2 OR (g.xp = $2 AND g.id > $3)))
      ORDER BY g.level DESC, g.xp DESC, g.id LIMIT $4`,
    values: [after?.level ?? null, after?.xp ?? null, after?.id ?? null, most],
  });
  return rows;
}

/** `key`: what the sorting goes by, as digits: the price, or when it ends in µs since 1970; "0" for `new`. */
export type ListingPlace = { key: string; id: number };
export type ListingsAsked = {
  /** null: any. */
  items: readonly string[] | null;
  /** Crystals for one at most; null: any. */
  under: number | null;
  sort: Sort;
};

const ENDS = "(extract(epoch FROM l.expires_at) * 1000000)::bigint";
const SORTED: Record<Sort, { key: string; after: string; order: string }> = {
  price: { key: "l.price", after: "(l.price, l.id) > ($3::bigint, $4::bigint)", order: "l.price, l.id" },
  new: { key: "0", after: "l.id < $4::bigint AND $3::bigint IS NOT NULL", order: "l.id DESC" },
  ending: {
    key: ENDS,
    after: "(l.expires_at, l.id) > (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::bigint)",
    order: "l.expires_at, l.id",
  },
};

/** What is for sale, with the place of each. */
export async function listingsAfter(
  db: Queryable,
  { items, under, sort }: ListingsAsked,
  after: After<ListingPlace>,
  most: number,
): Promise<{ listing: Listing; place: ListingPlace }[]> {
  const { key, after: later, order } = SORTED[sort];
  const { rows } = await db.query<ListingRow & { key: string }>(
    `SELECT ${LISTING_COLUMNS}, (${key})::text AS key FROM listings l JOIN characters c ON c.id = l.seller_id
     WHERE l.expires_at > now() AND ($1::text[] IS NULL OR l.item = ANY($1)) AND ($2::bigint IS NULL OR l.price <= $2)
       AND ($4::bigint IS NULL OR (${later})) ORDER BY ${order} LIMIT $5`,
    [items, under, after?.key ?? null, after?.id ?? null, most],
  );
  return rows.map((row) => ({ listing: listingFrom(row), place: { key: row.key, id: row.id } }));
}
