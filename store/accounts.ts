import type { Pool } from "pg";
import { hashPassword, needsRehash, verifyNobody, verifyPassword } from "./passwords.ts";
import { violatesUnique } from "./postgres.ts";
import { codeOf, gateSql, RegistrationClosed, whyShut } from "./registration.ts";

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
/** An account whose deletion is due is gone already, whenever its rows go (deletion.ts). */
const LIVES = "(deletes_at IS NULL OR deletes_at > now())";

/** What a newcomer gives; `invitation` counts while registration is by invitation. */
export type Newcomer = {
  name: string;
  password: string;
  email?: string | undefined;
  invitation?: string | undefined;
};

/**
 * Stores a new account; the caller has checked name and password (credentials.ts). Throws {@link NameTaken},
 * RegistrationClosed or NotInvited (registration.ts), or QueueFull when too many passwords are being hashed.
 */
export async function createAccount(
  pool: Pool,
  { name, password, email, invitation }: Newcomer,
): Promise<Account> {
  const hash = await hashPassword(password);
  try {
    const { rows } = await pool.query(
      // A hunter may have the name already: an account's second or third.
      `WITH ${gateSql(4)} INSERT INTO accounts (name, password_hash, email, invitation)
       SELECT $1, $2, $3, gate.invitation FROM gate
       WHERE NOT EXISTS (SELECT 1 FROM characters WHERE lower(name) = lower($1)) RETURNING ${COLUMNS}`,
      [name, hash, email ?? null, codeOf(invitation)],
    );
    if (!rows[0]) throw (await whyRefused(pool, name, invitation)) ?? new NameTaken(name);
    return rows[0];
  } catch (error) {
    if (violatesUnique(error, "accounts_name_key")) throw new NameTaken(name);
    throw error;
  }
}

/** A name that is taken is said before anything about an invitation: the code was not spent then. */
async function whyRefused(pool: Pool, name: string, invitation: string | undefined): Promise<Error | null> {
  const { rows } = await pool.query(
    `SELECT EXISTS (SELECT 1 FROM characters WHERE lower(name) = lower($1))
       OR EXISTS (SELECT 1 FROM accounts WHERE lower(name) = lower($1)) AS taken`,
    [name],
  );
  const shut = await whyShut(pool, invitation);
  return shut instanceof RegistrationClosed || !rows[0].taken ? shut : null;
}

/** The account with this id, or null. */
export async function findAccount(pool: Pool, id: AccountId): Promise<Account | null> {
  const { rows } = await pool.query(`SELECT ${COLUMNS} FROM accounts WHERE id = $1 AND ${LIVES}`, [id]);
  return rows[0] ?? null;
}

/** What only the owner sees of an account. `deletesAt`: when it goes, unless its owner logs in before. */
export type Profile = { email: string | null; secondFactor: boolean; deletesAt: Date | null };

/** The account's profile. Throws when there is none. */
export async function readProfile(pool: Pool, id: AccountId): Promise<Profile> {
  const { rows } = await pool.query(
    `SELECT email, totp_secret IS NOT NULL AS "secondFactor", deletes_at AS "deletesAt" FROM accounts WHERE id = $1`,
    [id],
  );
  if (!rows[0]) throw new Error(`account ${id} is gone`);
  return rows[0];
}

/** Sets the e-mail address, or removes it. */
export async function changeEmail(pool: Pool, id: AccountId, email: string | null): Promise<void> {
  await pool.query("UPDATE accounts SET email = $2 WHERE id = $1", [id, email]);
}

/** Those with an e-mail address whose name or address was typed: several may share an address. */
export async function accountsToMail(
  pool: Pool,
  typed: string,
): Promise<{ id: AccountId; name: string; email: string }[]> {
  const { rows } = await pool.query(
    `SELECT id, name, email FROM accounts
     WHERE (lower(name) = lower($1) OR lower(email) = lower($1)) AND email IS NOT NULL AND ${LIVES}
     ORDER BY id LIMIT 5`,
    [typed.replaceAll("\0", "")],
  );
  return rows;
}

/**
 * The account if name and password are right, else null; an unknown name takes as long as a wrong password.
 * Throws QueueFull when too many passwords are being hashed.
 */
export async function verifyLogin(pool: Pool, name: string, password: string): Promise<Account | null> {
  const found = await pool.query(
    `SELECT ${COLUMNS}, password_hash AS hash FROM accounts WHERE lower(name) = lower($1) AND ${LIVES}`,
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
