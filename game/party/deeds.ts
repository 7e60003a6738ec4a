/** What is wanted of a party, in the city and in its gate. */
import type { Action } from "../combat/fight.ts";
import type { Entry } from "../gates/entering.ts";
import type { Loot } from "./party.ts";

export type PartyDeed =
  | { do: "party" }
  | { do: "party-invite"; name: string }
  | { do: "party-accept"; name: string | null }
  | { do: "party-leave" }
  | { do: "party-kick"; name: string }
  | { do: "party-lead"; name: string }
  | { do: "party-loot"; loot: Loot }
  | { do: "party-check" }
  | { do: "party-ready" }
  | { do: "party-enter"; entry: Omit<Entry, "dice"> }
  | { do: "party-act"; action: Action }
  | { do: "party-auto"; on: boolean }
  | { do: "party-go"; verb: Verb; words: string };

/** What is typed between fights. */
export const VERBS = ["go", "descend", "open", "rest", "search", "disarm", "leave", "die"] as const;
export type Verb = (typeof VERBS)[number];
