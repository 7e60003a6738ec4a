/** The city's people, made fast: rows straight in SQL, and tokens to log in by. */
import type pg from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import { offersAt, SLOT_MS, slotOf } from "../../game/gates/offers.ts";
import type { Town } from "../../game/town.ts";
import type { PlayerSpec } from "./load/messages.ts";
import type { Chart } from "./mix.ts";

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
    `INSERT INTO characters (account_id, name, room, level, sheet)
     SELECT id, name, ($1::text[])[1 + id % ${places.length}], ${HUNTER.level}, $2 FROM accounts ORDER BY id`,
    [places, JSON.stringify(HUNTER)],
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

/** What every player knows of the town, and of the gates of the next hours. */
export function chartOf(catalog: Catalog): Chart {
  const now = Date.now();
  const slots = Array.from(
    { length: (HOURS_OF_GATES * 3_600_000) / SLOT_MS },
    (_, ahead) => now + ahead * SLOT_MS,
  );
  return {
    streets: Object.fromEntries(
      [...catalog.town.places.values()].map(({ id, exits }) => [
        id,
        exits.map(({ word, to }) => ({ word, to })),
      ]),
    ),
    board: "board",
    gates: Object.fromEntries(
      slots.map((at) => [slotOf(at), offersAt(catalog, at, "E").map(({ name }) => name.toLowerCase())]),
    ),
  };
}

/** A hunter who has a class and survives most rooms of a gate of the first grade. */
const HUNTER = {
  base: "fighter",
  level: 6,
  hp: 190,
  mp: 75,
  stats: { strength: 12, agility: 8, vitality: 12, intelligence: 5, luck: 8 },
};
const HOURS_OF_GATES = 6;
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
