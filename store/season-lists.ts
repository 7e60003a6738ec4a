/**
 * A season's boards for programs, each page from the last row of the one before. A season that ends meanwhile goes on
 * from the same place in its standings.
 */
import type { SeasonBoard } from "../game/hunter/season.ts";
import type { Queryable } from "./deeds/deed.ts";
import { RANKED_JOINS, RANKED_SHOWN } from "./ranks.ts";
import type { SeasonGuild, SeasonRow } from "./season-boards.ts";
import type { Season } from "./seasons.ts";

/** The row that was told last: what it had, whose it is ("0" in standings, which need no more than the place). */
export type SeasonRowPlace = { count: number; id: string; place: number };

/** Who has most first; of equals the one who was here first. */
export async function seasonHuntersAfter(
  db: Queryable,
  { number, over }: Season,
  board: SeasonBoard,
  after: SeasonRowPlace | null,
  most: number,
): Promise<(SeasonRow & { id: string })[]> {
  const before = after?.place ?? 0;
  const { rows } = over
    ? await db.query(
        `SELECT '0' AS id, place, name, guild, count::float8 AS count, title FROM season_standings
         WHERE season = $1 AND board = $2 AND place > $3 ORDER BY place LIMIT $4`,
        [number, board, before, most],
      )
    : await db.query(
        `SELECT c.id, c.name, g.name AS guild, s.count::float8 AS count, NULL AS title
         FROM season_scores s JOIN characters c ON c.id = s.character_id ${RANKED_JOINS}
         WHERE s.season = $1 AND s.board = $2 AND ${RANKED_SHOWN}
           AND s.count <= coalesce($3::bigint, 9223372036854775807)
           AND ($3::bigint IS NULL OR s.count < $3 OR s.character_id > $4)
         ORDER BY s.count DESC, s.character_id LIMIT $5`,
        [number, board, after?.count ?? null, after?.id ?? null, most],
      );
  return rows.map((row, at) => ({ place: before + at + 1, ...row }));
}

/** By the points of their members. */
export async function seasonGuildsAfter(
  db: Queryable,
  { number, over }: Season,
  after: SeasonRowPlace | null,
  most: number,
): Promise<(SeasonGuild & { id: string })[]> {
  const before = after?.place ?? 0;
  const { rows } = over
    ? await db.query(
        `SELECT '0' AS id, place, name, count::float8 AS count FROM season_standings
         WHERE season = $1 AND board = 'guilds' AND place > $2 ORDER BY place LIMIT $3`,
        [number, before, most],
      )
    : await db.query(
        `SELECT g.id, g.name, s.count::float8 AS count
         FROM season_guild_scores s JOIN guilds g ON g.id = s.guild_id
         WHERE s.season = $1 AND s.count <= coalesce($2::bigint, 9223372036854775807)
           AND ($2::bigint IS NULL OR s.count < $2 OR s.guild_id > $3)
         ORDER BY s.count DESC, s.guild_id LIMIT $4`,
        [number, after?.count ?? null, after?.id ?? null, most],
      );
  return rows.map((row, at) => ({ place: before + at + 1, ...row }));
}
