/** Parties: rows of one document each. */
import type { PoolClient } from "pg";
import { isMember, type Party } from "../game/party/party.ts";
import type { Queryable } from "./deeds/deed.ts";

/** The party as it is now, unlocked, or null. */
export async function findParty(db: Queryable, id: string): Promise<Party | null> {
  const { rows } = await db.query({
    name: "find-party",
    text: "SELECT document FROM parties WHERE id = $1",
    values: [id],
  });
  return rows[0] ? JSON.parse(rows[0].document) : null;
}

/** Locks the party, after its members; null when it is gone. */
export async function lockParty(client: PoolClient, id: string): Promise<Party | null> {
  const { rows } = await client.query({
    name: "lock-party",
    text: "SELECT document FROM parties WHERE id = $1 FOR UPDATE",
    values: [id],
  });
  return rows[0] ? JSON.parse(rows[0].document) : null;
}

export async function addParty(client: PoolClient, party: Party): Promise<string> {
  const { rows } = await client.query("INSERT INTO parties (document) VALUES ($1) RETURNING id", [
    JSON.stringify(party),
  ]);
  return rows[0].id;
}

/** Writes a locked party; null disbands it. */
export async function writeParty(client: PoolClient, id: string, party: Party | null): Promise<void> {
  if (party === null) {
    await client.query("DELETE FROM parties WHERE id = $1", [id]);
    return;
  }
  await client.query({
    name: "write-party",
    text: `UPDATE parties SET document = $2, due_at = to_timestamp($3::float8 / 1000), changed_at = now()
      WHERE id = $1`,
    values: [id, JSON.stringify(party), party.gate?.due ?? null],
  });
}

/** The party of a hunter as the database has it now, or null. */
export async function partyOf(db: Queryable, hunterId: string): Promise<string | null> {
  const { rows } = await db.query({
    name: "party-of",
    text: "SELECT party_id AS id FROM characters WHERE id = $1",
    values: [hunterId],
  });
  return rows[0]?.id ?? null;
}

/** The last party that has invited the hunter, or the one of that leader. */
export async function partyInviting(
  db: Queryable,
  guest: { id: string; name: string },
  leader: string | null,
): Promise<string | null> {
  const { rows } = await db.query(
    `SELECT p.id, p.document FROM parties p WHERE position($1 IN p.document) > 0 ORDER BY p.changed_at DESC LIMIT 50`,
    [JSON.stringify(guest).slice(0, -1)],
  );
  const found = rows.find(({ document }) => {
    const party = JSON.parse(document) as Party;
    const led = party.members.find(({ id }) => id === party.leader)?.name.toLowerCase();
    return !isMember(party, guest.id) && (leader === null || led === leader.toLowerCase());
  });
  return found?.id ?? null;
}

/** Parties whose round's time is up at `now` (ms since 1970). */
export async function dueParties(db: Queryable, now: number): Promise<string[]> {
  const { rows } = await db.query({
    name: "due-parties",
    text: "SELECT id FROM parties WHERE due_at <= to_timestamp($1::float8 / 1000) ORDER BY due_at LIMIT 100",
    values: [now],
  });
  return rows.map(({ id }) => id);
}

/** Of those parties, the ones in a fight whose round has not begun. */
export async function unbegunFights(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.query({
    name: "unbegun-fights",
    text: `SELECT id FROM parties
      WHERE id = ANY($1::bigint[]) AND due_at IS NULL AND document::json #>> '{gate,run,fight}' IS NOT NULL`,
    values: [ids],
  });
  return rows.map(({ id }) => id);
}

/** Of those parties, the ones in whose gate somebody is whom no server has seen for `unseenMs`. */
export async function partiesLeftAlone(
  db: Queryable,
  ids: readonly string[],
  unseenMs: number,
): Promise<string[]> {
  const { rows } = await db.query({
    name: "parties-left-alone",
    text: `SELECT DISTINCT c.party_id AS id FROM characters c JOIN game_sessions s ON s.account_id = c.account_id
      WHERE c.party_id = ANY($1::bigint[]) AND c.run <> 'null' AND s.seen_at < now() - $2::float8 * interval '1 ms'`,
    values: [ids, unseenMs],
  });
  return rows.map(({ id }) => id);
}

/** Those of the hunters whom no server has seen for `unseenMs`. */
export async function unseen(
  db: Queryable,
  hunters: readonly string[],
  unseenMs: number,
): Promise<Set<string>> {
  const { rows } = await db.query({
    name: "unseen-hunters",
    text: `SELECT c.id FROM characters c JOIN game_sessions s ON s.account_id = c.account_id
      WHERE c.id = ANY($1::bigint[]) AND s.seen_at < now() - $2::float8 * interval '1 ms'`,
    values: [hunters, unseenMs],
  });
  return new Set(rows.map(({ id }) => id));
}
