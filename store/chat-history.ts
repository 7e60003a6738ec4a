/** What was said before, for those who may read it. */
import { inbox } from "../game/social/channels.ts";
import type { Queryable } from "./deeds/deed.ts";

/** `toName` is whom a whisper was for; null for other lines. */
export type Line = { id: string; room: string; name: string; text: string; at: Date; toName: string | null };

/** The last lines on those channels, the oldest first. */
export async function linesOn(db: Queryable, channels: readonly string[], limit: number): Promise<Line[]> {
  // Channel by channel, each from its index: together they could be most of the table.
  const { rows } = await db.query(
    `SELECT l.id, l.room, l.name, l.text, l.at, NULL AS "toName" FROM unnest($1::text[]) AS c(room),
       LATERAL (SELECT * FROM chat_messages m WHERE m.room = c.room ORDER BY m.id DESC LIMIT $2) l
     ORDER BY l.id DESC LIMIT $2`,
    [channels, limit],
  );
  return rows.reverse();
}

/** Whispers to and from a hunter, the oldest first. */
export async function whispersOf(db: Queryable, hunterId: string, limit: number): Promise<Line[]> {
  const { rows } = await db.query(
    `SELECT l.id, l.room, l.name, l.text, l.at, c.name AS "toName" FROM (
       (SELECT * FROM chat_messages WHERE room = $1 ORDER BY id DESC LIMIT $3)
       UNION ALL
       (SELECT * FROM chat_messages WHERE character_id = $2 AND room LIKE 'to:%' ORDER BY id DESC LIMIT $3)) l
     LEFT JOIN characters c ON 'to:' || c.id = l.room ORDER BY l.id DESC LIMIT $3`,
    [inbox(hunterId), hunterId, limit],
  );
  return rows.reverse();
}

/** The name of whoever told this hunter something last, or null. */
export async function lastWhisperer(db: Queryable, hunterId: string): Promise<string | null> {
  const { rows } = await db.query(
    `SELECT coalesce(c.name, m.name) AS name FROM chat_messages m LEFT JOIN characters c ON c.id = m.character_id
     WHERE m.room = $1 ORDER BY m.id DESC LIMIT 1`,
    [inbox(hunterId)],
  );
  return rows[0]?.name ?? null;
}
