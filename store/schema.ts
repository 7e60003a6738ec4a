/**
 * Which database revisions this code understands.
 *
 * Each migration is numbered and sets `schema_state` to its own number and to the oldest code that still
 * works on the result. Changes come as expand, then contract: an expanding migration (a new table, a new
 * nullable column) leaves `compatible_since` alone, so that servers of the previous version go on while the
 * new ones start; a contracting one (a dropped column) raises it to the first revision whose code no
 * longer needs what goes, and ships only when no older server runs.
 * Nothing is undone by a down migration: mending is another migration.
 */
import type { Pool } from "pg";

/** The newest migration that this code was written for: the number of the last file in migrations/. */
export const SCHEMA_REVISION = 15;

/** What a database says of itself; `revision` 0 is a database without our schema. */
export type SchemaState = { revision: number; compatibleSince: number };

/** The database's schema is one that this code doesn't understand. */
export class SchemaMismatch extends Error {
  override name = "SchemaMismatch";
  readonly database: number;
  readonly code: number;
  constructor(state: SchemaState, code: number) {
    super(explain(state, code));
    this.database = state.revision;
    this.code = code;
  }
}

function explain({ revision, compatibleSince }: SchemaState, code: number): string {
  const both = `the database is at schema revision ${revision}, this server needs ${code}`;
  if (revision < code) return `${both}: run the migration job first (./terminusa up does)`;
  return `${both}: the database only works with servers from revision ${compatibleSince} on: deploy a newer server`;
}

/** Reads the revision of the connected database. Rejects if the database can't be asked. */
export async function readRevision(pool: Pick<Pool, "query">): Promise<SchemaState> {
  const { rows } = await pool.query("SELECT to_regclass('public.schema_state') IS NOT NULL AS there");
  if (!rows[0].there) return { revision: 0, compatibleSince: 0 };
  const state = await pool.query("SELECT revision, compatible_since FROM schema_state");
  return { revision: state.rows[0].revision, compatibleSince: state.rows[0].compatible_since };
}

/** Whether code written for revision `code` works on a database in `state`. */
export function understands(state: SchemaState, code: number): boolean {
  return state.revision >= code && state.compatibleSince <= code;
}

/** Resolves with the database's revision, or throws {@link SchemaMismatch}, which names both. */
export async function requireSchema(
  pool: Pick<Pool, "query">,
  code: number = SCHEMA_REVISION,
): Promise<number> {
  const state = await readRevision(pool);
  if (!understands(state, code)) throw new SchemaMismatch(state, code);
  return state.revision;
}
