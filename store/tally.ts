/**
 * Counts now and then what hunters have done, for pages that show it: leaderboards, totals and feats. Reads only
 * hunters who played since the last time and whose rows have changed; writes tables that the game never touches, so
 * that no command waits for it. One server counts at a time.
 */
import type { Pool, PoolClient } from "pg";
import { newHunter } from "../game/hunter/hunter.ts";
import {
  type Feat,
  featsSince,
  SCORES,
  type Score,
  type Scored,
  type Scores,
  scoresOf,
} from "../game/hunter/scores.ts";
import { seasonGains } from "../game/hunter/season.ts";
import { countInSeason, endSeason, runningSeason } from "./seasons.ts";

/** Of Postgres' advisory locks: the one who holds it counts. */
const LOCK = 7_325_001;
/** Hunters read and written in one transaction. */
const BATCH = 200;
/** A write is seen a moment after the time that it says (s). */
const MARGIN_SECONDS = 60;
/** Older feats are forgotten. */
const FEATS_KEPT = 1_000;

/**
 * Brings everything up to date and returns how many hunters had changed; null when another server counts right now,
 * or did less than `everyMs` ago. Rejects when the database is away: the next time counts what this one missed.
 */
export async function tally(pool: Pool, everyMs = 0): Promise<number | null> {
  const client = await pool.connect();
  let broken = true;
  try {
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS mine", [LOCK]);
    const counted = rows[0].mine ? await underLock(client, everyMs) : null;
    broken = false;
    return counted;
  } finally {
    client.release(broken);
  }
}

async function underLock(client: PoolClient, everyMs: number): Promise<number | null> {
  try {
    const { rows } = await client.query(
      `SELECT now()::text AS now, (extract(epoch FROM now()) * 1000)::float8 AS ms, counted_to::text AS "countedTo",
         coalesce(counted_to > now() - $1 * interval '1 ms', false) AS early FROM tally_state`,
      [everyMs],
    );
    const { now, ms, countedTo, early } = rows[0];
    if (early) return null;
    const season = await runningSeason(client, ms);
    const ids = await changedSince(client, countedTo);
    for (let at = 0; at < ids.length; at += BATCH)
      // Whatever was done before the first count is no news.
      await countBatch(client, ids.slice(at, at + BATCH), countedTo === null ? null : season.number);
    if (ids.length > 0) await forgetOldFeats(client);
    await client.query("UPDATE tally_state SET counted_to = $1", [now]);
    await endSeason(client, season, ms);
    return ids.length;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [LOCK]);
  }
}

/** Everyone who has changed, the first time; then those of accounts that were in the game since. */
async function changedSince(client: PoolClient, countedTo: string | null): Promise<string[]> {
  const { rows } = await client.query(
    `SELECT c.id FROM game_sessions s JOIN characters c ON c.account_id = s.account_id
       LEFT JOIN tallied t ON t.character_id = c.id
     WHERE ($1::timestamptz IS NULL OR s.seen_at > $1::timestamptz - ${MARGIN_SECONDS} * interval '1 second')
       AND t.version IS DISTINCT FROM c.version ORDER BY c.id`,
    [countedTo],
  );
  return rows.map(({ id }) => id);
}

type Counted = Scored & { id: string; version: string; guild: string | null };

