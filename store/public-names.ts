/** Names of hunters and guilds by their beginnings, for whoever looks for somebody. */
import type { Queryable } from "./deeds/deed.ts";

const MOST = 8;

/** In any case; guests are not listed. */
export async function findHunterNames(db: Queryable, words: string): Promise<string[]> {
  if (!/^\w{1,20}$/.test(words)) return [];
  const { rows } = await db.query({
    name: "find-hunter-names",
    text: `SELECT c.name FROM characters c JOIN accounts a ON a.id = c.account_id
      WHERE lower(c.name) ~>=~ lower($1) AND lower(c.name) ~<~ (lower($1) || '~') AND a.guest_until IS NULL
      ORDER BY lower(c.name) USING ~<~ LIMIT ${MOST}`,
    values: [words],
  });
  return rows.map(({ name }) => name);
}

export async function findGuildNames(db: Queryable, words: string): Promise<string[]> {
  if (!/^[A-Za-z0-9][A-Za-z0-9 ]{0,23}$/.test(words)) return [];
  const { rows } = await db.query({
    name: "find-guild-names",
    text: `SELECT name FROM guilds WHERE lower(name) ~>=~ lower($1) AND lower(name) ~<~ (lower($1) || '~')
      ORDER BY lower(name) USING ~<~ LIMIT ${MOST}`,
    values: [words],
  });
  return rows.map(({ name }) => name);
}
