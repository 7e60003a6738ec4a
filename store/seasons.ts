/** Seasons: which one runs, what is counted in it, and how it ends. All of it under the lock of whoever counts (tally.ts). */
import type { PoolClient } from "pg";
import { quarterAt, SEASON_BOARDS, type SeasonBoard, seasonTitle } from "../game/hunter/season.ts";
import type { Queryable } from "./deeds/deed.ts";
import { RANKED_SHOWN } from "./ranks.ts";

export type Season = { number: number; startsAt: Date; endsAt: Date; over: boolean };

/** Places of each board that are kept when a season ends. */
export const STANDINGS_KEPT = 100;
const GUILDS = "guilds";

const COLUMNS = `number, starts_at AS "startsAt", ends_at AS "endsAt", closed_at IS NOT NULL AS over`;

/** All seasons, the running one first. */
export async function allSeasons(db: Queryable): Promise<Season[]> {
  const { rows } = await db.query(`SELECT ${COLUMNS} FROM seasons ORDER BY number DESC`);
  return rows;
}

/** The season that runs; the first one begins at `now` (ms since 1970) and ends with its quarter. */
export async function runningSeason(client: PoolClient, now: number): Promise<Season> {
  const { rows } = await client.query(`SELECT ${COLUMNS} FROM seasons WHERE closed_at IS NULL`);
  return rows[0] ?? (await begin(client, 1, now, quarterAt(now).ends));
}

async function begin(client: PoolClient, number: number, starts: number, ends: number): Promise<Season> {
  const { rows } = await client.query(
    `INSERT INTO seasons (number, starts_at, ends_at)
     VALUES ($1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000)) RETURNING ${COLUMNS}`,
    [number, starts, ends],
  );
  return rows[0];
}

export type Gain = { id: string; guild: string | null; board: SeasonBoard; more: number };

/** Adds what hunters have gained, and their points to the guilds that they are in now. */
export async function countInSeason(
  client: PoolClient,
  season: number,
  gains: readonly Gain[],
): Promise<void> {
  if (gains.length === 0) return;
  await client.query(
    `INSERT INTO season_scores (season, board, character_id, count)
     SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[])
     ON CONFLICT (season, board, character_id) DO UPDATE SET count = season_scores.count + excluded.count`,
    [season, gains.map(({ board }) => board), gains.map(({ id }) => id), gains.map(({ more }) => more)],
  );
  const points = gains.filter(({ board, guild }) => board === "points" && guild !== null);
  await client.query(
    `INSERT INTO season_guild_scores (season, guild_id, count)
     SELECT $1, g.id, sum(m.more) FROM unnest($2::bigint[], $3::bigint[]) AS m(guild_id, more)
       JOIN guilds g ON g.id = m.guild_id GROUP BY g.id
     ON CONFLICT (season, guild_id) DO UPDATE SET count = season_guild_scores.count + excluded.count`,
    [season, points.map(({ guild }) => guild), points.map(({ more }) => more)],
  );
}

/** Fixes the standings of a season whose time is up, and begins the next one. False while it runs. */
export async function endSeason(client: PoolClient, season: Season, now: number): Promise<boolean> {
  if (season.endsAt.getTime() > now) return false;
  const { number } = season;
  await client.query("BEGIN");
  try {
    for (const board of SEASON_BOARDS) await fix(client, number, board);
    await fixGuilds(client, number);
    await client.query("DELETE FROM season_scores WHERE season = $1", [number]);
    await client.query("DELETE FROM season_guild_scores WHERE season = $1", [number]);
    await client.query("UPDATE seasons SET closed_at = now() WHERE number = $1", [number]);
    const next = quarterAt(now);
    await begin(client, number + 1, Math.max(next.starts, season.endsAt.getTime()), next.ends);
    await client.query("COMMIT");
    return true;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

async function fix(client: PoolClient, season: number, board: SeasonBoard): Promise<void> {
  const titles = Array.from({ length: 3 }, (_, at) => seasonTitle(season, board, at + 1));
  await client.query(
    `INSERT INTO season_standings (season, board, place, character_id, name, guild, count, title)
     SELECT $1, $2, place, id, name, guild, count, ($3::text[])[place] FROM (
       SELECT (row_number() OVER (ORDER BY s.count DESC, s.character_id))::int AS place, c.id, c.name,
         g.name AS guild, s.count
       FROM season_scores s JOIN characters c ON c.id = s.character_id JOIN accounts a ON a.id = c.account_id
         LEFT JOIN guilds g ON g.id = c.guild_id
       WHERE s.season = $1 AND s.board = $2 AND ${RANKED_SHOWN}) ranked
     WHERE place <= ${STANDINGS_KEPT}`,
    [season, board, titles],
  );
}

async function fixGuilds(client: PoolClient, season: number): Promise<void> {
  const { rows } = await client.query(
    `INSERT INTO season_standings (season, board, place, name, count)
     SELECT $1, '${GUILDS}', place, name, count FROM (
       SELECT (row_number() OVER (ORDER BY s.count DESC, s.guild_id))::int AS place, g.name, s.count
       FROM season_guild_scores s JOIN guilds g ON g.id = s.guild_id WHERE s.season = $1) ranked
     WHERE place <= ${STANDINGS_KEPT} RETURNING place, name`,
    [season],
  );
  const best = rows.filter(({ place }) => place <= 3);
  await client.query(
    `INSERT INTO guild_log (guild_id, text)
     SELECT g.id, 'Season ' || $1::text || ' is over: place ' || m.place || ' of all guilds.'
     FROM unnest($2::text[], $3::int[]) AS m(name, place) JOIN guilds g ON g.name = m.name`,
    [season, best.map(({ name }) => name), best.map(({ place }) => place)],
  );
}
