/** Leaderboards: who stands where. Guests and banned hunters stand nowhere. */
import type { Score } from "../game/hunter/scores.ts";
import type { Queryable } from "./deeds/deed.ts";

export const ROWS_A_PAGE = 25;
/** So deep a board can be read: further down every page costs more. */
export const MOST_PAGES = 40;

export type RankedHunter = {
  name: string;
  level: number;
  base: string | null;
  job: string | null;
  licence: string;
  /** What the board counts; the level on the board of levels. */
  count: number;
  guild: string | null;
};
export type RankedGuild = { name: string; level: number; xp: number; members: number };

export const RANKED_COLUMNS = "c.name, c.level, c.sheet, g.name AS guild";
export const RANKED_SHOWN = "a.guest_until IS NULL AND (a.banned_until IS NULL OR a.banned_until <= now())";
export const RANKED_JOINS = "JOIN accounts a ON a.id = c.account_id LEFT JOIN guilds g ON g.id = c.guild_id";

/** One page (from 1) of the highest levels; of equals the one who was here first. */
export async function huntersByLevel(db: Queryable, page: number): Promise<RankedHunter[]> {
  const { rows } = await db.query<RankedRow>({
    name: "hunters-by-level",
    text: `SELECT ${RANKED_COLUMNS}, c.level AS count FROM characters c ${RANKED_JOINS} WHERE ${RANKED_SHOWN}
      ORDER BY c.level DESC, c.id LIMIT ${ROWS_A_PAGE} OFFSET $1`,
    values: [(page - 1) * ROWS_A_PAGE],
  });
  return rows.map((row) => rankedFrom(row));
}

/** One page (from 1) of those who have most of that kind. */
export async function huntersByScore(db: Queryable, kind: Score, page: number): Promise<RankedHunter[]> {
  const { rows } = await db.query<RankedRow>({
    name: "hunters-by-score",
    text: `SELECT ${RANKED_COLUMNS}, s.count::float8 AS count FROM scores s JOIN characters c ON c.id = s.character_id ${RANKED_JOINS}
      WHERE s.kind = $1 AND ${RANKED_SHOWN} ORDER BY s.count DESC, s.character_id LIMIT ${ROWS_A_PAGE} OFFSET $2`,
    values: [kind, (page - 1) * ROWS_A_PAGE],
  });
  return rows.map((row) => rankedFrom(row));
}

export async function guildsByLevel(db: Queryable, page: number): Promise<RankedGuild[]> {
  const { rows } = await db.query({
    name: "guilds-by-level",
    text: `SELECT g.name, g.level, g.xp::float8 AS xp,
        (SELECT count(*)::int FROM guild_members m WHERE m.guild_id = g.id) AS members
      FROM guilds g ORDER BY g.level DESC, g.xp DESC, g.id LIMIT ${ROWS_A_PAGE} OFFSET $1`,
    values: [(page - 1) * ROWS_A_PAGE],
  });
  return rows;
}

export type RankedRow = Omit<RankedHunter, "base" | "job" | "licence"> & { sheet: string };

export function rankedFrom<R extends RankedRow>({
  sheet,
  ...row
}: R): Omit<R, "sheet"> & Pick<RankedHunter, "base" | "job" | "licence"> {
  const { base = null, job = null, licence = "F" } = JSON.parse(sheet);
  return { ...row, base, job, licence };
}
