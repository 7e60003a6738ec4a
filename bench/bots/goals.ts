/** What a newcomer should manage, in this order, and how its success reads; who can't is stuck, and says where. */

export interface Goal {
  name: string;
  /** Whether an answer means that it is reached. */
  reached(text: string): boolean;
  /** Lines to type in turns until it is; without any the bot plays on as it would. */
  lines: readonly string[];
  /** Lines after which the bot counts as stuck. */
  patience: number;
}

export const GOALS: readonly Goal[] = [
  { name: "sees where it is", reached: (text) => /Exits: /.test(text), lines: ["look"], patience: 3 },
  {
    name: "chooses a class",
    reached: (text) => /Class: /.test(text),
    lines: ["become", "become fighter"],
    patience: 6,
  },
  {
    name: "is told what to do first",
    reached: (text) => /first lesson/.test(text),
    lines: ["talk oh", "quests"],
    patience: 6,
  },
  {
    name: "enters the first lesson",
    reached: (text) => /Floor 1/.test(text),
    lines: ["board", "enter first lesson"],
    patience: 8,
  },
  { name: "wins a fight", reached: (text) => /\d+ xp/.test(text), lines: [], patience: 60 },
  { name: "gets through its first gate", reached: (text) => /clear/i.test(text), lines: [], patience: 200 },
  { name: "enters a gate of the board", reached: (text) => /Floor 1/.test(text), lines: [], patience: 60 },
];

/** Follows one bot's way through GOALS. */
export class Progress {
  #at = 0;
  #tries = 0;
  readonly #last: string[] = [];

  /** What to type for the present goal; undefined when the bot should play on. */
  next(): string | undefined {
    const goal = GOALS[this.#at];
    return goal?.lines.length ? goal.lines[this.#tries % goal.lines.length] : undefined;
  }

  answered(line: string, text: string): void {
    this.#last.push(`> ${line}\n${text}`);
    if (this.#last.length > 5) this.#last.shift();
    this.#tries += 1;
    if (!GOALS[this.#at]?.reached(text)) return;
    this.#at += 1;
    this.#tries = 0;
  }

  get done(): boolean {
    return this.#at === GOALS.length;
  }
  get reached(): string[] {
    return GOALS.slice(0, this.#at).map(({ name }) => name);
  }

  /** Where it got stuck and what it read last; null while it still may get on. */
  get stuck(): string | null {
    const goal = GOALS[this.#at];
    if (!goal || this.#tries < goal.patience) return null;
    return `could not do in ${this.#tries} lines: ${goal.name}\n${this.#last.join("\n")}`;
  }
}
