/** Ranks of a guild and what each may do. */
export const GUILD_RANKS = ["recruit", "member", "veteran", "officer", "leader"] as const;
export type GuildRank = (typeof GUILD_RANKS)[number];

/** The least rank for each. */
const LEAST = {
  deposit: "recruit",
  log: "recruit",
  withdraw: "officer",
  invite: "officer",
  kick: "officer",
  promote: "officer",
  work: "officer",
  lead: "leader",
} as const satisfies Record<string, GuildRank>;
export type Permission = keyof typeof LEAST;

const heightOf = (rank: GuildRank) => GUILD_RANKS.indexOf(rank);

export const may = (rank: GuildRank, what: Permission): boolean => heightOf(rank) >= heightOf(LEAST[what]);

/** "Only officers and the leader can do that." */
export function notAllowed(what: Permission): string {
  const least = LEAST[what];
  return least === "leader" ? "Only the leader can do that." : `Only from ${least} on: guild shows ranks.`;
}

export const isBelow = (one: GuildRank, other: GuildRank): boolean => heightOf(one) < heightOf(other);

/** The rank above or below; null where there is none, or only the leader's. */
export function stepped(rank: GuildRank, by: 1 | -1): GuildRank | null {
  const next = GUILD_RANKS[heightOf(rank) + by];
  return next === undefined || next === "leader" ? null : next;
}
