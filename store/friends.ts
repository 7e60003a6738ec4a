/** Friendships: one row a pair, the lower id first. */
import type { PoolClient } from "pg";
import type { Queryable } from "./deeds/deed.ts";

export type Friend = {
  id: string;
  name: string;
  level: number;
  accepted: boolean;
  /** Whether the other one asked. */
  asked: boolean;
};

export async function friendsOf(db: Queryable, id: string): Promise<Friend[]> {
  const { rows } = await db.query(
    `SELECT c.id, c.name, c.level, f.accepted, f.asked_by <> $1 AS asked
     FROM friendships f JOIN characters c ON c.id = CASE WHEN f.a_id = $1 THEN f.b_id ELSE f.a_id END
     WHERE f.a_id = $1 OR f.b_id = $1 ORDER BY f.accepted DESC, lower(c.name)`,
    [id],
  );
  return rows;
}

/** The pair's row; both hunters are locked. */
export async function friendship(
  client: PoolClient,
  one: string,
  two: string,
): Promise<{ accepted: boolean; askedBy: string } | null> {
  const { rows } = await client.query(
    'SELECT accepted, asked_by AS "askedBy" FROM friendships WHERE a_id = $1 AND b_id = $2',
    pair(one, two),
  );
  return rows[0] ?? null;
}

export async function askFriend(client: PoolClient, by: string, other: string): Promise<void> {
  await client.query("INSERT INTO friendships (a_id, b_id, asked_by) VALUES ($1, $2, $3)", [
    ...pair(by, other),
    by,
  ]);
}

export async function acceptFriend(client: PoolClient, one: string, two: string): Promise<void> {
  await client.query(
    "UPDATE friendships SET accepted = true, since = now() WHERE a_id = $1 AND b_id = $2",
    pair(one, two),
  );
}

export async function endFriendship(client: PoolClient, one: string, two: string): Promise<void> {
  await client.query("DELETE FROM friendships WHERE a_id = $1 AND b_id = $2", pair(one, two));
}

/** Lower id first, as numbers: ids have different lengths. */
const pair = (one: string, two: string): [string, string] =>
  BigInt(one) < BigInt(two) ? [one, two] : [two, one];
