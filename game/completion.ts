/** Tab completion of a command line: pure, used by the page and by the command-line client. */

export type Completion = {
  /** Whole words that fit, sorted; put one in place of the last `typed.length` characters. */
  candidates: string[];
  typed: string;
};
/** What may stand after a command, by the kind that the command's entry in the table names. */
export type Vocabulary = {
  words: readonly string[];
  /** From a command or an alias to the kind of what follows it. */
  completes: Readonly<Record<string, string>>;
  /** The words of each kind that are known now. */
  kinds: Readonly<Record<string, readonly string[]>>;
};

/** The first word completes to commands and exits, what follows as the command says. Case is ignored. */
export function completeLine(line: string, vocabulary: Vocabulary): Completion {
  const [, verb, rest] = /^\s*(\S+)\s+(.*)$/s.exec(line) ?? [];
  const typed = verb === undefined ? line.trimStart() : (rest ?? "");
  const pool =
    verb === undefined
      ? [...vocabulary.words, ...(vocabulary.kinds.exits ?? [])]
      : after(verb.toLowerCase(), vocabulary);
  const wanted = typed.toLowerCase();
  const candidates = [...new Set(pool)].filter((word) => word.toLowerCase().startsWith(wanted)).sort();
  return { candidates, typed };
}

/** A beginning of a command's name is enough, where all that it could be agree. */
function after(verb: string, { completes, kinds, words }: Vocabulary): readonly string[] {
  const meant = Object.hasOwn(completes, verb)
    ? [completes[verb]]
    : Object.entries(completes).flatMap(([word, kind]) => (word.startsWith(verb) ? [kind] : []));
  const [kind] = meant;
  if (kind === undefined || meant.some((other) => other !== kind)) return [];
  return kind === "commands" ? words : (kinds[kind] ?? []);
}
