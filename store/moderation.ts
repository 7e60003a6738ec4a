/** What an account may do: its role, its ban, and the end of what it has open. */
import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { AccountId, Role } from "./accounts.ts";
import type { Queryable } from "./deeds/deed.ts";

/** `until` null: for ever. */
export type Ban = { until: Date | null; reason: string };

/** The ids of all hunters of an account. */
export async function charactersOf(db: Queryable, accountId: AccountId): Promise<string[]> {
  const { rows } = await db.query("SELECT id FROM characters WHERE account_id = $1 ORDER BY id", [accountId]);
  return rows.map(({ id }) => id);
}

/** Ends the account's game session for good: no server may write for it any more, and nothing resumes it. */
export async function cutOff(client: PoolClient, accountId: AccountId): Promise<void> {
  await client.query("UPDATE game_sessions SET fence = fence + 1, secret_sha256 = $2 WHERE account_id = $1", [
    accountId,
    randomBytes(32),
  ]);
  await client.query("UPDATE game_leases SET fence = fence + 1 WHERE account_id = $1", [accountId]);
}

/** Bans the account and kills its tokens. `until` null: for ever. */
export async function banAccount(
  client: PoolClient,
  accountId: AccountId,
  { until, reason }: Ban,
): Promise<void> {
  await client.query("UPDATE accounts SET banned_until = $2, ban_reason = $3 WHERE id = $1", [
    accountId,
    until ?? "infinity",
    reason,
  ]);
  await client.query("DELETE FROM play_tokens WHERE account_id = $1", [accountId]);
  await cutOff(client, accountId);
}

/** False when it was not banned. */
export async function unbanAccount(client: PoolClient, accountId: AccountId): Promise<boolean> {
  const { rowCount } = await client.query(
    "UPDATE accounts SET banned_until = NULL, ban_reason = NULL WHERE id = $1 AND banned_until > now()",
    [accountId],
  );
  return rowCount === 1;
}

/** The ban that holds now, or null. */
export async function banOf(pool: Pool, accountId: AccountId): Promise<Ban | null> {
  const { rows } = await pool.query(
    `SELECT CASE WHEN banned_until = 'infinity' THEN NULL ELSE banned_until END AS until, ban_reason AS reason
     FROM accounts WHERE id = $1 AND banned_until > now()`,
    [accountId],
  );
  return rows[0] ?? null;
}

/** What a banned player reads at the door. */
export function banText({ until, reason }: Ban): string {
  const when = until ? `until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC` : "for good";
  return `This account is banned ${when}: ${reason}`;
}

export async function roleOf(db: Queryable, accountId: AccountId): Promise<Role> {
  const { rows } = await db.query("SELECT role FROM accounts WHERE id = $1", [accountId]);
  return rows[0]?.role ?? "player";
}

export async function appointAccount(client: PoolClient, accountId: AccountId, role: Role): Promise<void> {
  await client.query("UPDATE accounts SET role = $2 WHERE id = $1", [accountId, role]);
}

/** Whether the account is an operator's and no other is. Locks all operators, so that no two step down at once. */
export async function isLastOperator(client: PoolClient, accountId: AccountId): Promise<boolean> {
  const { rows } = await client.query(
    "SELECT id FROM accounts WHERE role = 'operator' ORDER BY id FOR UPDATE",
  );
  return rows.length === 1 && rows[0].id === accountId;
}
