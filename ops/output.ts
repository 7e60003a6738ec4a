import type { Writable } from "node:stream";
import pc from "picocolors";
import type { OperatorError } from "./operator-error.ts";

/** What a step shows while it runs; the text replaces the step's current detail on a terminal. */
export type Detail = (text: string) => void;

const STATE_WIDTH = 8;
const LABEL_WIDTH = 44;
const QUIET_MS = 2_000;
const TICK_MS = 250;

/**
 * The operator's screen: aligned lines, one a step with its time, colour only on a terminal.
 * `stream` is stderr for steps, so that stdout stays clean for --json.
 */
export class Output {
  readonly #stream: Writable & { isTTY?: boolean; columns?: number };
  readonly color: ReturnType<typeof pc.createColors>;
  #open: { label: string; detail: string; since: number } | undefined;

  constructor(stream: Writable & { isTTY?: boolean; columns?: number } = process.stderr) {
    this.#stream = stream;
    this.color = pc.createColors(stream.isTTY === true && pc.isColorSupported);
  }

  line(text = ""): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
    this.#draw();
  }

  /** Runs one step: names it, shows a clock and the latest detail while it lasts, then its result and time. */
  async step<T>(
    label: string,
    work: (detail: Detail) => Promise<T>,
    done?: (result: T) => string,
  ): Promise<T> {
    const since = performance.now();
    this.#open = { label, detail: "", since };
    const announce = setTimeout(() => this.#announce(), QUIET_MS);
    const ticker = this.#stream.isTTY ? setInterval(() => this.#redraw(), TICK_MS) : undefined;
    this.#draw();
    try {
      const result = await work((text) => this.#detail(text));
      this.#close("ok", this.color.green, done ? done(result) : "");
      return result;
    } catch (error) {
      this.#close("failed", this.color.red, "");
      throw error;
    } finally {
      clearTimeout(announce);
      clearInterval(ticker);
    }
  }

  /** Three lines: what, why, what to do. */
  error(error: OperatorError): void {
    this.line();
    this.line(`${this.color.red("error")}  ${error.what}`);
    for (const [head, text] of [
      ["why  ", error.why],
      ["do   ", error.remedy],
    ] as const)
      for (const [index, part] of text.split("\n").entries())
        this.line(`${index === 0 ? head : "     "}  ${part}`);
  }

  #detail(text: string): void {
    if (this.#open) this.#open.detail = text.trim();
    this.#redraw();
  }

  // Without a terminal nothing can be redrawn, so a long step is announced once.
  #announce(): void {
    if (!this.#stream.isTTY && this.#open)
      this.#stream.write(`${"…".padEnd(STATE_WIDTH)}${this.#open.label}\n`);
  }

  #close(word: string, paint: (text: string) => string, result: string): void {
    const open = this.#open;
    this.#clear();
    this.#open = undefined;
    if (!open) return;
    const time = `${((performance.now() - open.since) / 1000).toFixed(1)} s`.padStart(8);
    this.#stream.write(
      `${paint(word.padEnd(STATE_WIDTH))}${open.label.padEnd(LABEL_WIDTH)}${time}${result ? `  ${result}` : ""}\n`,
    );
  }

  #redraw(): void {
    this.#clear();
    this.#draw();
  }

  #clear(): void {
    if (this.#stream.isTTY && this.#open) this.#stream.write("\r\x1b[K");
  }

  #draw(): void {
    if (!this.#stream.isTTY || !this.#open) return;
    const { label, detail, since } = this.#open;
    const time = `${((performance.now() - since) / 1000).toFixed(0)} s`.padStart(8);
    const text = `${"…".padEnd(STATE_WIDTH)}${label.padEnd(LABEL_WIDTH)}${time}  ${detail}`;
    this.#stream.write(text.slice(0, (this.#stream.columns ?? 80) - 1));
  }
}
