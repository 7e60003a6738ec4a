/** From a typed line to a command: exact words first, then unambiguous prefixes, then an answer that helps. */
import type { CommandSpec } from "./commands/spec.ts";
import { commandNamed, commandsFor, usage } from "./commands/table.ts";
import { directionOf, findExit, noWay } from "./exits.ts";
import type { Role } from "./hunter/hunter.ts";
import { didYouMean, listOr, nearest } from "./suggestion.ts";
import type { Exit } from "./town.ts";

/** Characters of one thing said. */
export const MAX_SAID = 500;

export type Command = { spec: CommandSpec; argument: string };
export type ParsedLine = { ok: true; command: Command } | { ok: false; text: string };
export type Grammar = {
  role: Role;
  exits: readonly Exit[];
  /** Personal words for whole lines; what follows the word is put after the line. */
  aliases?: Readonly<Record<string, string>>;
};

/** Never throws; a line that is no command gets one sentence that says what to type. */
export function parseLine(typed: string, { role, exits, aliases = {} }: Grammar): ParsedLine {
  const clean = unaliased(typed.normalize("NFC").replaceAll("\t", " ").trim(), aliases);
  if (clean === "") return refuse("Type a word, such as look or help.");
  if (hasUnsayable(clean))
    return refuse("That line holds characters that can't be typed here. Type it in plain text.");
  const { verb, rest } = splitLine(clean);
  const commands = commandsFor(role);
  // A place may be called as a command is: where "shop" is a way, the word alone goes there.
  const named = rest === "" ? exits.find(({ word }) => word === verb) : undefined;
  if (named) return go(named, role);
  const exact = commandNamed(role, verb);
  if (exact) return withArgument(exact, rest);
  const way = rest === "" ? findExit(verb, exits) : undefined;
  if (way) return go(way, role);
  if (rest === "" && directionOf(verb)) return refuse(noWay(directionOf(verb)!, exits));
  return byPrefix(verb, rest, { commands, exits, role });
}

type Known = { commands: readonly CommandSpec[]; exits: readonly Exit[]; role: Role };

function byPrefix(verb: string, rest: string, { commands, exits, role }: Known): ParsedLine {
  const fitting = commands.filter(({ name, aliases }) =>
    [name, ...aliases].some((word) => word.startsWith(verb)),
  );
  const ways = rest === "" ? exits.filter((exit) => exit.word.startsWith(verb)) : [];
  if (fitting.length + ways.length > 1) {
    const words = [...fitting.map(({ name }) => name), ...ways.map((way) => way.word)].sort();
    return refuse(`"${verb}" could be ${listOr(words)}. Type one more letter.`);
  }
  if (fitting[0]) return withArgument(fitting[0], rest);
  if (ways[0]) return go(ways[0], role);
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
  return { ok: true, command: { spec, argument: value } };
}

function splitLine(line: string): { verb: string; rest: string } {
  if (line.startsWith("'")) return { verb: "'", rest: line.slice(1).trim() };
  const space = line.search(/\s/);
  if (space < 0) return { verb: line.toLowerCase(), rest: "" };
  return { verb: line.slice(0, space).toLowerCase(), rest: line.slice(space).trim() };
}

/** Control characters, bidirectional overrides, lone surrogates and other things that can dress up as output. */
export function hasUnsayable(text: string): boolean {
  // Plain typing is told apart at once: the full rule is slow.
  if (/^[ -~]*$/.test(text)) return false;
  return /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u.test(
    text,
  );
}

/** A word that the hunter made stands for its line once: an alias never calls another. */
function unaliased(line: string, aliases: Readonly<Record<string, string>>): string {
  const space = line.indexOf(" ");
  const word = (space < 0 ? line : line.slice(0, space)).toLowerCase();
  const meant = Object.hasOwn(aliases, word) ? aliases[word] : undefined;
  return meant === undefined ? line : space < 0 ? meant : `${meant}${line.slice(space)}`;
}

function go(way: Exit, role: Role): ParsedLine {
  const spec = commandNamed(role, "go");
  return spec ? { ok: true, command: { spec, argument: way.word } } : refuse(noWay(way.word, []));
}

const refuse = (text: string): ParsedLine => ({ ok: false, text });
const asks = ({ name }: CommandSpec) =>
  name === "go" ? "Where to?" : name === "say" ? "Say what?" : "What?";
const shorten = (word: string) => (word.length > 30 ? `${word.slice(0, 30)}…` : word);
