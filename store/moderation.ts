/** Reports, the record that only grows, mutes and bans. */
import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { AccountId, Role } from "./accounts.ts";
import type { Queryable } from "./deeds/deed.ts";

export type Report = { id: number; by: string; about: string; reason: string; place: string; at: Date };
export type Entry = {
  at: Date;
  by: string;
  action: string;
  about: string | null;
  reason: string;
  until: Date | null;
};
/** `until` null: for ever. */
export type Ban = { until: Date | null; reason: string };

export async function addReport(
  client: PoolClient,
  { by, about, reason, place }: Pick<Report, "by" | "about" | "reason" | "place">,
): Promise<number> {
  const { rows } = await client.query(
    `INSERT INTO reports (by_name, about_name, reason, place) VALUES ($1, $2, $3, $4) RETURNING id::float8 AS id`,
    [by, about, reason, place],
  );
  return rows[0].id;
}

export async function openReports(db: Queryable, limit: number): Promise<Report[]> {
  const { rows } = await db.query(
    `SELECT id::float8 AS id, by_name AS by, about_name AS about, reason, place, at FROM reports
     WHERE closed_at IS NULL ORDER BY id LIMIT $1`,
    [limit],
  );
  return rows;
}

/** How many of a hunter's reports are open. */
export async function openReportsBy(db: Queryable, name: string): Promise<number> {
  const { rows } = await db.query(
    "SELECT count(*)::int AS n FROM reports WHERE closed_at IS NULL AND by_name = $1",
    [name],
  );
  return rows[0].n;
}

/** Whom it was about; null when there is no such open report. */
export async function closeReport(
  client: PoolClient,
  id: number,
  by: string,
  outcome: string,
): Promise<string | null> {
  const { rows } = await client.query(
    `UPDATE reports SET closed_by = $2, closed_at = now(), outcome = $3
     WHERE id = $1 AND closed_at IS NULL RETURNING about_name AS about`,
    [id, by, outcome],
  );
  return rows[0]?.about ?? null;
}

/** Puts something on the record. */
export async function writeDown(
  client: PoolClient,
  {
    by,
    action,
    about,
    reason,
    until,
  }: { by: string; action: string; about: string | null; reason?: string; until?: Date | null },
): Promise<void> {
  await client.query(
    "INSERT INTO audit (by_name, action, about_name, reason, until) VALUES ($1, $2, $3, $4, $5)",
    [by, action, about, reason ?? "", until ?? null],
  );
}

/** The latest entries, those about one hunter where a name is given. */
export async function readRecord(db: Queryable, about: string | null, limit: number): Promise<Entry[]> {
  const { rows } = await db.query(
    `SELECT at, by_name AS by, action, about_name AS about, reason, until FROM audit
     WHERE $1::text IS NULL OR lower(about_name) = lower($1) ORDER BY id DESC LIMIT $2`,
    [about, limit],
  );
  return rows;
}

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
