import type { Pool } from "pg";
import { type Account, type AccountId, NameTaken } from "./accounts.ts";

/** A character's id: the decimal digits of a Postgres bigint. */
export type CharacterId = string & { readonly brand: "CharacterId" };
export type Character = {
  id: CharacterId;
  accountId: AccountId;
  name: string;
  room: string;
  version: number;
};

const COLUMNS = 'id, account_id AS "accountId", name, room, version::float8 AS version';

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
    "INSERT INTO characters (account_id, name, room) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [account.id, account.name, startRoom],
  );
  // Asked again rather than returned: a login on another server may have been first.
  const made = await firstCharacter(pool, account.id);
  if (!made) throw new NameTaken(account.name);
  return made;
}

async function firstCharacter(pool: Pool, accountId: AccountId): Promise<Character | null> {
  const { rows } = await pool.query(
    `SELECT ${COLUMNS} FROM characters WHERE account_id = $1 ORDER BY id LIMIT 1`,
    [accountId],
  );
  return rows[0] ?? null;
}

/** The character as the database has it now, or null. */
export async function findCharacter(pool: Pool, id: CharacterId): Promise<Character | null> {
  const { rows } = await pool.query(`SELECT ${COLUMNS} FROM characters WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** Moves the character if its version is still `version`: the new version, or null on a conflict. */
export async function moveCharacter(
  pool: Pool,
  id: CharacterId,
  room: string,
  version: number,
): Promise<number | null> {
  const { rows } = await pool.query(
    `UPDATE characters SET room = $2, version = version + 1 WHERE id = $1 AND version = $3
     RETURNING version::float8 AS version`,
    [id, room, version],
  );
  return rows[0]?.version ?? null;
}
