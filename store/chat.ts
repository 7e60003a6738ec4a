import type { Pool } from "pg";
import type { CharacterId } from "./characters.ts";

/** A said line: `id` grows with time, also across rooms. */
export type ChatMessage = {
  id: string;
  room: string;
  characterId: CharacterId | null;
  name: string;
  text: string;
  at: Date;
};

/** Stores a line of 1–1000 characters. Rejects others. */
export async function recordChat(
  pool: Pool,
  { room, characterId, name, text }: { room: string; characterId: CharacterId; name: string; text: string },
): Promise<{ id: string; at: Date }> {
  const { rows } = await pool.query(
    "INSERT INTO chat_messages (room, character_id, name, text) VALUES ($1, $2, $3, $4) RETURNING id, at",
    [room, characterId, name, text],
  );
  return rows[0];
}

/** The room's last `limit` lines, the oldest first. */
export async function recentChat(pool: Pool, room: string, limit: number): Promise<ChatMessage[]> {
  const { rows } = await pool.query(
    `SELECT id, room, character_id AS "characterId", name, text, at
     FROM chat_messages WHERE room = $1 ORDER BY id DESC LIMIT $2`,
    [room, limit],
  );
  return rows.reverse();
}

/** What was said in a room, for those who may have missed it. */
export type Said = { id: string; room: string; characterId: CharacterId | null; name: string; text: string };

/** What was said in the rooms during the last `sinceMs`, the oldest first, at most `limit` lines. */
export async function chatSince(
  pool: Pool,
  rooms: string[],
  sinceMs: number,
  limit: number,
): Promise<Said[]> {
  const { rows } = await pool.query({
    name: "chat-since",
    text: `SELECT id, room, character_id AS "characterId", name, text FROM chat_messages
      WHERE room = ANY($1) AND at > now() - $2 * interval '1 millisecond' ORDER BY id DESC LIMIT $3`,
    values: [rooms, sinceMs, limit],
  });
  return rows.reverse();
}
