/** What was said long ago is deleted, but for what moderators still need: the lines around a report. */
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
    const { rowCount } = await pool.query(
      `DELETE FROM chat_messages WHERE id IN (
         SELECT m.id FROM chat_messages m WHERE m.at < now() - $1 * interval '1 day' AND NOT EXISTS (
           SELECT 1 FROM reports r
           WHERE (r.closed_at IS NULL OR r.closed_at > now() - $2 * interval '1 day')
             AND m.at BETWEEN r.at - interval '${HEARD_BEFORE}' AND r.at + interval '${HEARD_AFTER}'
             AND m.room = ANY (r.channels || ('to:' || r.about_hunter)))
         LIMIT ${AT_ONCE})`,
      [days, REPORTED_DAYS],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < AT_ONCE) return deleted;
  }
}
