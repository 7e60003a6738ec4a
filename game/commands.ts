/** The one table of commands: what dispatches a line is what `help` prints and what Tab completes. */

export type CommandName = "help" | "look" | "go" | "say" | "who" | "whoami" | "quit";
export type Role = "player" | "moderator" | "operator";

export type CommandSpec = {
  name: CommandName;
  aliases: readonly string[];
  /** The one argument: `word` is one or several words, `text` is kept as it was typed. */
  argument?: { name: string; kind: "word" | "text"; optional: boolean };
  /** One sentence for the list, in the voice of the System. */
  summary: string;
  help: string;
  /** The least role that may use it. */
  permission: Role;
  /** Tokens of the player's rate that it costs. */
  cost: number;
};

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "help",
    aliases: ["?", "commands"],
    argument: { name: "command", kind: "word", optional: true },
    summary: "What you can do, or how one command works.",
    help: "help lists every command. help say explains one.",
    permission: "player",
    cost: 1,
  },
  {
    name: "look",
    aliases: ["l", "examine"],
    argument: { name: "whom", kind: "word", optional: true },
    summary: "The place around you, or one person in it.",
    help: "look shows the place in full. look clerk shows one person. People tell you what to watch for.",
    permission: "player",
    cost: 1,
  },
  {
    name: "go",
    aliases: ["walk"],
    argument: { name: "exit", kind: "word", optional: false },
    summary: "Through an exit. The exit's name alone does the same.",
    help: "go street, or only street. Directions work too: go south, south, s.",
    permission: "player",
    cost: 1,
  },
  {
    name: "say",
    aliases: ["'"],
    argument: { name: "words", kind: "text", optional: false },
    summary: "Aloud, to everyone in this place.",
    help: "say hello, or 'hello. Everyone in this place hears it and reads it with your name.",
    permission: "player",
    cost: 1,
  },
  {
    name: "who",
    aliases: ["players"],
    summary: "Who is in the city now.",
    help: "who counts everyone in the city, on every server.",
    permission: "player",
    cost: 1,
  },
  {
    name: "whoami",
    aliases: ["me"],
    summary: "Your name, and where you stand.",
    help: "whoami tells you your name, your role and your place.",
    permission: "player",
    cost: 1,
  },
  {
    name: "quit",
    aliases: ["exit", "logout"],
    summary: "Leave the city. Your place is kept.",
    help: "quit closes the line. You wake where you left.",
    permission: "player",
    cost: 1,
  },
];

const RANKS: readonly Role[] = ["player", "moderator", "operator"];

/** The commands that `role` may use, in the table's order. */
export function commandsFor(role: Role): CommandSpec[] {
  return COMMANDS.filter((command) => RANKS.indexOf(command.permission) <= RANKS.indexOf(role));
}

/** How a command is typed, e.g. `look [whom]`. */
export function usage({ name, argument }: CommandSpec): string {
  if (!argument) return name;
  return argument.optional ? `${name} [${argument.name}]` : `${name} <${argument.name}>`;
}

/** The words that Tab completes for `role`: names, and aliases that are words. */
export function commandWords(role: Role): string[] {
  const words = commandsFor(role).flatMap(({ name, aliases }) => [name, ...aliases]);
  return words.filter((word) => /^[a-z]{2,}$/.test(word)).sort();
}
