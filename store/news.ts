/** What the operator tells on the home page. */
import type { Queryable } from "./deeds/deed.ts";

export type News = { id: string; title: string; text: string; byName: string; at: Date };

const COLUMNS = 'id, title, text, by_name AS "byName", at';

/** The newest first. */
export async function latestNews(db: Queryable, limit: number): Promise<News[]> {
  const { rows } = await db.query(`SELECT ${COLUMNS} FROM news ORDER BY at DESC, id DESC LIMIT $1`, [limit]);
  return rows;
}

/** Tells something; returns its id. `title` has 1 to 120 characters, `text` 1 to 4000. */
export async function addNews(
  db: Queryable,
  { title, text, byName }: Pick<News, "title" | "text" | "byName">,
): Promise<string> {
  const { rows } = await db.query(
    "INSERT INTO news (title, text, by_name) VALUES ($1, $2, $3) RETURNING id",
    [title, text, byName],
  );
  return rows[0].id;
}

/** Whether there was such a piece. */
export async function removeNews(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query("DELETE FROM news WHERE id = $1", [id]);
  return rowCount === 1;
}
