/**
 * How PostgreSQL is, from its own views, asked with no more rights than the servers have: everybody sees the counts and
 * a role its own statements. What it knows of its container comes from a function that the stack makes
 * (infra/postgres/monitoring.sql); a PostgreSQL outside of the stack has none, and is shown without.
 */
import type { Queryable } from "../deeds/deed.ts";
import { readRevision } from "../schema.ts";
import { type Container, containerFrom } from "./cgroup.ts";

export type SlowStatement = {
  text: string;
  calls: number;
  meanMs: number;
  mostMs: number;
  totalSeconds: number;
};
export type UnderWay = { text: string; seconds: number; application: string; waitsFor: string | null };

export type PostgresVitals = {
  version: string;
  startedAt: Date;
  /** Bytes of this database. */
  databaseBytes: number;
  connections: { used: number; most: number; active: number; waiting: number };
  /** Since the figures were last reset. */
  committed: number;
  rolledBack: number;
  deadlocks: number;
  /** Percent of blocks that were in memory already. */
  cacheHitPercent: number;
  schemaRevision: number;
  /** null: not told. */
  container: Container | null;
  /** Those that take longest on average; null where pg_stat_statements is not loaded. */
  slow: SlowStatement[] | null;
  /** Statements that run for a second or longer right now. */
  underWay: UnderWay[];
};

const SLOW_SHOWN = 8;
const TEXT_SHOWN = 300;
const LEAST_SECONDS = 1;

export async function readPostgres(db: Queryable): Promise<PostgresVitals> {
  const [server, underWay, files, slow, schema] = await Promise.all([
    db.query(SERVER),
    db.query(UNDER_WAY, [LEAST_SECONDS, TEXT_SHOWN]),
    ifThere(db, "monitoring.container()", "SELECT name, content FROM monitoring.container()"),
    ifThere(db, "monitoring.pg_stat_statements", SLOW),
    readRevision(db),
  ]);
  const { used, most, active, waiting, ...rest } = server.rows[0];
  return {
    ...rest,
    connections: { used, most, active, waiting },
    schemaRevision: schema.revision,
    container: files && containerFrom(Object.fromEntries(files.map(({ name, content }) => [name, content]))),
    slow: slow as SlowStatement[] | null,
    underWay: underWay.rows,
  };
}

const SERVER = `
  SELECT current_setting('server_version') AS version, pg_postmaster_start_time() AS "startedAt",
    pg_database_size(current_database())::float8 AS "databaseBytes",
    (SELECT sum(numbackends)::int FROM pg_stat_database) AS used,
    current_setting('max_connections')::int AS most,
    (SELECT count(*)::int FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()) AS active,
    (SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock') AS waiting,
    xact_commit::float8 AS committed, xact_rollback::float8 AS "rolledBack", deadlocks::float8 AS deadlocks,
    coalesce(round(100.0 * blks_hit / nullif(blks_hit + blks_read, 0), 1), 100)::float8 AS "cacheHitPercent"
  FROM pg_stat_database WHERE datname = current_database()`;

const UNDER_WAY = `
  SELECT left(query, $2) AS text, extract(epoch FROM clock_timestamp() - query_start)::float8 AS seconds,
    application_name AS application, wait_event_type || ': ' || wait_event AS "waitsFor"
  FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()
    AND query_start < clock_timestamp() - $1 * interval '1 second' ORDER BY query_start LIMIT 10`;

const SLOW = `
  SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), ${TEXT_SHOWN}) AS text, calls::float8 AS calls,
    round(mean_exec_time::numeric, 2)::float8 AS "meanMs", round(max_exec_time::numeric, 1)::float8 AS "mostMs",
    round((total_exec_time / 1000)::numeric, 1)::float8 AS "totalSeconds"
  FROM monitoring.pg_stat_statements
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND userid = (SELECT oid FROM pg_roles WHERE rolname = current_user)
  ORDER BY mean_exec_time DESC LIMIT ${SLOW_SHOWN}`;

/** The rows of the question, or null where the stack has not made what it asks. */
async function ifThere(
  db: Queryable,
  name: string,
  question: string,
): Promise<Record<string, unknown>[] | null> {
  const { rows } = await db.query(
    `SELECT to_regnamespace('monitoring') IS NOT NULL
       AND (to_regprocedure($1) IS NOT NULL OR to_regclass($2) IS NOT NULL) AS there`,
    name.endsWith(")") ? [name, null] : [null, name],
  );
  return rows[0].there ? (await db.query(question)).rows : null;
}
