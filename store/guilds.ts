/** Guilds, their members and their logs. */
import type { PoolClient } from "pg";
import { type Guild, type GuildMember, INVITED_HOURS } from "../game/guilds/guild.ts";
import type { GuildRank } from "../game/guilds/rank.ts";
import type { Hunter } from "../game/hunter/hunter.ts";
import type { Queryable } from "./deeds/deed.ts";
import { violatesUnique } from "./postgres.ts";

const COLUMNS = "id, name, level, xp::float8 AS xp, crystals::float8 AS crystals, work";

export async function findGuild(db: Queryable, id: string): Promise<Guild | null> {
  const { rows } = await db.query(`SELECT ${COLUMNS} FROM guilds WHERE id = $1`, [id]);
  return rows[0] ? guildFrom(rows[0]) : null;
}

export async function guildNamed(db: Queryable, name: string): Promise<Guild | null> {
  const { rows } = await db.query(`SELECT ${COLUMNS} FROM guilds WHERE lower(name) = lower($1)`, [name]);
  return rows[0] ? guildFrom(rows[0]) : null;
}

/** Locks the guild, after the hunters; null when it is gone. */
export async function lockGuild(client: PoolClient, id: string): Promise<Guild | null> {
  const { rows } = await client.query(`SELECT ${COLUMNS} FROM guilds WHERE id = $1 FOR UPDATE`, [id]);
  return rows[0] ? guildFrom(rows[0]) : null;
}

/** Its id; null when the name is taken. */
export async function addGuild(client: PoolClient, name: string): Promise<string | null> {
  await client.query("SAVEPOINT guild");
  try {
    const { rows } = await client.query("INSERT INTO guilds (name) VALUES ($1) RETURNING id", [name]);
    return rows[0].id;
  } catch (error) {
    if (!violatesUnique(error, "guilds_name_key")) throw error;
    await client.query("ROLLBACK TO SAVEPOINT guild");
    return null;
  }
}

export async function writeGuild(
  client: PoolClient,
  { id, level, xp, crystals, work }: Guild,
): Promise<void> {
  await client.query("UPDATE guilds SET level = $2, xp = $3, crystals = $4, work = $5 WHERE id = $1", [
    id,
    level,
    xp,
    crystals,
    work && JSON.stringify(work),
  ]);
}

export async function removeGuild(client: PoolClient, id: string): Promise<void> {
  await client.query("DELETE FROM guilds WHERE id = $1", [id]);
}

/** The highest ranks first. */
export async function guildMembers(db: Queryable, id: string): Promise<GuildMember[]> {
  const { rows } = await db.query(
    `SELECT c.id, c.name, m.rank, c.level FROM guild_members m JOIN characters c ON c.id = m.character_id
     WHERE m.guild_id = $1
     ORDER BY array_position(ARRAY['leader', 'officer', 'veteran', 'member', 'recruit'], m.rank), lower(c.name)`,
    [id],
  );
  return rows;
}

/** What members have counted so far. */
export async function memberCounts(
  db: Queryable,
  id: string,
): Promise<Pick<Hunter, "id" | "annals" | "trail">[]> {
  const { rows } = await db.query("SELECT id, annals, trail FROM characters WHERE guild_id = $1", [id]);
  return rows.map((row) => ({
    id: row.id,
    annals: { counters: {}, ...JSON.parse(row.annals) },
    trail: { visits: {}, tally: {}, ...JSON.parse(row.trail) },
  }));
}

/** The member's rank; null for somebody else. The hunter is locked. */
export async function rankIn(db: Queryable, guildId: string, characterId: string): Promise<GuildRank | null> {
  const { rows } = await db.query(
    "SELECT rank FROM guild_members WHERE guild_id = $1 AND character_id = $2",
    [guildId, characterId],
  );
  return rows[0]?.rank ?? null;
}

export async function addMember(
  client: PoolClient,
  guildId: string,
  characterId: string,
  rank: GuildRank,
): Promise<void> {
  await client.query("INSERT INTO guild_members (character_id, guild_id, rank) VALUES ($1, $2, $3)", [
    characterId,
    guildId,
    rank,
  ]);
  await client.query("DELETE FROM guild_invitations WHERE character_id = $1", [characterId]);
}

export async function setRank(client: PoolClient, characterId: string, rank: GuildRank): Promise<void> {
  await client.query("UPDATE guild_members SET rank = $2 WHERE character_id = $1", [characterId, rank]);
}

export async function removeMember(client: PoolClient, characterId: string): Promise<void> {
  await client.query("DELETE FROM guild_members WHERE character_id = $1", [characterId]);
}

export async function inviteMember(
  client: PoolClient,
  guildId: string,
  characterId: string,
  by: string,
): Promise<void> {
  await client.query(
    `INSERT INTO guild_invitations (guild_id, character_id, by_name, expires_at)
     VALUES ($1, $2, $3, now() + ${INVITED_HOURS} * interval '1 hour')
     ON CONFLICT (character_id, guild_id) DO UPDATE SET by_name = $3, expires_at = excluded.expires_at`,
    [guildId, characterId, by],
  );
}

/** The guild that invites the hunter: the one of that name, or the last. */
export async function guildInviting(
  db: Queryable,
  characterId: string,
  name: string | null,
): Promise<string | null> {
  const { rows } = await db.query(
    `SELECT g.id FROM guild_invitations i JOIN guilds g ON g.id = i.guild_id
     WHERE i.character_id = $1 AND i.expires_at > now() AND ($2::text IS NULL OR lower(g.name) = lower($2))
     ORDER BY i.expires_at DESC LIMIT 1`,
    [characterId, name],
  );
  return rows[0]?.id ?? null;
}

export async function logInGuild(client: PoolClient, guildId: string, text: string): Promise<void> {
  await client.query("INSERT INTO guild_log (guild_id, text) VALUES ($1, $2)", [guildId, text]);
}

/** The latest first. */
export async function guildLog(
  db: Queryable,
  guildId: string,
  limit: number,
): Promise<{ at: Date; text: string }[]> {
  const { rows } = await db.query(
    "SELECT at, text FROM guild_log WHERE guild_id = $1 ORDER BY id DESC LIMIT $2",
    [guildId, limit],
  );
  return rows;
}

function guildFrom({ work, ...row }: Omit<Guild, "work"> & { work: string | null }): Guild {
  return { ...row, work: work === null ? null : JSON.parse(work) };
}
