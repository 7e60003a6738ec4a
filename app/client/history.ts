const MOST_LINES = 200;

/** The lines that were sent, walked with the arrow keys as in a shell; an unfinished line waits at the end. */
export class History {
  readonly #lines: string[] = [];
  #at = 0;
  #unfinished = "";

  add(line: string): void {
    if (line !== "" && line !== this.#lines.at(-1)) this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    this.#at = this.#lines.length;
    this.#unfinished = "";
  }

  /** The line before the one shown, or null at the oldest. */
  older(shown: string): string | null {
    if (this.#at === 0) return null;
    if (this.#at === this.#lines.length) this.#unfinished = shown;
    this.#at--;
    return this.#lines[this.#at] ?? null;
  }

  /** The line after the one shown, or null at the newest. */
  newer(): string | null {
    if (this.#at === this.#lines.length) return null;
    this.#at++;
    return this.#lines[this.#at] ?? this.#unfinished;
  }
}
