/** One command: what dispatches it, what `help` prints of it, what Tab completes, and what it does. */
import type { Role } from "../hunter/hunter.ts";
import type { Outcome, Turn } from "../turn.ts";

/** Where a hunter may be: in the city, in a gate with nothing to fight, or in a fight. */
export const STATES = ["city", "gate", "fight"] as const;
export type State = (typeof STATES)[number];

/** What Tab offers for the words after a command. */
export type Completes = "exits" | "people" | "hunters" | "things" | "skills" | "gates" | "commands" | "wares";

export type CommandSpec = {
  name: string;
  aliases: readonly string[];
  /** The one argument: `word` is one or several words in lower case, `text` is kept as it was typed. */
  argument?: { name: string; kind: "word" | "text"; optional: boolean; completes?: Completes };
  /** One sentence for the list. */
  summary: string;
  /** More of it, for `help <name>`: with an example. */
  help: string;
  /** The heading that `help` lists it under. */
  group: "world" | "hunter" | "gates" | "things" | "money" | "people" | "operator";
  /** Where it can be used; everywhere unless given. */
  where?: readonly State[];
  /** The least role that may use it; player unless given. */
  permission?: Role;
  /** Tokens of the player's rate that it costs; 1 unless given. */
  cost?: number;
  /** Decides what it does. `argument` is "" when none was typed. Never throws for anything a player can type. */
  run(turn: Turn, argument: string): Outcome;
};
