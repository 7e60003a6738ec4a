/** How text from the server looks here: clean, in colours, and broken to the width. */
import { createColors } from "picocolors";
import type { ClientEffect } from "../../game/client-session.ts";
import { wrapText } from "../../game/wrap.ts";

/** Wider lines than this are hard to read. */
const MOST_COLUMNS = 80;

export type Show = Extract<ClientEffect, { do: "show" }>;

export class Words {
  readonly #colours: ReturnType<typeof createColors>;

  constructor(colour: boolean) {
    this.#colours = createColors(colour);
  }

  /** One message as lines for a screen of so many columns. */
  show({ from, text, frame }: Pick<Show, "from" | "text" | "frame">, columns: number): string {
    const lines = wrapText(clean(text), Math.min(columns, MOST_COLUMNS)).split("\n");
    if (from === "error") return lines.map((line) => this.#colours.yellow(line)).join("\n");
    return lines.map((line, at) => this.#line(line, at, frame?.kind)).join("\n");
  }

  system(text: string, columns: number): string {
    return this.show({ from: "world", text: `[System] ${text}` }, columns);
  }

  #line(line: string, at: number, kind: string | undefined): string {
    if (line.startsWith("[System]")) return this.#colours.cyan(line);
    if (kind === "room" && at === 0) return this.#titled(line);
    if (kind === "chat") return this.#colours.green(line);
    return line;
  }

  /** The place's name stands alone, or before the first full stop. */
  #titled(line: string): string {
    const stop = line.indexOf(".");
    return stop < 0 ? this.#colours.bold(line) : this.#colours.bold(line.slice(0, stop)) + line.slice(stop);
  }
}

/** Nothing that comes over the network may move the cursor or change a colour. */
export function clean(text: string): string {
  return text.replace(/[^\n\P{Cc}]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
}
