/** The record of who did what: rows are only added, and the database refuses all else. */
import type { PoolClient } from "pg";
import type { AccountId } from "./accounts.ts";
import type { Actor } from "./acts/act.ts";
import type { Queryable } from "./deeds/deed.ts";

export type Entry = {
  id: string;
  at: Date;
  by: string;
  byAccount: AccountId | null;
  action: string;
  about: string | null;
  aboutAccount: AccountId | null;
  reason: string;
  until: Date | null;
  /** Null for what was written before this was. */
  via: "game" | "site" | "console" | null;
};

const COLUMNS = `id, at, by_name AS by, by_account AS "byAccount", action, about_name AS about,
  about_account AS "aboutAccount", reason, until, via`;

export type Note = {
  by: Pick<Actor, "name" | "accountId" | "via">;
  action: string;
  about?: { name: string; accountId: AccountId | null } | null;
  reason?: string;
  until?: Date | null;
};

/** Puts something on the record, in the transaction that does it. */
export async function writeDown(
  client: PoolClient,
  { by, action, about = null, reason = "", until = null }: Note,
): Promise<void> {
  await client.query(
    `INSERT INTO audit (by_name, by_account, via, action, about_name, about_account, reason, until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [by.name, by.accountId, by.via, action, about?.name ?? null, about?.accountId ?? null, reason, until],
  );
}

/** The latest entries; those about the account that has a hunter of that name where one is given. */
export async function readRecord(db: Queryable, about: string | null, limit: number): Promise<Entry[]> {
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM audit
     WHERE $1::text IS NULL OR lower(about_name) = lower($1)
       OR about_account = (SELECT account_id FROM characters WHERE lower(name) = lower($1))
     ORDER BY id DESC LIMIT $2`,
    [about, limit],
  );
  return rows;
}

/** All that concerns an account and its hunters by the names that they have now, the latest first. */
export async function recordOf(db: Queryable, accountId: AccountId, limit: number): Promise<Entry[]> {
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM audit
     WHERE about_account = $1 OR (about_account IS NULL AND lower(about_name) IN (
       SELECT lower(name) FROM characters WHERE account_id = $1 UNION SELECT lower(name) FROM accounts WHERE id = $1))
     ORDER BY id DESC LIMIT $2`,
    [accountId, limit],
  );
  return rows;
}

/** Empty words filter nothing; `before` is an entry's id. */
export type AuditFilter = { by: string; about: string; action: string; before: string | null };

/** The entries that pass, the latest first. `action` is how its words begin. */
export async function readAudit(
  db: Queryable,
  { by, about, action, before }: AuditFilter,
  limit: number,
): Promise<Entry[]> {
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM audit
     WHERE ($1 = '' OR lower(by_name) = lower($1)) AND ($2 = '' OR lower(about_name) = lower($2))
       AND ($3 = '' OR starts_with(action, $3)) AND ($4::bigint IS NULL OR id < $4)
     ORDER BY id DESC LIMIT $5`,
    [by, about, action, before, limit],
  );
  return rows;
}
