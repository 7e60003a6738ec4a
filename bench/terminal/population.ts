/** The city's people, made fast: rows straight in SQL, and tokens to log in by. */
import type pg from "pg";
import type { Town } from "../../game/town.ts";
import type { PlayerSpec } from "./load/messages.ts";
import type { Streets } from "./mix.ts";

/** Characters in the database of every run, whether they play or not. */
export const POPULATION = 100_000;

/** Makes POPULATION accounts, each with a character and a token, spread evenly over the places. */
export async function populate(owner: pg.Client, town: Town): Promise<void> {
  const places = [...town.places.keys()];
  const every = "FROM generate_series(1, $1::int) AS i ORDER BY i";
  await owner.query(`INSERT INTO accounts (name, password_hash) SELECT ${NAME}, 'none' ${every}`, [
    POPULATION,
  ]);
  await owner.query(
    `INSERT INTO characters (account_id, name, room)
     SELECT id, name, ($1::text[])[1 + id % ${places.length}] FROM accounts ORDER BY id`,
    [places],
  );
  await owner.query(
    `INSERT INTO play_tokens (account_id, token_sha256, label)
     SELECT id, sha256(('${TOKEN_PREFIX}' || name)::bytea), 'bench' FROM accounts ORDER BY id`,
  );
  await owner.query("VACUUM ANALYZE");
}

/** The first `count` of them. With `place` they are all there, see `gather`. */
export function people(count: number, town: Town, place?: string): PlayerSpec[] {
  const places = [...town.places.keys()];
  return Array.from({ length: count }, (_, index) => {
    const name = `bench_${String(index + 1).padStart(6, "0")}`;
    const own = places[(index + 1) % places.length];
    if (own === undefined) throw new Error("a town without places");
    return { name, token: TOKEN_PREFIX + name, place: place ?? own };
  });
}

/** Moves everyone to one place. */
export async function gather(owner: pg.Client, place: string): Promise<void> {
  await owner.query("UPDATE characters SET room = $1", [place]);
}

export function streetsOf(town: Town): Streets {
  return Object.fromEntries(
    [...town.places.values()].map(({ id, exits }) => [id, exits.map(({ word, to }) => ({ word, to }))]),
  );
}

const NAME = "'bench_' || lpad(i::text, 6, '0')";
const TOKEN_PREFIX = "trm_";

/** What the peers read and write for each command: one row, by its key. */
export async function makePeers(owner: pg.Client): Promise<void> {
  await owner.query(
    "CREATE TABLE peer_players (id bigint PRIMARY KEY, name text NOT NULL, hp bigint NOT NULL, room text NOT NULL)",
  );
  await owner.query(
    "INSERT INTO peer_players SELECT i, 'hunter_' || i, 100, 'hall' FROM generate_series(1, 5000) AS i",
  );
  await owner.query("GRANT SELECT, UPDATE ON peer_players TO terminusa_app");
  await owner.query("VACUUM ANALYZE");
}
