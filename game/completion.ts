/** Tab completion of a command line: pure, used by the page and by the command-line client. */

export type Completion = {
  /** Whole words that fit, sorted; put one in place of the last `typed.length` characters. */
  candidates: string[];
  typed: string;
};
export type Vocabulary = { words: string[]; exits: string[]; people: string[] };

/** The first word completes to commands and exits, what follows to exits and people. Case is ignored. */
export function completeLine(line: string, { words, exits, people }: Vocabulary): Completion {
  const [, verb, rest] = /^\s*(\S+)\s+(.*)$/s.exec(line) ?? [];
  const typed = verb === undefined ? line.trimStart() : (rest ?? "");
  const pool = verb === undefined ? [...words, ...exits] : placesFor(verb, exits, people);
  const wanted = typed.toLowerCase();
  const candidates = [...new Set(pool)].filter((word) => word.toLowerCase().startsWith(wanted)).sort();
  return { candidates, typed };
}

function placesFor(verb: string, exits: string[], people: string[]): string[] {
  if ("go".startsWith(verb.toLowerCase())) return exits;
  if ("look".startsWith(verb.toLowerCase())) return people;
  return [];
}
