import type { Pool } from "pg";
import { hashPassword, needsRehash, verifyNobody, verifyPassword } from "./passwords.ts";
import { violatesUnique } from "./postgres.ts";

/** An account's id: the decimal digits of a Postgres bigint. */
export type AccountId = string & { readonly brand: "AccountId" };
export type Role = "player" | "moderator" | "operator";
export type Account = { id: AccountId; name: string; role: Role; createdAt: Date };

/** Somebody has this name already, in any mixture of capitals. */
export class NameTaken extends Error {
  override name = "NameTaken";
  constructor(name: string) {
    super(`the name ${name} is taken`);
  }
}

const COLUMNS = 'id, name, role, created_at AS "createdAt"';

/**
 * Stores a new account; the caller has checked name and password (credentials.ts).
 * Throws {@link NameTaken}, or QueueFull when too many passwords are being hashed.
 */
export async function createAccount(
  pool: Pool,
  { name, password, email }: { name: string; password: string; email?: string | undefined },
): Promise<Account> {
  const hash = await hashPassword(password);
  try {
    const { rows } = await pool.query(
      `INSERT INTO accounts (name, password_hash, email) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
      [name, hash, email ?? null],
    );
    return rows[0];
  } catch (error) {
    if (violatesUnique(error, "accounts_name_key")) throw new NameTaken(name);
    throw error;
  }
}

/** The account with this id, or null. */
export async function findAccount(pool: Pool, id: AccountId): Promise<Account | null> {
  const { rows } = await pool.query(`SELECT ${COLUMNS} FROM accounts WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/**
 * The account if name and password are right, else null; an unknown name takes as long as a wrong password.
 * Throws QueueFull when too many passwords are being hashed.
 */
export async function verifyLogin(pool: Pool, name: string, password: string): Promise<Account | null> {
  const found = await pool.query(
    `SELECT ${COLUMNS}, password_hash AS hash FROM accounts WHERE lower(name) = lower($1)`,
    // Postgres can't compare a text with a zero byte, and no account has one.
    [name.replaceAll("\0", "")],
  );
  if (!found.rows[0]) {
    await verifyNobody(password);
    return null;
  }
  const { hash, ...account } = found.rows[0];
  if (!(await verifyPassword(hash, password))) return null;
  if (needsRehash(hash)) await storePassword(pool, account.id, password);
  return account;
}

/** Replaces the password; sessions and tokens are the caller's to revoke. */
export async function changePassword(pool: Pool, id: AccountId, password: string): Promise<void> {
  await storePassword(pool, id, password);
  await pool.query("UPDATE accounts SET password_changed_at = now() WHERE id = $1", [id]);
}

async function storePassword(pool: Pool, id: AccountId, password: string): Promise<void> {
  await pool.query("UPDATE accounts SET password_hash = $2 WHERE id = $1", [
    id,
    await hashPassword(password),
  ]);
}
