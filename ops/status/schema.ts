import type { Context } from "../context.ts";
import { runInside } from "../run-inside.ts";

/** What the database says of its schema. */
export interface SchemaReading {
  /** 0 before the first migration. */
  revision: number;
  /** The oldest servers' revision that works on it. */
  compatibleSince: number;
  /** Name of the newest migration; null before the first. */
  newest: string | null;
}

const QUERY = `SELECT json_build_object('revision', revision, 'compatibleSince', compatible_since,
  'newest', (SELECT name FROM schema_migrations ORDER BY id DESC LIMIT 1)) FROM schema_state`;

/** Asks as the superuser through the container's own socket. Rejects when the database can't be asked. */
export async function readSchema(context: Context, postgresId: string): Promise<SchemaReading> {
  const psql = ["psql", "-U", "postgres", "-d", "terminusa", "-AtXq", "-v", "ON_ERROR_STOP=1", "-c", QUERY];
  const { code, stdout, stderr } = await runInside(context, postgresId, psql);
  if (code === 0) return JSON.parse(stdout) as SchemaReading;
  if (/relation "schema_(state|migrations)" does not exist/.test(stderr))
    return { revision: 0, compatibleSince: 0, newest: null };
  throw new Error(stderr.trim() || stdout.trim() || `psql ended with exit code ${code}`);
}
