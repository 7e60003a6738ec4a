/** The economy as it was last counted (count.ts): what there is, where it came from and where it went. */
import type { Currency } from "../../game/money/movement.ts";
import type { Queryable } from "../deeds/deed.ts";

export type Supply = {
  minted: number;
  burnt: number;
  /** What the operator's account holds: taxes. */
  taxes: number;
  hunters: number;
  guilds: number;
  /** Set aside for orders on the market. */
  orders: number;
};
export type Counted = { supply: Record<Currency, Supply>; countedTo: Date | null };
/** What came and went in an hour or a day, which is a number since 1970 in UTC. */
export type Flow = { since: number; minted: number; burnt: number; taxed: number; movements: number };
export type Reason = { reason: string; amount: number; movements: number };
export type Holder = { account: string; balance: number };
export type Peak = {
  key: string;
  at: Date;
  debit: string;
  credit: string;
  currency: Currency;
  amount: number;
  reason: string;
};

export async function readSupply(db: Queryable): Promise<Counted> {
  const { rows } = await db.query(
    // Days are few, however many have an account.
    `SELECT currency, kind, sum(by)::float8 AS balance
     FROM economy_flows, LATERAL (VALUES (target, amount), (source, -amount)) AS m(kind, by)
     WHERE unit = 'day' GROUP BY 1, 2`,
  );
  const held = (currency: Currency, kind: string): number =>
    rows.find((row) => row.currency === currency && row.kind === kind)?.balance ?? 0;
  const supply = (currency: Currency): Supply => ({
    minted: -held(currency, "mint"),
    burnt: held(currency, "burn"),
    taxes: held(currency, "operator"),
    hunters: held(currency, "hunter"),
    guilds: held(currency, "guild"),
    orders: held(currency, "market"),
  });
  const state = await db.query("SELECT counted_to FROM economy_state");
  return {
    supply: { crystals: supply("crystals"), exons: supply("exons") },
    countedTo: state.rows[0].counted_to,
  };
}

/** Hours or days from `first` on that had a movement, the oldest first. */
export async function readFlows(
  db: Queryable,
  currency: Currency,
  unit: "hour" | "day",
  first: number,
): Promise<Flow[]> {
  const { rows } = await db.query(
    `SELECT since, coalesce(sum(amount) FILTER (WHERE source = 'mint'), 0)::float8 AS minted,
       coalesce(sum(amount) FILTER (WHERE target = 'burn'), 0)::float8 AS burnt,
       coalesce(sum(amount) FILTER (WHERE target = 'operator'), 0)::float8 AS taxed,
       sum(movements)::float8 AS movements
     FROM economy_flows WHERE unit = $1 AND since >= $2 AND currency = $3 GROUP BY since ORDER BY since`,
    [unit, first, currency],
  );
  return rows;
}

/** Why money came (`source`), went (`sink`), or passed from one to another (`passed`) since that day, the most first. */
export async function readReasons(
  db: Queryable,
  currency: Currency,
  first: number,
): Promise<Record<"source" | "sink" | "passed", Reason[]>> {
  const { rows } = await db.query(
    `SELECT CASE WHEN source = 'mint' THEN 'source' WHEN target = 'burn' THEN 'sink' ELSE 'passed' END AS way,
       reason, sum(amount)::float8 AS amount, sum(movements)::float8 AS movements
     FROM economy_flows WHERE unit = 'day' AND since >= $1 AND currency = $2
     GROUP BY 1, 2 ORDER BY sum(amount) DESC, reason`,
    [first, currency],
  );
  const of = (way: string): Reason[] =>
    rows
      .filter((row) => row.way === way)
      .map(({ reason, amount, movements }) => ({ reason, amount, movements }));
  return { source: of("source"), sink: of("sink"), passed: of("passed") };
}

/** All words that movements were booked under. */
export async function readReasonWords(db: Queryable): Promise<string[]> {
  const { rows } = await db.query(
    "SELECT DISTINCT reason FROM economy_flows WHERE unit = 'day' ORDER BY reason",
  );
  return rows.map(({ reason }) => reason);
}

/** Who has most of it: hunters and guilds. */
export async function topHolders(db: Queryable, currency: Currency, limit: number): Promise<Holder[]> {
  // Of the accounts without a colon there are three, so a few more rows hold enough.
  const { rows } = await db.query(
    `SELECT account, balance::float8 AS balance FROM (
       SELECT account, balance FROM economy_balances WHERE currency = $1 AND balance > 0
       ORDER BY balance DESC, account LIMIT $2 + 3) b
     WHERE account NOT IN ('mint', 'burn', 'operator') ORDER BY b.balance DESC, account LIMIT $2`,
    [currency, limit],
  );
  return rows;
}

/** The largest movements since that day. */
export async function topMovements(
  db: Queryable,
  currency: Currency,
  first: number,
  limit: number,
): Promise<Peak[]> {
  const { rows } = await db.query(
    `SELECT key, at, debit, credit, currency, amount::float8 AS amount, reason FROM economy_peaks
     WHERE day >= $1 AND currency = $2 ORDER BY amount DESC, key LIMIT $3`,
    [first, currency, limit],
  );
  return rows;
}

export type Incomes = {
  /** Hunters who earned anything that day, the middle one's crystals, and what nine of ten don't exceed. */
  earners: number;
  middle: number;
  most: number;
  top: { hunterId: string; name: string | null; earned: number }[];
};

/** What hunters earned on a day, crystals. */
export async function incomesOf(db: Queryable, day: number, limit: number): Promise<Incomes> {
  const whole = await db.query(
    `SELECT count(*)::int AS earners,
       coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY earned), 0)::float8 AS middle,
       coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY earned), 0)::float8 AS most
     FROM economy_incomes WHERE day = $1 AND earned > 0`,
    [day],
  );
  const top = await db.query(
    `SELECT i.hunter_id AS "hunterId", c.name, i.earned::float8 AS earned
     FROM economy_incomes i LEFT JOIN characters c ON c.id = i.hunter_id
     WHERE i.day = $1 AND i.earned > 0 ORDER BY i.earned DESC, i.hunter_id LIMIT $2`,
    [day, limit],
  );
  return { ...whole.rows[0], top: top.rows };
}

/** How accounts of the ledger are called: a hunter's or a guild's name; those that are gone have none. */
export async function accountNames(db: Queryable, accounts: Iterable<string>): Promise<Map<string, string>> {
  const { rows } = await db.query(
    `SELECT 'hunter:' || id AS account, name FROM characters WHERE id = ANY($1::bigint[])
     UNION ALL SELECT 'guild:' || id, name FROM guilds WHERE id = ANY($2::bigint[])`,
    [idsOf(accounts, "hunter"), idsOf(accounts, "guild")],
  );
  return new Map(rows.map(({ account, name }) => [account, name]));
}

function idsOf(accounts: Iterable<string>, kind: string): string[] {
  return [...new Set(accounts)].flatMap((account) => {
    const [which, id] = account.split(":");
    return which === kind && id !== undefined && /^\d{1,18}$/.test(id) ? [id] : [];
  });
}
