/** The accounts that keep order. */
import type { AccountId, Role } from "./accounts.ts";
import type { Queryable } from "./deeds/deed.ts";

/** An account at work; `role` is never `player`. */
export type Staff = { id: AccountId; name: string; role: Exclude<Role, "player">; createdAt: Date };

const COLUMNS = 'id, name, role, created_at AS "createdAt"';
const WORKS = `role <> 'player' AND (deletes_at IS NULL OR deletes_at > now())
  AND (banned_until IS NULL OR banned_until <= now())`;

/** The account if it is a moderator's or an operator's, and neither banned nor gone; else null. */
export async function staffAccount(db: Queryable, id: AccountId): Promise<Staff | null> {
  const { rows } = await db.query(`SELECT ${COLUMNS} FROM accounts WHERE id = $1 AND ${WORKS}`, [id]);
  return rows[0] ?? null;
}

/** All who keep order, operators first. */
export async function listStaff(db: Queryable): Promise<Staff[]> {
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM accounts WHERE ${WORKS} ORDER BY role DESC, lower(name)`,
  );
  return rows;
}
