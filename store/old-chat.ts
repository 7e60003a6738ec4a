/**
 * What was said long ago is deleted, but for what moderators still need: the lines around a report. The database does it
 * by a function: the servers' role has no right to delete what was said.
 */
import type { Pool } from "pg";
import { HEARD_AFTER, HEARD_BEFORE } from "./reports.ts";

/** Lines around a report stay for so long after it was closed: who was judged by them may object. */
export const REPORTED_DAYS = 180;
/** Lines deleted in one statement, so that none holds its locks for long. */
const AT_ONCE = 5_000;

/** Deletes what is older than `days` and in no report's hour, and answers how many lines that were. */
export async function deleteOldChat(pool: Pool, days: number): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rows } = await pool.query("SELECT delete_old_chat($1, $2, $3, $4, $5) AS count", [
      days,
      REPORTED_DAYS,
      HEARD_BEFORE,
      HEARD_AFTER,
      AT_ONCE,
    ]);
    deleted += rows[0].count;
    if (rows[0].count < AT_ONCE) return deleted;
  }
}
