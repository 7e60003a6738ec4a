/** What players report of each other's conduct. */
import type { PoolClient } from "pg";
import type { AccountId } from "./accounts.ts";
import type { Queryable } from "./deeds/deed.ts";

export type Report = {
  id: number;
  by: string;
  byAccount: AccountId | null;
  about: string;
  aboutAccount: AccountId | null;
  reason: string;
  place: string;
  at: Date;
  claimedBy: string | null;
  claimedAt: Date | null;
  closedBy: string | null;
  closedAt: Date | null;
  outcome: string | null;
};

const COLUMNS = `id::float8 AS id, by_name AS by, by_account AS "byAccount", about_name AS about,
  about_account AS "aboutAccount", reason, place, at, claimed_by AS "claimedBy", claimed_at AS "claimedAt",
  closed_by AS "closedBy", closed_at AS "closedAt", outcome`;

/** `by` and `about` are hunters; `channels` is all that the writer could hear. */
export type NewReport = {
  by: { id: string; name: string };
  about: { id: string; name: string; accountId: AccountId };
  reason: string;
  place: string;
  channels: readonly string[];
};

export async function addReport(
  client: PoolClient,
  { by, about, reason, place, channels }: NewReport,
): Promise<number> {
  const { rows } = await client.query(
    `INSERT INTO reports (by_name, by_account, about_name, about_account, about_hunter, reason, place, channels,
       last_line)
     VALUES ($1, (SELECT account_id FROM characters WHERE id = $2), $3, $4, $5, $6, $7, $8,
       (SELECT max(id) FROM chat_messages)) RETURNING id::float8 AS id`,
    [by.name, by.id, about.name, about.accountId, about.id, reason, place, channels],
  );
  return rows[0].id;
}

/** The oldest first. */
export async function openReports(db: Queryable, limit: number): Promise<Report[]> {
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM reports WHERE closed_at IS NULL ORDER BY id LIMIT $1`,
    [limit],
  );
  return rows;
}

/** The latest first; `before` is a report's number. */
export async function closedReports(db: Queryable, before: number | null, limit: number): Promise<Report[]> {
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM reports WHERE closed_at IS NOT NULL AND ($1::bigint IS NULL OR id < $1)
     ORDER BY id DESC LIMIT $2`,
    [before, limit],
  );
  return rows;
}

export async function findReport(db: Queryable, id: number): Promise<Report | null> {
  const { rows } = await db.query(`SELECT ${COLUMNS} FROM reports WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** Those by and about an account's hunters, the latest first. */
export async function reportsAround(db: Queryable, accountId: AccountId, limit: number): Promise<Report[]> {
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM reports WHERE about_account = $1 OR by_account = $1 ORDER BY id DESC LIMIT $2`,
    [accountId, limit],
  );
  return rows;
}

export type OpenCount = { open: number; claimed: number; oldest: Date | null };

export async function countOpenReports(db: Queryable): Promise<OpenCount> {
  const { rows } = await db.query(
    `SELECT count(*)::int AS open, count(claimed_by)::int AS claimed, min(at) AS oldest
     FROM reports WHERE closed_at IS NULL`,
  );
  return rows[0];
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
): Promise<Pick<Report, "about" | "aboutAccount"> | null> {
  const { rows } = await client.query(
    `UPDATE reports SET closed_by = $2, closed_at = now(), outcome = $3
     WHERE id = $1 AND closed_at IS NULL RETURNING about_name AS about, about_account AS "aboutAccount"`,
    [id, by, outcome],
  );
  return rows[0] ?? null;
}

/** Who looks at it from now on; null: nobody. The report as it was before; null when none of that number is open. */
export async function claimReport(
  client: PoolClient,
  id: number,
  by: string | null,
): Promise<Pick<Report, "about" | "aboutAccount" | "claimedBy"> | null> {
  const { rows } = await client.query(
    `SELECT about_name AS about, about_account AS "aboutAccount", claimed_by AS "claimedBy"
     FROM reports WHERE id = $1 AND closed_at IS NULL FOR UPDATE`,
    [id],
  );
  if (!rows[0]) return null;
  await client.query(
    "UPDATE reports SET claimed_by = $2, claimed_at = CASE WHEN $2::text IS NULL THEN NULL ELSE now() END WHERE id = $1",
    [id, by],
  );
  return rows[0];
}

/** What is read around a report, and kept for it (store/old-chat.ts): intervals of PostgreSQL. */
export const HEARD_BEFORE = "1 hour";
export const HEARD_AFTER = "15 minutes";

export type HeardLine = {
  id: string;
  room: string;
  name: string;
  text: string;
  at: Date;
  accused: boolean;
  after: boolean;
};

/**
 * What the report's writer could hear around that moment, the oldest line first: `before` and `after` lines of each
 * channel, of whispers only those that went between the two.
 */
export async function linesAround(
  db: Queryable,
  id: number,
  { before, after }: { before: number; after: number },
): Promise<HeardLine[]> {
  const { rows } = await db.query(
    `SELECT l.id, l.room, l.name, l.text, l.at, coalesce(l.character_id = r.about_hunter, false) AS accused,
       l.id > r.last_line AS after
     FROM reports r, unnest(r.channels || ('to:' || r.about_hunter)) AS c(room), LATERAL (
       (SELECT * FROM chat_messages m WHERE m.room = c.room AND m.id <= r.last_line
          AND (c.room NOT LIKE 'to:%' OR m.character_id = r.about_hunter OR m.name = r.by_name)
        ORDER BY m.id DESC LIMIT $2)
       UNION ALL
       (SELECT * FROM chat_messages m WHERE m.room = c.room AND m.id > r.last_line AND c.room NOT LIKE 'to:%'
        ORDER BY m.id LIMIT $3)) l
     WHERE r.id = $1 AND l.at BETWEEN r.at - interval '${HEARD_BEFORE}' AND r.at + interval '${HEARD_AFTER}'
     ORDER BY l.id`,
    [id, before, after],
  );
  return rows;
}
