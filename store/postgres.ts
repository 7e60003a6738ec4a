import pg from "pg";

const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** Client side, a little later than the server's, so that a dead link is noticed too. */
const QUERY_TIMEOUT_MS = 6_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const IDLE_CONNECTION_MS = 30_000;

export type PoolSettings = {
  /** Most connections at once. */
  max: number;
  /** Shown by pg_stat_activity. */
  applicationName: string;
  /** Told when an idle connection breaks; the pool mends itself. */
  onError?: (error: Error) => void;
};

/** A pool that connects on first use. Queries reject within seconds when the database is away. */
export function openPool(url: string, { max, applicationName, onError }: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    keepAlive: true,
  });
  // Without a listener a restart of the database would end the process.
  pool.on("error", (error) => onError?.(error));
  return pool;
}

/** Whether `error` is Postgres' refusal of a duplicate in the named unique index. */
export function violatesUnique(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === "23505" && error.constraint === constraint;
}
