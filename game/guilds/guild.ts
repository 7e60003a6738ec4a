/** A guild: its price, its size, its levels. */
import { MAX_LEVEL } from "../combat/tuning.ts";
import type { GuildRank } from "./rank.ts";
import type { Work } from "./work.ts";

export type Guild = {
  id: string;
  name: string;
  level: number;
  /** Towards the next level. */
  xp: number;
  crystals: number;
  work: Work | null;
};
export type GuildMember = { id: string; name: string; rank: GuildRank; level: number };

/** Crystals that founding one costs. */
export const FOUNDING = 2_500;
export const INVITED_HOURS = 48;

/** Members at most. */
export const sizeOf = (level: number): number => 20 + 2 * level;

/** Experience from `level` to the next. */
export const guildXp = (level: number): number => Math.round(1_000 * 1.5 ** (level - 1));

/** The guild with more experience, and how many levels that made. */
export function grownBy<G extends Pick<Guild, "level" | "xp">>(
  guild: G,
  xp: number,
): { guild: G; levels: number } {
  let { level } = guild;
  let left = guild.xp + xp;
  while (level < MAX_LEVEL && left >= guildXp(level)) {
    left -= guildXp(level);
    level++;
  }
  return { guild: { ...guild, level, xp: left }, levels: level - guild.level };
}

/** A sentence when it can't be a guild's name. */
export function badName(name: string): string | null {
  if (/^[A-Za-z0-9][A-Za-z0-9 ]{1,22}[A-Za-z0-9]$/.test(name) && !/ {2}/.test(name)) return null;
  return "A guild's name is 3 to 24 letters, digits and single blanks: guild found night shift";
}

/** "night shift" as it is shown. */
export const titled = (name: string): string => name.replace(/(^| )[a-z]/g, (letter) => letter.toUpperCase());
