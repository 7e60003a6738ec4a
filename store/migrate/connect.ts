import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

const DATABASE_WAIT_MS = 60_000;
/** A role whose password is just being reconciled comes right soon; a wrong password never does. */
const REFUSED_WAIT_MS = 10_000;
const RETRY_MS = 500;
const CONNECT_TIMEOUT_MS = 5_000;

/** A connection as soon as the database takes one. Throws the last reason after `waitMs`. */
export async function connectWhenUp(url: string, waitMs: number = DATABASE_WAIT_MS): Promise<pg.Client> {
  const start = Date.now();
  for (;;) {
    const client = new pg.Client({
      connectionString: url,
      application_name: "terminusa-migrate",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    // A link that breaks later rejects the running query; this only keeps it from ending the process.
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const bound = isRefusal(error) ? Math.min(waitMs, REFUSED_WAIT_MS) : waitMs;
      if (Date.now() - start >= bound) throw new Error(`the database is not reachable: ${reasonOf(error)}`);
      await sleep(RETRY_MS);
    }
  }
}

/** Wrong password, role or database; a server that is starting (57P03) is none of these. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(28|3D)/.test(error.code ?? "");
}

function reasonOf(error: unknown): string {
  // Both addresses of a name refused: Node's AggregateError has no message of its own.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
