/**
 * Adds the ledger's new movements up, for pages that show the economy. What is counted once is never read again: a
 * count reads only what was booked since the last one, in steps of bounded size, and writes tables of its own.
 */
import type { Pool, PoolClient } from "pg";
import { withTransaction } from "../deeds/transaction.ts";
import { patient } from "./patient.ts";

/** Movements in one transaction. */
const STEP = 50_000;
/** A booking is seen a moment after the time that it says (s). */
const MARGIN_SECONDS = 5;
/** A step may take longer than a page's question. */
const STEP_TIMEOUT_MS = 60_000;
/** How long one call goes on with a ledger that was never counted (ms). */
const PATIENCE_MS = 20_000;
const HOURS_KEPT = 14 * 24;
const INCOME_DAYS_KEPT = 30;
const PEAKS_OF_A_DAY = 20;
const PEAK_DAYS_KEPT = 400;

/**
 * Counts everything that is certain by now and returns how many movements that was; what is left after 20 s is for the
 * next time. Safe on several servers at once. Rejects when the database is away: nothing is counted twice or left out.
 */
export async function countEconomy(pool: Pool, patienceMs = PATIENCE_MS): Promise<number> {
  const end = performance.now() + patienceMs;
  let movements = 0;
  for (;;) {
    const step = await withTransaction(pool, countStep);
    if (step === null || step === "overtaken") throw new Error("the database could not be asked");
    movements += step.movements;
    if (step.done) {
      await forgetOld(pool);
      return movements;
    }
    if (performance.now() > end) return movements;
  }
}

async function countStep(client: PoolClient): Promise<{ movements: number; done: boolean }> {
  // Compiling the statements takes longer than they do.
  await client.query(`BEGIN; SET LOCAL statement_timeout = ${STEP_TIMEOUT_MS}; SET LOCAL jit = off`);
  // The row's lock lets one server count at a time.
  const { rows } = await client.query(WINDOW, [STEP, MARGIN_SECONDS]);
  const { from, to, last } = rows[0] as { from: string; to: string; last: boolean };
  const counted = rows[0].empty ? 0 : await countWindow(client, from, to);
  await client.query("UPDATE economy_state SET counted_to = greatest(counted_to, $1)", [to]);
  await client.query("COMMIT");
  return { movements: counted, done: last };
}

/**
 * A movement's time is its transaction's beginning, so all are there that are older than every transaction under way.
 * Times are text: JavaScript's have no microseconds.
 */
const WINDOW = `
WITH state AS (SELECT counted_to FROM economy_state LIMIT 1 FOR UPDATE),
certain AS (
  SELECT least(now() - $2 * interval '1 second', min(xact_start)) AS at FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()),
began AS (
  SELECT coalesce(s.counted_to, (SELECT min(at) FROM ledger), c.at) AS at, c.at AS certain FROM state s, certain c),
full_step AS MATERIALIZED (
  SELECT (SELECT at FROM ledger WHERE at > b.at AND at < b.certain ORDER BY at OFFSET $1 LIMIT 1) AS at FROM began b)
SELECT b.at::text AS "from", coalesce(f.at, b.certain)::text AS "to", f.at IS NULL AS last, b.certain <= b.at AS empty
FROM began b, full_step f`;

async function countWindow(client: PoolClient, from: string, to: string): Promise<number> {
  const { rows } = await client.query(patient(COUNT, [from, to], STEP_TIMEOUT_MS));
  return rows[0].movements;
}

const COUNT = `
WITH part AS MATERIALIZED (
  SELECT *, floor(extract(epoch FROM at) / 86400)::int AS day, floor(extract(epoch FROM at) / 3600)::int AS hour
  FROM ledger WHERE at >= $1::timestamptz AND at < $2::timestamptz),
flows AS (
  INSERT INTO economy_flows AS f (unit, since, currency, source, target, reason, movements, amount)
  SELECT u.unit, u.since, currency, split_part(debit, ':', 1), split_part(credit, ':', 1), reason, count(*), sum(amount)
  FROM part, LATERAL (VALUES ('hour', hour), ('day', day)) AS u(unit, since) GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (unit, since, currency, source, target, reason) DO UPDATE
  SET movements = f.movements + excluded.movements, amount = f.amount + excluded.amount),
balances AS (
  INSERT INTO economy_balances AS b (currency, account, balance)
  SELECT currency, account, sum(by) FROM part,
    LATERAL (VALUES (credit, amount), (debit, -amount)) AS m(account, by) GROUP BY 1, 2
  ON CONFLICT (currency, account) DO UPDATE SET balance = b.balance + excluded.balance),
incomes AS (
  INSERT INTO economy_incomes AS i (day, hunter_id, earned, received)
  SELECT day, substr(credit, 8)::bigint, coalesce(sum(amount) FILTER (WHERE debit = 'mint'), 0),
    coalesce(sum(amount) FILTER (WHERE debit <> 'mint'), 0)
  FROM part WHERE credit ~ '^hunter:\\d+$' AND currency = 'crystals' GROUP BY 1, 2
  ON CONFLICT (day, hunter_id) DO UPDATE
  SET earned = i.earned + excluded.earned, received = i.received + excluded.received),
peaks AS (
  INSERT INTO economy_peaks (day, currency, amount, key, at, debit, credit, reason)
  SELECT day, currency, amount, key, at, debit, credit, reason FROM (
    SELECT *, row_number() OVER (PARTITION BY day, currency ORDER BY amount DESC, key) AS place FROM part) p
  WHERE place <= ${PEAKS_OF_A_DAY} ON CONFLICT DO NOTHING)
SELECT count(*)::int AS movements FROM part`;

async function forgetOld(pool: Pool): Promise<void> {
  // Orders on the market that are done.
  await pool.query(
    "DELETE FROM economy_balances WHERE account >= 'market:' AND account < 'market;' AND currency = 'crystals' AND balance = 0",
  );
  await pool.query(
    `DELETE FROM economy_flows WHERE unit = 'hour' AND since < floor(extract(epoch FROM now()) / 3600) - ${HOURS_KEPT}`,
  );
  await pool.query(
    `DELETE FROM economy_incomes WHERE day < floor(extract(epoch FROM now()) / 86400) - ${INCOME_DAYS_KEPT}`,
  );
  await pool.query(
    `DELETE FROM economy_peaks WHERE day < floor(extract(epoch FROM now()) / 86400) - ${PEAK_DAYS_KEPT}`,
  );
  await pool.query(
    `DELETE FROM economy_peaks p USING (
       SELECT day, currency, key, row_number() OVER (PARTITION BY day, currency ORDER BY amount DESC, key) AS place
       FROM economy_peaks WHERE day >= floor(extract(epoch FROM now()) / 86400) - 1) r
     WHERE r.place > ${PEAKS_OF_A_DAY} AND p.day = r.day AND p.currency = r.currency AND p.key = r.key`,
  );
}
