/** What one bot types next, as a person of its temper would: mostly the next step, now and then something else. */
import { type Chart, Walker } from "../terminal/mix.ts";

export const CLASSES = ["fighter", "mage", "assassin", "archer", "healer"] as const;

/** What a temper does now and then, out of 100 lines; the rest are steps through gates or streets. */
interface Temper {
  name: string;
  /** Whether it goes into gates at all. */
  fights: boolean;
  habits: readonly { weight: number; lines: readonly string[] }[];
}

const TALK = [
  "say Does the light over the pharmacy still burn?",
  "say Going in. Two rooms, then back.",
  "global Anyone selling draughts?",
  "barter Rat tails, a whole pocket of them.",
];

export const TEMPERS: readonly Temper[] = [
  {
    name: "fighter",
    fights: true,
    habits: [{ weight: 12, lines: ["status", "inventory", "map", "skills"] }],
  },
  {
    name: "trader",
    fights: true,
    habits: [
      { weight: 25, lines: ["shop", "balance", "market", "sell", "inventory", "repair", "craft"] },
      { weight: 5, lines: TALK },
    ],
  },
  {
    name: "talker",
    fights: false,
    habits: [
      { weight: 25, lines: TALK },
      { weight: 10, lines: ["who", "look"] },
    ],
  },
  {
    name: "walker",
    fights: false,
    habits: [{ weight: 15, lines: ["look", "quests", "gates", "friends", "top"] }],
  },
];
const FIRST = ["look", "become", "talk oh", "board", "enter first lesson"];

export class Human {
  readonly temper: Temper;
  readonly #random: () => number;
  readonly #walker: Walker;
  readonly #chart: Chart;
  #place: string;
  #first: string[];

  constructor(chart: Chart, start: string, number: number, random: () => number) {
    const temper = TEMPERS[number % TEMPERS.length];
    const chosen = CLASSES[number % CLASSES.length];
    if (!temper || !chosen) throw new Error("no temper or class");
    this.temper = temper;
    this.#random = random;
    this.#chart = chart;
    this.#place = start;
    this.#walker = new Walker(start, chart);
    this.#first = FIRST.map((line) => (line === "become" ? `become ${chosen}` : line));
  }

  next(now: number): string {
    const first = this.#first.shift();
    if (first !== undefined) return first;
    let left = this.#random() * 100;
    for (const { weight, lines } of this.temper.habits) {
      left -= weight;
      if (left < 0) return lines[Math.floor(this.#random() * lines.length)] ?? "look";
    }
    return this.temper.fights || this.#place.startsWith("gate-")
      ? this.#walker.step(this.#random, now)
      : this.#stroll();
  }

  heard(message: { text?: string; refused?: boolean; frame?: unknown }): void {
    this.#walker.heard(message);
    const frame = message.frame as { kind?: string; id?: string } | undefined;
    if (frame?.kind === "room" && frame.id !== undefined) this.#place = frame.id;
  }

  #stroll(): string {
    const exits = this.#chart.streets[this.#place] ?? [];
    const exit = exits[Math.floor(this.#random() * exits.length)];
    return exit ? `go ${exit.word}` : "look";
  }
}
