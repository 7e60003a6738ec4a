/** Looking through the ledger, the newest first: each page reads a bounded part of it, however large it is. */
import type { Currency } from "../../game/money/movement.ts";
import type { Queryable } from "../deeds/deed.ts";
import type { Peak } from "./flows.ts";

/** Movements that one page looks through for what was asked. */
const LOOKED_THROUGH = 20_000;

export type LedgerQuery = {
  /** As `hunter:12`; null: everyone's. */
  account: string | null;
  reason: string | null;
  currency: Currency | null;
  /** From then on, and before that. */
  from: Date | null;
  to: Date | null;
  least: number | null;
  most: number | null;
  /** Where the page before ended. */
  before: Cursor | null;
};
/** Microseconds since 1970, and the key of a movement. */
export type Cursor = { at: string; key: string };

export type LedgerPage = {
  movements: Peak[];
  /** Where to go on; null when nothing older is left. */
  next: Cursor | null;
  /** Up to when it has looked without finding a whole page; null when it has found one, or has seen all. */
  reached: Date | null;
};

export async function searchLedger(db: Queryable, query: LedgerQuery, limit: number): Promise<LedgerPage> {
  const { account, reason, currency, from, to, least, most, before } = query;
  const narrow = reason !== null || currency !== null || least !== null || most !== null;
  const look = narrow ? LOOKED_THROUGH : limit + 1;
  const { rows } = await db.query(account === null ? EVERYONES : ONES, [
    ...[look, from, to, before?.at ?? null, before?.key ?? null, reason, currency, least, most, limit + 1],
    ...(account === null ? [] : [account]),
  ]);
  return pageOf(rows, limit, look);
}

type Row = Peak & { us: string; fits: boolean; seen: number };

// The last row that was seen comes along even where it doesn't fit, so that the next page begins there.
function pageOf(rows: readonly Row[], limit: number, look: number): LedgerPage {
  const fitting = rows.filter(({ fits }) => fits);
  const movements = fitting
    .slice(0, limit)
    .map(({ us: _us, fits: _fits, seen: _seen, ...movement }) => movement);
  const cursor = (row: Row | undefined) => (row ? { at: row.us, key: row.key } : null);
  if (fitting.length > limit) return { movements, next: cursor(fitting[limit - 1]), reached: null };
  const last = rows.at(-1);
  if (!last || last.seen < look) return { movements, next: null, reached: null };
  return { movements, next: cursor(last), reached: last.at };
}

const COLUMNS = "key, at, debit, credit, currency, amount, reason";
/** The plain comparison of times is what the index is read by; the other settles rows of one moment. */
const WITHIN = `($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3)
  AND ($4::bigint IS NULL OR (at <= timestamptz 'epoch' + $4::bigint * interval '1 microsecond'
    AND (at, key) < (timestamptz 'epoch' + $4::bigint * interval '1 microsecond', $5::text)))`;
const ORDER = "ORDER BY at DESC, key DESC LIMIT $1";
const FOUND = `, marked AS (
    SELECT *, ($6::text IS NULL OR reason = $6) AND ($7::text IS NULL OR currency = $7)
      AND ($8::bigint IS NULL OR amount >= $8) AND ($9::bigint IS NULL OR amount <= $9) AS fits FROM seen)
  SELECT m.key, m.at, m.debit, m.credit, m.currency, m.amount::float8 AS amount, m.reason, m.fits,
    (extract(epoch FROM m.at) * 1000000)::bigint::text AS us, (SELECT count(*)::int FROM seen) AS seen
  FROM (
    (SELECT * FROM marked WHERE fits ORDER BY at DESC, key DESC LIMIT $10)
    UNION (SELECT * FROM marked ORDER BY at, key LIMIT 1)) m
  ORDER BY m.at DESC, m.key DESC`;
const EVERYONES = `
  WITH seen AS MATERIALIZED (SELECT ${COLUMNS} FROM ledger WHERE ${WITHIN} ${ORDER})${FOUND}`;
const ONES = `
  WITH seen AS MATERIALIZED (SELECT * FROM (
      (SELECT ${COLUMNS} FROM ledger WHERE debit = $11 AND ${WITHIN} ${ORDER})
      UNION ALL (SELECT ${COLUMNS} FROM ledger WHERE credit = $11 AND ${WITHIN} ${ORDER})) own ${ORDER})${FOUND}`;
