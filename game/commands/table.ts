/** The one table of commands: what dispatches a line is what `help` prints and what Tab completes. */
import type { Role } from "../hunter/hunter.ts";
import { FIGHT } from "./fight.ts";
import { GATES } from "./gates.ts";
import { HUNTER } from "./hunter.ts";
import { MONEY } from "./money.ts";
import { QUESTS } from "./quests.ts";
import { SETTINGS } from "./settings.ts";
import type { CommandSpec } from "./spec.ts";
import { THINGS } from "./things.ts";
import { TOGETHER } from "./together.ts";
import { WORLD } from "./world.ts";

export const COMMANDS: readonly CommandSpec[] = [
  ...WORLD,
  ...HUNTER,
  ...GATES,
  ...FIGHT,
  ...THINGS,
  ...MONEY,
  ...QUESTS,
  ...TOGETHER,
  ...SETTINGS,
];

const RANKS: readonly Role[] = ["player", "moderator", "operator"];

/** The commands that `role` may use, in the table's order. */
export function commandsFor(role: Role): readonly CommandSpec[] {
  return BY_ROLE[role];
}

const BY_ROLE = Object.fromEntries(
  RANKS.map((role) => [
    role,
    COMMANDS.filter(({ permission = "player" }) => RANKS.indexOf(permission) <= RANKS.indexOf(role)),
  ]),
) as Record<Role, CommandSpec[]>;

/** The command of that name or alias, among those that `role` may use. */
export function commandNamed(role: Role, word: string): CommandSpec | undefined {
  return BY_WORD[role].get(word);
}

// Where two commands share a word, the first one has it.
const BY_WORD = Object.fromEntries(
  RANKS.map((role) => [
    role,
    new Map(
      BY_ROLE[role]
        .flatMap((spec) => [spec.name, ...spec.aliases].map((word) => [word, spec] as const))
        .reverse(),
    ),
  ]),
) as Record<Role, Map<string, CommandSpec>>;

/** How a command is typed, e.g. `look [whom]`. */
export function usage({ name, argument }: CommandSpec): string {
  if (!argument) return name;
  return argument.optional ? `${name} [${argument.name}]` : `${name} <${argument.name}>`;
}

/** For each command and alias what may follow it, for completion. */
export function completions(role: Role): Record<string, string> {
  const kinds: Record<string, string> = {};
  for (const { name, aliases, argument } of commandsFor(role))
    if (argument?.completes) for (const word of [name, ...aliases]) kinds[word] = argument.completes;
  return kinds;
}

/** The words that Tab completes for `role`: names, and aliases that are words. */
export function commandWords(role: Role): string[] {
  const words = commandsFor(role).flatMap(({ name, aliases }) => [name, ...aliases]);
  return words.filter((word) => /^[a-z]{2,}$/.test(word)).sort();
}
