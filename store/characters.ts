/** Characters: an account's hunters, each a row whose version grows with every write. */
import type { Pool, PoolClient } from "pg";
import { type Hunter, newHunter, type Part, type Role } from "../game/hunter/hunter.ts";
import { type Account, type AccountId, NameTaken } from "./accounts.ts";

/** A character's id: the decimal digits of a Postgres bigint. */
export type CharacterId = string & { readonly brand: "CharacterId" };

/** A hunter as the database has it. */
export type Character = {
  id: CharacterId;
  accountId: AccountId;
  hunter: Hunter;
  version: number;
};

type Queryable = Pick<Pool | PoolClient, "query">;

const COLUMNS = `c.id, c.account_id AS "accountId", c.name, c.room, c.version::float8 AS version, c.seed,
  c.crystals::float8 AS crystals, c.exons::float8 AS exons, c.party_id AS party, c.guild_id AS guild,
  c.sheet, c.trail, c.pack, c.annals, c.run, a.role`;
const FROM = "FROM characters c JOIN accounts a ON a.id = c.account_id";

/**
 * The account's first character; one of the account's name is made in `startRoom` if there is none.
 * Throws NameTaken if another account's character has that name.
 */
export async function ensureCharacter(
  pool: Pool,
  account: Pick<Account, "id" | "name">,
  startRoom = "hall",
): Promise<Character> {
  const existing = await firstCharacter(pool, account.id);
  if (existing) return existing;
  await pool.query(
    "INSERT INTO characters (account_id, name, room, trail) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    [account.id, account.name, startRoom, JSON.stringify({ visits: { [startRoom]: 1 } })],
  );
  // Asked again rather than returned: a login on another server may have been first.
  const made = await firstCharacter(pool, account.id);
  if (!made) throw new NameTaken(account.name);
  return made;
}

async function firstCharacter(pool: Pool, accountId: AccountId): Promise<Character | null> {
  const { rows } = await pool.query<Row>({
    name: "first-character",
    text: `SELECT ${COLUMNS} ${FROM} WHERE c.account_id = $1 ORDER BY c.played_at DESC, c.id LIMIT 1`,
    values: [accountId],
  });
  return rows[0] ? characterFrom(rows[0]) : null;
}

/** The character as the database has it now, or null. */
export async function findCharacter(db: Queryable, id: CharacterId): Promise<Character | null> {
  const { rows } = await db.query<Row>({
    name: "find-character",
    text: `SELECT ${COLUMNS} ${FROM} WHERE c.id = $1`,
    values: [id],
  });
  return rows[0] ? characterFrom(rows[0]) : null;
}

/** Locks the characters until the transaction ends, in the one order that all writers use, and reads them. */
export async function lockCharacters(
  client: PoolClient,
  ids: readonly string[],
): Promise<Map<string, Character>> {
  const { rows } = await client.query<Row>({
    name: "lock-characters",
    text: `SELECT ${COLUMNS} ${FROM} WHERE c.id = ANY($1::bigint[]) ORDER BY c.id FOR UPDATE OF c`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, characterFrom(row)]));
}

/** Writes a hunter whose row this transaction has locked; its version grows by one. */
export async function writeHunter(client: PoolClient, hunter: Hunter): Promise<void> {
  await client.query({
    name: "write-hunter",
    text: `UPDATE characters SET version = version + 1, room = $2, level = $3, crystals = $4, exons = $5,
        party_id = $6, guild_id = $7, sheet = $8, trail = $9, pack = $10, annals = $11, run = $12
      WHERE id = $1`,
    values: [
      hunter.id,
      hunter.room,
      hunter.sheet.level,
      hunter.purse.crystals,
      hunter.purse.exons,
      hunter.party,
      hunter.guild,
      JSON.stringify(hunter.sheet),
      JSON.stringify(hunter.trail),
      JSON.stringify(hunter.pack),
      JSON.stringify(hunter.annals),
      JSON.stringify(hunter.run),
    ],
  });
}

type Row = {
  id: CharacterId;
  accountId: AccountId;
  name: string;
  room: string;
  version: number;
  seed: string;
  crystals: number;
  exons: number;
  party: string | null;
  guild: string | null;
  role: Role;
} & Record<Part, string>;

/** Fields that this version knows and the stored document lacks are as a new hunter has them. */
function characterFrom(row: Row): Character {
  const { id, accountId, version, name, role, seed, room, crystals, exons, party, guild } = row;
  const fresh = newHunter({ id, name, role, seed }, room);
  const hunter: Hunter = {
    ...fresh,
    purse: { crystals, exons },
    sheet: { ...fresh.sheet, ...JSON.parse(row.sheet) },
    trail: { visits: {}, tally: {}, ...JSON.parse(row.trail) },
    pack: { ...fresh.pack, ...JSON.parse(row.pack) },
    annals: { ...fresh.annals, ...JSON.parse(row.annals) },
    run: JSON.parse(row.run),
    party,
    guild,
  };
  return { id, accountId, hunter, version };
}
