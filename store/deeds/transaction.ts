/** A transaction on a connection of its own, begun again when it lost a race for locks. */
import pg, { type Pool, type PoolClient } from "pg";
import { Overtaken } from "./deed.ts";

/** So often at most. */
const TRIES = 6;
const DEADLOCK = "40P01";
const SERIALIZATION = "40001";

/** `null`: no connection; nothing was done. `overtaken`: every try lost; nothing was done. */
export async function withTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T | null | "overtaken"> {
  for (let left = TRIES; left > 0; left--) {
    const client = await pool.connect().catch(() => null);
    if (!client) return null;
    // The pool only listens while a connection is idle: one that breaks now must not end the process.
    const onError = () => {};
    client.on("error", onError);
    let broken = true;
    try {
      const result = await work(client);
      broken = false;
      return result;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) && !(error instanceof Overtaken)) throw error;
      await client.query("ROLLBACK");
      broken = false;
      if (!losesRace(error)) throw error;
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  }
  return "overtaken";
}

function losesRace(error: pg.DatabaseError | Overtaken): boolean {
  return error instanceof Overtaken || error.code === DEADLOCK || error.code === SERIALIZATION;
}
