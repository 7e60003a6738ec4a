/**
 * What the bench's players do: one table of commands with their weights. It is the only file to change when the
 * game learns more. The peers get the same lines.
 */

/** The town as a walker needs it: the exits of each place, by its id. */
export type Streets = Record<string, { word: string; to: string }[]>;

/** A player as the mix sees it; `place` is where it will be when its last line is done. */
export interface Walker {
  place: string;
  said: number;
}
export interface Line {
  text: string;
  /** Whether it must be in the database before its answer. */
  writes: boolean;
}

interface Entry {
  weight: number;
  writes: boolean;
  /** Moves the walker too. */
  line(walker: Walker, streets: Streets, random: () => number): string;
}

export const MIX: readonly Entry[] = [
  { weight: 68, writes: true, line: walk },
  { weight: 2, writes: true, line: (walker) => `say The gate by the canal again, ${++walker.said}.` },
  { weight: 22, writes: false, line: () => "look" },
  { weight: 7, writes: false, line: () => "whoami" },
  { weight: 1, writes: false, line: () => "who" },
];

const TOTAL = MIX.reduce((sum, { weight }) => sum + weight, 0);

/** The share of commands that write, 0–1. */
export const WRITING_SHARE = MIX.reduce((sum, { weight, writes }) => sum + (writes ? weight : 0), 0) / TOTAL;

export function nextLine(walker: Walker, streets: Streets, random: () => number): Line {
  let left = random() * TOTAL;
  for (const entry of MIX) {
    left -= entry.weight;
    if (left < 0) return { text: entry.line(walker, streets, random), writes: entry.writes };
  }
  throw new Error("random() answered 1 or more");
}

function walk(walker: Walker, streets: Streets, random: () => number): string {
  const exits = streets[walker.place] ?? [];
  const exit = exits[Math.floor(random() * exits.length)];
  if (!exit) throw new Error(`no way out of "${walker.place}"`);
  walker.place = exit.to;
  return `go ${exit.word}`;
}
