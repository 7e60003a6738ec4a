/** What is wanted of guilds. */
import type { Work } from "./work.ts";

export type GuildDeed =
  | { do: "guild"; name: string | null }
  | { do: "guild-found"; name: string; yes: boolean }
  | { do: "guild-invite"; name: string }
  | { do: "guild-accept"; guild: string | null }
  | { do: "guild-leave"; yes: boolean }
  | { do: "guild-kick"; name: string }
  /** One rank up or down. */
  | { do: "guild-rank"; name: string; by: 1 | -1 }
  | { do: "guild-lead"; name: string }
  | { do: "guild-deposit"; amount: number }
  | { do: "guild-withdraw"; amount: number }
  | { do: "guild-log" }
  /** Shows the guild's work and hands in what the actor did for it; takes one on where a kind is given. */
  | { do: "guild-work"; take: Work["kind"] | null };
