/** What the city has done, as it was last counted (tally.ts). */
import { GRADES, type Grade } from "../game/catalog/words.ts";
import type { Queryable } from "./deeds/deed.ts";

export type ToldFeat = { name: string; kind: "level" | "gate" | "achievement"; what: string; at: Date };

/** How many gates of each grade were cleared in all. */
export async function gatesCleared(db: Queryable): Promise<Record<Grade, number>> {
  const { rows } = await db.query(
    "SELECT kind, count::float8 AS count FROM score_totals WHERE kind LIKE 'gates:%'",
  );
  const counts = new Map(rows.map(({ kind, count }) => [kind, count]));
  return Object.fromEntries(GRADES.map((grade) => [grade, counts.get(`gates:${grade}`) ?? 0])) as Record<
    Grade,
    number
  >;
}

/** The newest of the city, or of one hunter. */
export async function newestFeats(
  db: Queryable,
  limit: number,
  characterId: string | null = null,
): Promise<ToldFeat[]> {
  const { rows } = await db.query(
    `SELECT c.name, f.kind, f.what, f.at FROM feats f JOIN characters c ON c.id = f.character_id
     WHERE $2::bigint IS NULL OR f.character_id = $2 ORDER BY f.id DESC LIMIT $1`,
    [limit, characterId],
  );
  return rows;
}
