/** For tests: movements in the ledger at any time, with the hunters that they belong to left out. */
import type { Pool } from "pg";

export type Booked = {
  from: string;
  to: string;
  amount: number;
  reason?: string;
  currency?: "crystals" | "exons";
  /** How long ago it was. */
  hoursAgo?: number;
};

let keys = 0;

export async function book(pool: Pool, movements: readonly Booked[]): Promise<void> {
  await pool.query(
    `INSERT INTO ledger (key, at, debit, credit, currency, amount, reason)
     SELECT key, now() - hours * interval '1 hour', debit, credit, currency, amount, reason
     FROM unnest($1::text[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
       AS m(key, hours, debit, credit, currency, amount, reason)`,
    [
      movements.map(() => `test.${++keys}`),
      // A moment back, so that the next count takes it in.
      movements.map(({ hoursAgo }) => hoursAgo ?? 0.01),
      movements.map(({ from }) => from),
      movements.map(({ to }) => to),
      movements.map(({ currency }) => currency ?? "crystals"),
      movements.map(({ amount }) => amount),
      movements.map(({ reason }) => reason ?? "gate"),
    ],
  );
}

/** In one statement, which a slow machine must finish in time too. */
const SLICE = 5_000;

/** So many movements of a few hundred hunters, spread evenly over so many days up to now. */
export async function bookMany(pool: Pool, count: number, days: number): Promise<void> {
  for (let first = 1; first <= count; first += SLICE)
    await pool.query(
      `INSERT INTO ledger (key, at, debit, credit, currency, amount, reason)
       SELECT 'many.' || n, now() - (1 - n / $1::float8) * $2 * interval '1 day' - interval '1 minute',
         CASE WHEN n % 3 = 0 THEN 'hunter:' || n % 300 ELSE 'mint' END,
         CASE WHEN n % 3 = 0 THEN 'burn' WHEN n % 7 = 0 THEN 'operator' ELSE 'hunter:' || n % 300 END,
         'crystals', 1 + n % 90, (ARRAY['shop', 'gate', 'quest', 'repair'])[1 + n % 4]
       FROM generate_series($3::int, $4::int) n`,
      [count, days, first, Math.min(count, first + SLICE - 1)],
    );
}
