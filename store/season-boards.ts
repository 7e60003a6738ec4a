/** A season's boards: as they stand while it runs, and as it ended. */
import type { SeasonBoard } from "../game/hunter/season.ts";
import type { Queryable } from "./deeds/deed.ts";
import { RANKED_SHOWN, ROWS_A_PAGE } from "./ranks.ts";
import type { Season } from "./seasons.ts";

export type SeasonRow = {
  place: number;
  name: string;
  guild: string | null;
  count: number;
  /** What the place may wear; of a season that is over. */
  title: string | null;
};
export type SeasonGuild = { place: number; name: string; count: number };

/** One page (from 1) of a season's hunters. */
export async function seasonHunters(
  db: Queryable,
  { number, over }: Season,
  board: SeasonBoard,
  page: number,
): Promise<SeasonRow[]> {
  const offset = (page - 1) * ROWS_A_PAGE;
  const { rows } = over
    ? await db.query(
        `SELECT place, name, guild, count::float8 AS count, title FROM season_standings
         WHERE season = $1 AND board = $2 ORDER BY place LIMIT ${ROWS_A_PAGE} OFFSET $3`,
        [number, board, offset],
      )
    : await db.query(
        `SELECT c.name, g.name AS guild, s.count::float8 AS count, NULL AS title
         FROM season_scores s JOIN characters c ON c.id = s.character_id JOIN accounts a ON a.id = c.account_id
           LEFT JOIN guilds g ON g.id = c.guild_id
         WHERE s.season = $1 AND s.board = $2 AND ${RANKED_SHOWN}
         ORDER BY s.count DESC, s.character_id LIMIT ${ROWS_A_PAGE} OFFSET $3`,
        [number, board, offset],
      );
  return rows.map((row, at) => ({ place: offset + at + 1, ...row }));
}

/** One page (from 1) of a season's guilds, by the points of their members. */
export async function seasonGuilds(
  db: Queryable,
  { number, over }: Season,
  page: number,
): Promise<SeasonGuild[]> {
  const offset = (page - 1) * ROWS_A_PAGE;
  const { rows } = over
    ? await db.query(
        `SELECT place, name, count::float8 AS count FROM season_standings
         WHERE season = $1 AND board = 'guilds' ORDER BY place LIMIT ${ROWS_A_PAGE} OFFSET $2`,
        [number, offset],
      )
    : await db.query(
        `SELECT g.name, s.count::float8 AS count FROM season_guild_scores s JOIN guilds g ON g.id = s.guild_id
         WHERE s.season = $1 ORDER BY s.count DESC, s.guild_id LIMIT ${ROWS_A_PAGE} OFFSET $2`,
        [number, offset],
      );
  return rows.map((row, at) => ({ place: offset + at + 1, ...row }));
}

export type SeasonPlace = { season: number; board: SeasonBoard; place: number };

/** Where a hunter stood in seasons that are over, the first ten places alone, the latest season first. */
export async function placesOf(db: Queryable, characterId: string): Promise<SeasonPlace[]> {
  const { rows } = await db.query(
    `SELECT season, board, place FROM season_standings WHERE character_id = $1 AND place <= 10
     ORDER BY season DESC, place, board LIMIT 20`,
    [characterId],
  );
  return rows;
}
