/** What concerns other hunters beyond the place: words, friends, names, order. */
import type { Grade } from "../catalog/words.ts";

export type SocialDeed = ChatDeed | FriendDeed | CharacterDeed | BoardDeed | OrderDeed;

export type ChatDeed =
  | { do: "whisper"; to: string; text: string }
  | { do: "reply"; text: string }
  /** `channel` is a word such as `global`; all that the hunter hears where it is null. */
  | { do: "history"; channel: string | null; lines: number };

export type FriendDeed =
  | { do: "friends" }
  | { do: "befriend"; name: string }
  | { do: "unfriend"; name: string };

export type CharacterDeed =
  | { do: "characters" }
  | { do: "character-new"; name: string }
  | { do: "character-play"; name: string };

export type BoardDeed =
  /** `season`: null for all that was ever done, "now" for the one that runs, else its number. */
  | { do: "top"; board: "hunters" | "guilds" | "gates"; grade: Grade | null; season: number | "now" | null }
  | { do: "profile"; name: string };

/** Minutes; null for ever. */
type Until = number | null;
export type OrderDeed =
  | { do: "report"; name: string; reason: string }
  | { do: "reports" }
  | { do: "close-report"; id: number; outcome: string }
  | { do: "note"; name: string; text: string }
  | { do: "record"; name: string | null }
  | { do: "mute"; name: string; minutes: number; reason: string }
  | { do: "unmute"; name: string }
  | { do: "kick"; name: string; reason: string }
  | { do: "ban"; name: string; minutes: Until; reason: string }
  | { do: "unban"; name: string }
  | { do: "appoint"; name: string; role: "player" | "moderator" | "operator" }
  | { do: "grant"; name: string; exons: number; reason: string }
  | { do: "announce"; text: string };