/** `season` null: only taken in, neither told nor counted in a season. */
async function countBatch(client: PoolClient, ids: readonly string[], season: number | null): Promise<void> {
  await client.query("BEGIN");
  try {
    const hunters = await readHunters(client, ids);
    const before = await readScores(client, ids);
    const known = (id: string): Scores => before.get(id) ?? {};
    await writeScores(client, hunters, known);
    if (season !== null) await writeNews(client, season, hunters, known);
    await client.query(
      `INSERT INTO tallied (character_id, version) SELECT * FROM unnest($1::bigint[], $2::bigint[])
       ON CONFLICT (character_id) DO UPDATE SET version = excluded.version`,
      [hunters.map(({ id }) => id), hunters.map(({ version }) => version)],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** Locked against deletion only: commands go on. */
async function readHunters(client: PoolClient, ids: readonly string[]): Promise<Counted[]> {
  const { rows } = await client.query(
    "SELECT id, version, level, guild_id AS guild, annals, trail FROM characters WHERE id = ANY($1::bigint[]) ORDER BY id FOR KEY SHARE",
    [ids],
  );
  const { annals, trail } = newHunter({ id: "", name: "", role: "player", seed: "" }, "");
  return rows.map((row) => ({
    ...row,
    annals: { ...annals, ...JSON.parse(row.annals) },
    trail: { ...trail, ...JSON.parse(row.trail) },
  }));
}

async function readScores(client: PoolClient, ids: readonly string[]): Promise<Map<string, Scores>> {
  const { rows } = await client.query(
    `SELECT character_id AS id, kind, count::float8 AS count FROM scores
     WHERE kind = ANY($1::text[]) AND character_id = ANY($2::bigint[])`,
    [SCORES, ids],
  );
  const scores = new Map<string, Scores>();
  for (const { id, kind, count } of rows) scores.set(id, { ...scores.get(id), [kind]: count });
  return scores;
}

type Change = { kind: Score; id: string; count: number; more: number };

/** Scores only ever grow, and the totals with them. */
async function writeScores(
  client: PoolClient,
  hunters: readonly Counted[],
  known: (id: string) => Scores,
): Promise<void> {
  const changes = hunters.flatMap((hunter) => changesOf(hunter, known(hunter.id)));
  if (changes.length === 0) return;
  await client.query(
    `INSERT INTO scores (kind, character_id, count) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])
     ON CONFLICT (kind, character_id) DO UPDATE SET count = excluded.count`,
    [changes.map(({ kind }) => kind), changes.map(({ id }) => id), changes.map(({ count }) => count)],
  );
  await client.query(
    `INSERT INTO score_totals (kind, count)
     SELECT kind, sum(more) FROM unnest($1::text[], $2::bigint[]) AS m(kind, more) GROUP BY kind
     ON CONFLICT (kind) DO UPDATE SET count = score_totals.count + excluded.count`,
    [changes.map(({ kind }) => kind), changes.map(({ more }) => more)],
  );
}

function changesOf(hunter: Counted, before: Scores): Change[] {
  const now = scoresOf(hunter);
  return SCORES.flatMap((kind) => {
    const [count, had] = [now[kind] ?? 0, before[kind] ?? 0];
    return count > had ? [{ kind, id: hunter.id, count, more: count - had }] : [];
  });
}

/** What is told of the hunters, and what they have gained for the season. */
async function writeNews(
  client: PoolClient,
  season: number,
  hunters: readonly Counted[],
  known: (id: string) => Scores,
): Promise<void> {
  const gained = hunters.flatMap((hunter) => {
    const { id, guild } = hunter;
    return seasonGains(known(id), scoresOf(hunter)).map((gain) => ({ ...gain, id, guild }));
  });
  await countInSeason(client, season, gained);
  await writeFeats(
    client,
    hunters.flatMap((hunter) =>
      featsSince(known(hunter.id), hunter).map((feat) => ({ ...feat, id: hunter.id })),
    ),
  );
}

async function writeFeats(client: PoolClient, feats: readonly (Feat & { id: string })[]): Promise<void> {
  if (feats.length === 0) return;
  await client.query(
    `INSERT INTO feats (character_id, kind, what) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])`,
    [feats.map(({ id }) => id), feats.map(({ kind }) => kind), feats.map(({ what }) => what)],
  );
}

async function forgetOldFeats(client: PoolClient): Promise<void> {
  await client.query("DELETE FROM feats WHERE id <= (SELECT max(id) - $1 FROM feats)", [FEATS_KEPT]);
}
