/** The player's terminal: a line being typed, and text that comes above it without breaking it. */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import type { Completion } from "../../game/completion.ts";

const HISTORY = 500;
const PROMPT = "> ";
/** From so many columns on there is room for a panel of so many beside the words. */
const PANEL_FROM_COLUMNS = 110;
const PANEL_COLUMNS = 32;
const ESCAPE = "\x1b";

export type ScreenEvents = {
  line(text: string): void;
  /** Ctrl-C, Ctrl-D, or the terminal went away. */
  end(): void;
  complete(line: string): Completion;
  /** The panel's lines; undefined for a player who wants none. */
  panel?: ((width: number, height: number) => string[]) | undefined;
};

export class Screen {
  readonly #events: ScreenEvents;
  #lines: Interface | null = null;
  #history: string[] = [];

  constructor(events: ScreenEvents) {
    this.#events = events;
  }

  /** For words: what the panel leaves. */
  get columns(): number {
    return this.#hasPanel ? this.#wide - PANEL_COLUMNS - 2 : this.#wide;
  }

  get rows(): number {
    return process.stdout.rows || 24;
  }

  get #wide(): number {
    return process.stdout.columns || 80;
  }

  get #hasPanel(): boolean {
    return this.#events.panel !== undefined && this.#wide >= PANEL_FROM_COLUMNS;
  }

  open(): void {
    if (this.#lines) return;
    // The panel stands at the top right, so what is typed stands at the bottom.
    if (this.#hasPanel) process.stdout.write("\n".repeat(this.rows - 1));
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
    // Words push everything up: the panel is taken away first, so that none of it scrolls off with them.
    this.#paintPanel([]);
    process.stdout.write(`${text}\n`);
    lines?.prompt(true);
    this.drawPanel();
  }

  /** Draws the panel anew, where there is room for one. */
  drawPanel(): void {
    if (!this.#lines || !this.#hasPanel) return;
    this.#paintPanel(this.#events.panel?.(PANEL_COLUMNS, this.#panelRows) ?? []);
  }

  /** Not the last rows: the line being typed may need them. */
  get #panelRows(): number {
    return Math.max(0, this.rows - 3);
  }

  #paintPanel(lines: string[]): void {
    if (!this.#hasPanel) return;
    const column = this.#wide - PANEL_COLUMNS;
    const rows = Array.from({ length: this.#panelRows }, (_, at) => {
      const text = lines.length > 0 ? `│ ${lines[at] ?? ""}` : "";
      return `${ESCAPE}[${at + 1};${column - 1}H${ESCAPE}[K${text}`;
    });
    process.stdout.write(`${ESCAPE}7${rows.join("")}${ESCAPE}8`);
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
