/** From a typed line to a command: exact words first, then unambiguous prefixes, then an answer that helps. */
import { type CommandName, type CommandSpec, commandsFor, type Role, usage } from "./commands.ts";
import { nearest } from "./suggestion.ts";
import { DIRECTIONS, type Exit } from "./town.ts";

/** Characters of one thing said. */
export const MAX_SAID = 500;

export type Command = { name: CommandName; argument: string; cost: number };
export type ParsedLine = { ok: true; command: Command } | { ok: false; text: string };
export type Grammar = { role: Role; exits: readonly Exit[] };

/** Never throws; a line that is no command gets one sentence that says what to type. */
export function parseLine(line: string, { role, exits }: Grammar): ParsedLine {
  const clean = line.normalize("NFC").replaceAll("\t", " ").trim();
  if (clean === "") return refuse("Type a word, such as look or help.");
  if (hasUnsayable(clean))
    return refuse("That line holds characters that can't be typed here. Type it in plain text.");
  const { verb, rest } = splitLine(clean);
  const commands = commandsFor(role);
  const exact = commands.find(({ name, aliases }) => name === verb || aliases.includes(verb));
  if (exact) return withArgument(exact, rest);
  const way = rest === "" ? findExit(verb, exits) : undefined;
  if (way) return go(way);
  if (rest === "" && directionOf(verb)) return refuse(noWay(directionOf(verb)!, exits));
  return byPrefix(verb, rest, commands, exits);
}

/** The exit that a word names: its word, its direction, or the direction's first letter. */
export function findExit(word: string, exits: readonly Exit[]): Exit | undefined {
  const direction = directionOf(word);
  return exits.find(
    (exit) => exit.word === word || (direction !== undefined && exit.direction === direction),
  );
}

/** The sentence for an exit that isn't there. */
export function noWay(word: string, exits: readonly Exit[]): string {
  const words = exits.map((exit) => exit.word);
  const near = nearest(word, words);
  return `No way "${word}" from here. ${near.length > 0 ? didYouMean(near) : `Exits: ${words.join(", ")}`}`;
}

/** The full word of a direction typed whole or as its first letter. */
export function directionOf(word: string): string | undefined {
  return DIRECTIONS.find((direction) => direction === word || direction[0] === word);
}

/** A direction whose exits are named by an unambiguous prefix; undefined when none or several fit. */
export function exitByPrefix(prefix: string, exits: readonly Exit[]): Exit | undefined {
  const fitting = exits.filter((exit) => exit.word.startsWith(prefix) || exit.direction?.startsWith(prefix));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function byPrefix(verb: string, rest: string, commands: CommandSpec[], exits: readonly Exit[]): ParsedLine {
  const fitting = commands.filter(({ name, aliases }) =>
    [name, ...aliases].some((word) => word.startsWith(verb)),
  );
  const ways = rest === "" ? exits.filter((exit) => exit.word.startsWith(verb)) : [];
  if (fitting.length + ways.length > 1) {
    const words = [...fitting.map(({ name }) => name), ...ways.map((way) => way.word)].sort();
    return refuse(`"${verb}" could be ${listOr(words)}. Type one more letter.`);
  }
  if (fitting[0]) return withArgument(fitting[0], rest);
  if (ways[0]) return go(ways[0]);
  const known = [
    ...commands.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...exits.map((exit) => exit.word),
  ];
  const near = nearest(verb, known);
  return refuse(
    `No command "${shorten(verb)}". ${near.length > 0 ? didYouMean(near) : "help lists what there is."}`,
  );
}

function withArgument(spec: CommandSpec, rest: string): ParsedLine {
  const { argument } = spec;
  if (!argument && rest !== "") return refuse(`${spec.name} takes no more words. Usage: ${usage(spec)}`);
  if (argument && !argument.optional && rest === "") return refuse(`${asks(spec)} Usage: ${usage(spec)}`);
  if (argument?.kind === "text" && [...rest].length > MAX_SAID) {
    return refuse(`That is too long to say in one breath: ${MAX_SAID} characters at most.`);
  }
  const value = argument?.kind === "word" ? rest.toLowerCase().replace(/\s+/g, " ") : rest;
  return { ok: true, command: { name: spec.name, argument: value, cost: spec.cost } };
}

function splitLine(line: string): { verb: string; rest: string } {
  if (line.startsWith("'")) return { verb: "'", rest: line.slice(1).trim() };
  const space = line.search(/\s/);
  if (space < 0) return { verb: line.toLowerCase(), rest: "" };
  return { verb: line.slice(0, space).toLowerCase(), rest: line.slice(space).trim() };
}

/** Control characters, bidirectional overrides, lone surrogates and other things that can dress up as output. */
export function hasUnsayable(text: string): boolean {
  return /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u.test(
    text,
  );
}

const go = (way: Exit): ParsedLine => ({ ok: true, command: { name: "go", argument: way.word, cost: 1 } });
const refuse = (text: string): ParsedLine => ({ ok: false, text });
const asks = ({ name }: CommandSpec) =>
  name === "go" ? "Where to?" : name === "say" ? "Say what?" : "What?";
const didYouMean = (words: string[]) => `Did you mean ${listOr(words)}?`;
const shorten = (word: string) => (word.length > 30 ? `${word.slice(0, 30)}…` : word);

function listOr(words: string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
