/** Hands the titles of a season that is over to those who ended in its first places. */
import type { Pool, PoolClient } from "pg";
import { type CharacterId, lockCharacters, writeHunter } from "./characters.ts";
import { withTransaction } from "./deeds/transaction.ts";

export type Awarded = {
  id: string;
  name: string;
  season: number;
  board: string;
  place: number;
  title: string;
};

/** Each title once, in a transaction of its own, by whichever server. Answers what was handed over now. */
export async function awardTitles(pool: Pool): Promise<Awarded[]> {
  const { rows } = await pool.query<Awarded>(
    `SELECT character_id AS id, name, season, board, place, title FROM season_standings
     WHERE title IS NOT NULL AND awarded_at IS NULL AND character_id IS NOT NULL ORDER BY season, board, place`,
  );
  const done: Awarded[] = [];
  for (const one of rows)
    if ((await withTransaction(pool, (client) => award(client, one))) === true) done.push(one);
  return done;
}

async function award(client: PoolClient, { id, season, board, place, title }: Awarded): Promise<boolean> {
  await client.query("BEGIN");
  const character = (await lockCharacters(client, [id])).get(id as CharacterId);
  const { rowCount } = await client.query(
    `UPDATE season_standings SET awarded_at = now()
     WHERE season = $1 AND board = $2 AND place = $3 AND awarded_at IS NULL`,
    [season, board, place],
  );
  const mine = character && rowCount === 1;
  if (mine) {
    const { hunter } = character;
    const { annals } = hunter;
    const titles = [...annals.titles.filter((one) => one !== title), title];
    await writeHunter(client, { ...hunter, annals: { ...annals, titles } });
  }
  await client.query(mine ? "COMMIT" : "ROLLBACK");
  return mine === true;
}
