/** The proof of the books, asked now and then: adding the whole ledger up takes seconds on a large one. */
import type { Pool } from "pg";
import type { Queryable } from "../deeds/deed.ts";
import { withTransaction } from "../deeds/transaction.ts";
import { faultsOf, type Proof } from "../proof.ts";
import { patient } from "./patient.ts";

const LIMIT_MS = 15 * 60_000;
const EVERY_MS = 60 * 60_000;
/** It is asked so seldom that it takes no more than one part in so many of the database's time. */
const SHARE = 100;
const KEPT = 200;
/** Of Postgres' advisory locks: the one who holds it proves. */
const LOCK = 7_325_002;

export type Proven = { at: Date; tookMs: number; movements: number; faults: string[] };

/** The latest proofs, the newest first. */
export async function readProofs(db: Queryable, limit: number): Promise<Proven[]> {
  const { rows } = await db.query(
    `SELECT at, took_ms AS "tookMs", movements::float8 AS movements, faults FROM economy_proofs
     ORDER BY id DESC LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Proves the books and keeps what was found; null when another server is at it. Rejects when the database is away. */
export async function proveBooks(pool: Pool): Promise<Proven | null> {
  const outcome = await withTransaction(pool, async (client) => {
    await client.query(`BEGIN; SET LOCAL statement_timeout = ${LIMIT_MS}`);
    const { rows } = await client.query("SELECT pg_try_advisory_xact_lock($1) AS mine", [LOCK]);
    if (!rows[0].mine) {
      await client.query("ROLLBACK");
      return { proven: null };
    }
    const begun = performance.now();
    const question = patient("SELECT economy_proof() AS proof", [], LIMIT_MS);
    const proof: Proof = (await client.query(question)).rows[0].proof;
    const tookMs = Math.round(performance.now() - begun);
    const kept = await client.query(
      `INSERT INTO economy_proofs (took_ms, movements, faults) VALUES ($1, $2, $3)
       RETURNING at, took_ms AS "tookMs", movements::float8 AS movements, faults`,
      [tookMs, proof.movements, faultsOf(proof)],
    );
    await client.query("DELETE FROM economy_proofs WHERE id <= (SELECT max(id) - $1 FROM economy_proofs)", [
      KEPT,
    ]);
    await client.query("COMMIT");
    return { proven: kept.rows[0] as Proven };
  });
  if (outcome === null || outcome === "overtaken") throw new Error("the database could not be asked");
  return outcome.proven;
}

/** Proves the books when the last proof is an hour old, or older where proving takes long. */
export async function proveWhenDue(pool: Pool): Promise<Proven | null> {
  const [last] = await readProofs(pool, 1);
  const due = last ? last.at.getTime() + Math.max(EVERY_MS, last.tookMs * SHARE) : 0;
  return Date.now() < due ? null : proveBooks(pool);
}
