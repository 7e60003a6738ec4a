/** Ways out of a place, by word, by direction, and by the beginning of either. */
import { didYouMean, nearest } from "./suggestion.ts";
import { DIRECTIONS, type Exit } from "./town.ts";

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
