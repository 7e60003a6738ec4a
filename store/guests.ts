/** Accounts without a password, for whoever wants to look around first. */
import { randomInt } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { type Account, NameTaken, type Newcomer } from "./accounts.ts";
import { hashPassword } from "./passwords.ts";
import { violatesUnique } from "./postgres.ts";
import { admitGuest, RegistrationClosed } from "./registration.ts";

const KEPT_HOURS = 24;
const NAME_TRIES = 5;

const COLUMNS = 'id, name, role, created_at AS "createdAt"';

/** Nobody can type it, and no hash of a typed password equals it. */
const NO_PASSWORD =
  "$argon2id$v=19$m=19456,t=2,p=1$Z3Vlc3RndWVzdGd1ZXN0Zw$bm90aGluZ2hhc2hlc3RvdGhpc25vdGhpbmdoYXNoZXM";

/**
 * A guest's account under a name that nobody has; it goes after a day unless it is registered.
 * Throws RegistrationClosed unless everyone may register.
 */
export async function createGuest(pool: Pool): Promise<Account> {
  for (let left = NAME_TRIES; ; left--) {
    const name = `Guest_${randomInt(100_000, 1_000_000)}`;
    try {
      const { rows } = await pool.query(
        `INSERT INTO accounts (name, password_hash, guest_until)
         SELECT $1, $2, now() + ${KEPT_HOURS} * interval '1 hour' FROM switches WHERE registration = 'open'
         RETURNING ${COLUMNS}`,
        [name, NO_PASSWORD],
      );
      if (!rows[0]) throw new RegistrationClosed();
      return rows[0];
    } catch (error) {
      if (left <= 1 || !violatesUnique(error, "accounts_name_key")) throw error;
    }
  }
}

/** Until when the account is a guest's; null when it is none. */
export async function guestUntil(pool: Pool, id: string): Promise<Date | null> {
  const { rows } = await pool.query('SELECT guest_until AS "until" FROM accounts WHERE id = $1', [id]);
  return rows[0]?.until ?? null;
}

/**
 * Makes a guest's account a lasting one with that name and password; the character goes on under the name.
 * Throws what createAccount throws. Null when it is no guest's (any more).
 */
export async function registerGuest(
  pool: Pool,
  id: string,
  { name, password, email, invitation }: Newcomer,
): Promise<Account | null> {
  const hash = await hashPassword(password);
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query("BEGIN");
    const invited = await admitGuest(client, invitation);
    const account = await renamed(client, id, { name, hash, email: email ?? null, invitation: invited });
    if (!account) throw new NoGuest();
    await client.query("COMMIT");
    broken = false;
    return account;
  } catch (error) {
    await client.query("ROLLBACK");
    broken = false;
    if (error instanceof NoGuest) return null;
    if (violatesUnique(error, "accounts_name_key") || violatesUnique(error, "characters_name_key"))
      throw new NameTaken(name);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** It is no guest's account any more: what was spent for it is given back. */
class NoGuest extends Error {}

type Named = { name: string; hash: string; email: string | null; invitation: string | null };

async function renamed(
  client: PoolClient,
  id: string,
  { name, hash, email, invitation }: Named,
): Promise<Account | null> {
  // Characters before accounts, and with a new version: a server that has the hunter reads it again.
  await client.query(
    `UPDATE characters c SET name = $2, version = version + 1
     FROM accounts a WHERE a.id = $1 AND a.guest_until IS NOT NULL AND c.account_id = a.id AND c.name = a.name`,
    [id, name],
  );
  const { rows } = await client.query(
    `UPDATE accounts SET name = $2, password_hash = $3, email = $4, guest_until = NULL, deletes_at = NULL,
       password_changed_at = now(), invitation = $5
     WHERE id = $1 AND guest_until IS NOT NULL RETURNING ${COLUMNS}`,
    [id, name, hash, email, invitation],
  );
  return rows[0] ?? null;
}

/** Gives the accounts of guests up whose day is over: store/deletion.ts takes them away with what they had. */
export async function giveUpExpiredGuests(pool: Pool): Promise<void> {
  await pool.query("UPDATE accounts SET deletes_at = now() WHERE guest_until < now() AND deletes_at IS NULL");
}
