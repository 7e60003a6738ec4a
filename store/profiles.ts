/** What everyone may know of a hunter and of a guild. */
import { type Scores, scoresOf } from "../game/hunter/scores.ts";
import { type CharacterId, findCharacter } from "./characters.ts";
import type { Queryable } from "./deeds/deed.ts";

export type HunterProfile = {
  id: string;
  name: string;
  level: number;
  base: string | null;
  job: string | null;
  licence: string;
  title: string | null;
  guild: { name: string; rank: string } | null;
  since: Date;
  /** Ids, the newest first. */
  achievements: readonly string[];
  scores: Scores;
};

export type GuildProfile = {
  name: string;
  level: number;
  xp: number;
  foundedAt: Date;
  members: { name: string; level: number; rank: string }[];
};

/** By name in any case; null when there is none, or only a guest. */
export async function hunterProfile(db: Queryable, name: string): Promise<HunterProfile | null> {
  if (!/^\w{3,20}$/.test(name)) return null;
  const { rows } = await db.query({
    name: "hunter-profile",
    text: `SELECT c.id, c.created_at AS since, g.name AS guild, m.rank FROM characters c
      JOIN accounts a ON a.id = c.account_id
      LEFT JOIN guild_members m ON m.character_id = c.id LEFT JOIN guilds g ON g.id = m.guild_id
      WHERE lower(c.name) = lower($1) AND a.guest_until IS NULL`,
    values: [name],
  });
  const [row] = rows;
  const character = row && (await findCharacter(db, row.id as CharacterId));
  if (!character) return null;
  const { hunter } = character;
  const { level, base, job, licence, title } = hunter.sheet;
  return {
    ...{ id: hunter.id, name: hunter.name, level, base, job, licence, title, since: row.since },
    guild: row.guild === null ? null : { name: row.guild, rank: row.rank },
    achievements: hunter.annals.achievements.toReversed(),
    scores: scoresOf({ ...hunter, level }),
  };
}

/** Members shown; a guild may have more. */
const MOST_MEMBERS = 100;
const RANKS = "array['leader', 'officer', 'veteran', 'member', 'recruit']";

/** By name in any case, or null. */
export async function guildProfile(db: Queryable, name: string): Promise<GuildProfile | null> {
  const { rows } = await db.query({
    name: "guild-profile",
    text: `SELECT id, name, level, xp::float8 AS xp, founded_at AS "foundedAt" FROM guilds
      WHERE lower(name) = lower($1)`,
    values: [name.replaceAll("\0", "")],
  });
  const [guild] = rows;
  if (!guild) return null;
  const { rows: members } = await db.query({
    name: "guild-profile-members",
    text: `SELECT c.name, c.level, m.rank FROM guild_members m JOIN characters c ON c.id = m.character_id
      WHERE m.guild_id = $1 ORDER BY array_position(${RANKS}, m.rank), c.level DESC, c.id LIMIT ${MOST_MEMBERS}`,
    values: [guild.id],
  });
  const { id: _, ...known } = guild;
  return { ...known, members };
}
