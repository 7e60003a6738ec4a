/** The player's terminal: a line being typed, and text that comes above it without breaking it. */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import type { Completion } from "../../game/completion.ts";

const HISTORY = 500;
const PROMPT = "> ";

export type ScreenEvents = {
  line(text: string): void;
  /** Ctrl-C, Ctrl-D, or the terminal went away. */
  end(): void;
  complete(line: string): Completion;
};

export class Screen {
  readonly #events: ScreenEvents;
  #lines: Interface | null = null;
  #history: string[] = [];

  constructor(events: ScreenEvents) {
    this.#events = events;
  }

  get columns(): number {
    return process.stdout.columns || 80;
  }

  get rows(): number {
    return process.stdout.rows || 24;
  }

  open(): void {
    if (this.#lines) return;
    const lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      prompt: PROMPT,
      history: this.#history,
      historySize: HISTORY,
      removeHistoryDuplicates: true,
      completer: (line: string) => {
        const { candidates, typed } = this.#events.complete(line);
        const whole = candidates.map((word) => (candidates.length === 1 ? `${word} ` : word));
        return [whole, typed];
      },
    });
    this.#lines = lines;
    lines.on("history", (history) => {
      this.#history = history;
    });
    lines.on("line", (text) => {
      if (text.trim() !== "") this.#events.line(text);
      lines.prompt();
    });
    lines.on("SIGINT", () => this.#events.end());
    lines.on("close", () => {
      if (this.#lines === lines) this.#events.end();
    });
    lines.prompt();
  }

  /** Gives the terminal back, e.g. for a password. */
  close(): void {
    const lines = this.#lines;
    this.#lines = null;
    if (!lines) return;
    this.#clearTyped(lines);
    lines.close();
  }

  /** Prints lines above the one being typed, which stays as it is, cursor and all. */
  print(text: string): void {
    const lines = this.#lines;
    if (lines) this.#clearTyped(lines);
    process.stdout.write(`${text}\n`);
    lines?.prompt(true);
  }

  #clearTyped(lines: Interface): void {
    const { rows } = lines.getCursorPos();
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    // readline would go up by the rows that it drew last, which are gone now.
    Object.assign(lines, { prevRows: 0 });
  }
}
