/**
 * What the bench's players do: hunters who mostly fight through gates, and walk, look and talk in between. One table
 * of what is done now and then; the rest is the next sensible step. The peers get the same lines.
 */

/** The town as a walker needs it: the exits of each place, by its id. */
export type Streets = Record<string, { word: string; to: string }[]>;

/** What everyone knows: the streets, where gates are entered, and the gates' names by half hours since 1970. */
export interface Chart {
  streets: Streets;
  board: string;
  gates: Record<number, string[]>;
}

export interface Line {
  text: string;
  /** Whether it changes something, so that it must be in the database before its answer. */
  writes: boolean;
}

interface Entry {
  weight: number;
  writes: boolean;
  text: string;
}

const HALF_HOUR_MS = 30 * 60_000;
const UNSEEN = "not seen yet";
/** Tried in turns when the last line was refused. */
const WAYS_OUT = ["auto", "die", "leave", "hall"];

/** Out of 1,000 lines; all others are steps. */
export const NOW_AND_THEN: readonly Entry[] = [
  { weight: 120, writes: false, text: "look" },
  { weight: 50, writes: false, text: "status" },
  { weight: 50, writes: false, text: "inventory" },
  { weight: 5, writes: false, text: "who" },
  { weight: 15, writes: true, text: "say The gate by the canal again." },
];
const OF = 1_000;

/** One player: what the last answers told, and what to type next. */
export class Walker {
  #place: string;
  #exits: { word: string; to: string }[] = [];
  #fighting = false;
  #hint = "";
  #refusals = 0;
  readonly #chart: Chart;

  constructor(place: string, chart: Chart) {
    this.#place = place;
    this.#chart = chart;
  }

  next(random: () => number, now: number): Line {
    let left = random() * OF;
    for (const { weight, text, writes } of NOW_AND_THEN) {
      left -= weight;
      if (left < 0) return { text, writes };
    }
    return { text: this.step(random, now), writes: true };
  }

  /** Takes in the answer to the last line: one of our protocol's messages. */
  heard(message: { text?: string; refused?: boolean; frame?: unknown }): void {
    this.#refusals = message.refused ? this.#refusals + 1 : 0;
    const frame = message.frame as {
      kind?: string;
      id?: string;
      exits?: { word: string; to: string }[];
      people?: string[];
    };
    if (frame?.kind !== "room") return;
    this.#place = frame.id ?? this.#place;
    this.#exits = frame.exits ?? [];
    this.#fighting = this.#inGate && (frame.people?.length ?? 0) > 0;
    this.#hint = message.text ?? "";
  }

  get #inGate(): boolean {
    return this.#place.startsWith("gate-");
  }

  /** The next sensible step, as a line. */
  step(random: () => number, now: number): string {
    if (this.#refusals > 0) return WAYS_OUT[(this.#refusals - 1) % WAYS_OUT.length] ?? "look";
    if (!this.#inGate) return this.#inTown(random, now);
    if (this.#fighting) return random() < 0.5 ? "auto" : "strike";
    return this.#inRoom(random);
  }

  #inTown(random: () => number, now: number): string {
    const { streets, board, gates } = this.#chart;
    const names = gates[Math.floor(now / HALF_HOUR_MS)];
    if (this.#place === board && names) return `enter ${pick(names, random)}`;
    const exits = streets[this.#place] ?? [];
    const exit = exits.find(({ to }) => to === board) ?? pick(exits, random);
    this.#place = exit.to;
    return `go ${exit.word}`;
  }

  #inRoom(random: () => number): string {
    const hint = this.#hint;
    this.#hint = "";
    if (/\bdisarm\b/.test(hint)) return "disarm";
    for (const word of ["open", "rest", "descend"]) if (new RegExp(`: ${word}\\b`).test(hint)) return word;
    const unseen = this.#exits.filter(({ to }) => to === UNSEEN);
    if (unseen.length > 0) return `go ${pick(unseen, random).word}`;
    const roll = random();
    if (roll < 0.1 || this.#exits.length === 0) return "leave";
    return roll < 0.3 ? "descend" : `go ${pick(this.#exits, random).word}`;
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error("nothing to choose from");
  return one;
}
