/** A city that has something to show: hunters of all levels, guilds, feats, news, and stalls. */
import type pg from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import { BASE_CLASSES, GRADES } from "../../game/catalog/words.ts";
import { cannotGo } from "../../game/market/stall.ts";
import { hashPassword } from "../../store/passwords.ts";

export const POPULATION = 20_000;
/** Of those who log in; each has a password of the site's cost. */
export const VISITORS = 64;
export const VISITOR_PASSWORD = "gravel kettle moth 9";
const GUILDS = 200;
const LISTINGS = 3_000;
const FEATS = 1_000;
const TITLES = ["The tram runs again", "New names on the board", "The bridge is shut", "Two more stalls"];

export const visitorName = (at: number): string => `bench_${String(at + 1).padStart(6, "0")}`;

/** Rows straight in SQL, the same each time. */
export async function furnish(owner: pg.Client, catalog: Catalog): Promise<void> {
  await owner.query("SELECT setseed(0.5)");
  await owner.query(
    `INSERT INTO accounts (name, password_hash)
     SELECT 'bench_' || lpad(i::text, 6, '0'), 'none' FROM generate_series(1, ${POPULATION}) i ORDER BY i`,
  );
  for (let at = 0; at < VISITORS; at++)
    await owner.query("UPDATE accounts SET password_hash = $2 WHERE name = $1", [
      visitorName(at),
      await hashPassword(VISITOR_PASSWORD),
    ]);
  await hunters(owner, catalog);
  await guilds(owner);
  await deeds(owner);
  await stalls(owner, catalog);
  await owner.query("VACUUM ANALYZE");
}

async function hunters(owner: pg.Client, { town }: Catalog): Promise<void> {
  const bases = BASE_CLASSES.map((base) => `'${base}'`).join(", ");
  await owner.query(
    `INSERT INTO characters (account_id, name, room, level, crystals, sheet)
     SELECT id, name, $1, level, 100 + level * 7,
       json_build_object('base', (ARRAY[${bases}])[1 + id % ${BASE_CLASSES.length}], 'level', level, 'licence', 'D')::text
     FROM (SELECT id, name, 1 + floor(power(random(), 3) * 180)::int AS level FROM accounts ORDER BY id) a`,
    [town.start],
  );
}

async function guilds(owner: pg.Client): Promise<void> {
  await owner.query(
    `INSERT INTO guilds (name, level, xp)
     SELECT 'Ward ' || i, 1 + i % 12, i * 17 FROM generate_series(1, ${GUILDS}) i`,
  );
  await owner.query(
    `INSERT INTO guild_members (character_id, guild_id, rank)
     SELECT c.id, g.id, 'member' FROM characters c
       JOIN (SELECT id, row_number() OVER (ORDER BY id) AS at FROM guilds) g ON g.at = 1 + c.id % ${GUILDS}
     WHERE c.id % 3 = 0`,
  );
  await owner.query(
    "UPDATE characters c SET guild_id = m.guild_id FROM guild_members m WHERE m.character_id = c.id",
  );
}

async function deeds(owner: pg.Client): Promise<void> {
  for (const [at, grade] of GRADES.entries())
    await owner.query("INSERT INTO score_totals (kind, count) VALUES ($1, $2)", [
      `gates:${grade}`,
      90_000 >> at,
    ]);
  await owner.query(
    `INSERT INTO feats (character_id, kind, what, at)
     SELECT (SELECT min(id) FROM characters) + i * 7, 'level', (10 + 10 * (i % 9))::text, now() - i * interval '1 minute'
     FROM generate_series(${FEATS}, 1, -1) i`,
  );
  for (const title of TITLES)
    await owner.query("INSERT INTO news (title, text, by_name) VALUES ($1, $2, 'Operator')", [
      title,
      "It rains in the ninth ward.\n\nBring a lamp, and somebody who can read a gate's card.",
    ]);
}

async function stalls(owner: pg.Client, { items }: Catalog): Promise<void> {
  const goods = [...items.values()].filter((item) => cannotGo(item) === null).map(({ id }) => id);
  await owner.query(
    `INSERT INTO listings (seller_id, item, count, price, expires_at)
     SELECT (SELECT min(id) FROM characters) + (i * 31) % ${POPULATION}, ($1::text[])[1 + i % $2::int], 1 + i % 9,
       3 + (i * 7919) % 997, now() + (1 + i % 14) * interval '1 day'
     FROM generate_series(1, ${LISTINGS}) i`,
    [goods, goods.length],
  );
}
