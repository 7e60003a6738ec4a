import { readdirSync } from "node:fs";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { readRevision, SchemaMismatch, understands } from "../schema.ts";
import { connectWhenUp } from "./connect.ts";

/** node-pg-migrate's own lock, so that its command-line tool is kept out too. */
const LOCK_ID = 7241865325823964n;
const LOCK_WAIT_MS = 120_000;
/** A migration that can't get a table's lock gives up, rather than queue all players behind it. */
const TABLE_LOCK_WAIT_MS = 15_000;

export type MigrateSettings = {
  databaseUrl: string;
  directory: string;
  /** Told of each applied migration and of the resulting revision, as one object each. */
  print: (line: object) => void;
  databaseWaitMs?: number;
  lockWaitMs?: number;
};

/**
 * Applies all pending migrations in one transaction, under a lock that waits for another holder, and returns
 * the revision. Throws, with everything rolled back: the failing file is named in the message.
 */
export async function migrate(settings: MigrateSettings): Promise<number> {
  const client = await connectWhenUp(settings.databaseUrl, settings.databaseWaitMs);
  try {
    await takeLock(client, settings.lockWaitMs ?? LOCK_WAIT_MS);
    await applyPending(client, settings);
    return await reportRevision(client, settings);
  } finally {
    // Ends the session and with it the lock.
    await client.end();
  }
}

async function takeLock(client: pg.Client, waitMs: number): Promise<void> {
  try {
    await client.query(`SET lock_timeout = ${waitMs}`);
    await client.query(`SELECT pg_advisory_lock(${LOCK_ID})`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== "55P03") throw error;
    throw new Error(
      `another migration has held the lock for ${waitMs / 1000} s: let it end, or end its session`,
    );
  }
  await client.query(`SET lock_timeout = ${TABLE_LOCK_WAIT_MS}`);
}

async function applyPending(client: pg.Client, { directory, print }: MigrateSettings): Promise<void> {
  const progress = new Progress();
  const logger = { info: (line: string) => progress.hear(line), warn() {}, error() {} };
  try {
    await runner({
      dbClient: client,
      dir: directory,
      direction: "up",
      migrationsTable: "schema_migrations",
      singleTransaction: true,
      noLock: true,
      logger,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!progress.current) throw new Error(`nothing was migrated: ${reason}`);
    throw new Error(`migration ${progress.current}.sql failed, all was rolled back: ${reason}`);
  }
  for (const { name, ms } of progress.finish()) print({ migration: name, ms });
}

async function reportRevision(client: pg.Client, { directory, print }: MigrateSettings): Promise<number> {
  const state = await readRevision(client as unknown as pg.Pool);
  const newest = newestRevision(directory);
  if (!understands(state, newest)) throw new SchemaMismatch(state, newest);
  print({ revision: state.revision, compatibleSince: state.compatibleSince });
  return state.revision;
}

/** The number of the last migration file. */
export function newestRevision(directory: string): number {
  const numbers = readdirSync(directory).flatMap((name) => /^(\d{4})_\w+\.sql$/.exec(name)?.[1] ?? []);
  return Math.max(0, ...numbers.map(Number));
}

/** Follows the runner's log, which is the only place where it names the file it is at. */
class Progress {
  current: string | null = null;
  #since = 0;
  readonly #done: { name: string; ms: number }[] = [];

  hear(line: string): void {
    const started = /^### MIGRATION (.+) \(UP\) ###$/.exec(line);
    if (!started) return;
    this.finish();
    this.current = started[1]!;
    this.#since = performance.now();
  }

  finish(): { name: string; ms: number }[] {
    if (this.current)
      this.#done.push({ name: this.current, ms: Math.round(performance.now() - this.#since) });
    this.current = null;
    return this.#done;
  }
}
