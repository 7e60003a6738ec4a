import type { Pool } from "pg";
import type { AccountId } from "./accounts.ts";

/**
 * Makes `server` the account's only writer and returns the fence: a number greater than any before.
 * Whoever holds an older fence has lost the account from this moment.
 */
export async function takeLease(pool: Pool, accountId: AccountId, server: string): Promise<number> {
  const { rows } = await pool.query(
    `INSERT INTO game_leases (account_id, fence, server) VALUES ($1, 1, $2)
     ON CONFLICT (account_id) DO UPDATE SET fence = game_leases.fence + 1, server = $2, since = now()
     RETURNING fence::float8 AS fence`,
    [accountId, server],
  );
  return rows[0].fence;
}

/** Whether `fence` is still the account's newest. */
export async function holdsLease(pool: Pool, accountId: AccountId, fence: number): Promise<boolean> {
  const { rows } = await pool.query("SELECT 1 FROM game_leases WHERE account_id = $1 AND fence = $2", [
    accountId,
    fence,
  ]);
  return rows.length === 1;
}
