/** How lines of a fight are set: words to the left, what the System says of them to the right. */
import { columnsOf } from "../wrap.ts";

/** Words, and numbers that belong to them; `said` is how those numbers are told to who hears them. */
export type Line = { text: string; note?: string; said?: string };

/** Columns that an answer is set to; a narrower client breaks the lines itself. */
const COLUMNS = 80;
const GAP = 3;

/** As text: the note at the right edge where it fits, else under its line. For a screen reader, one thing a line. */
export function set(lines: readonly Line[], screenReader: boolean): string {
  let text = "";
  for (const line of lines) {
    const row = screenReader ? spoken(line) : placed(line);
    if (row !== "") text += text === "" ? row : `\n${row}`;
  }
  return text;
}

function spoken({ text, note, said = note }: Line): string {
  if (!said) return text;
  return text === "" ? sentence(said) : `${text}\n${sentence(said)}`;
}

function placed({ text, note }: Line): string {
  if (!note) return text;
  const wide = columnsOf(note);
  const room = COLUMNS - columnsOf(text) - wide;
  if (room >= GAP && text !== "") return text + spaces(room) + note;
  const alone = spaces(COLUMNS - wide) + note;
  return text === "" ? alone : `${text}\n${alone}`;
}

const SPACES = " ".repeat(COLUMNS);
const spaces = (columns: number) => SPACES.slice(0, Math.max(0, columns));

/** A note as a sentence. */
const sentence = (note: string) =>
  `${note.slice(0, 1).toUpperCase()}${note.slice(1)}${note.endsWith(".") ? "" : "."}`;

const BAR = 10;

/** Ten blocks: full ones for the share that is left, at least one while any is. */
export function bar(share: number): string {
  return BARS[Math.min(BAR, Math.max(share > 0 ? 1 : 0, Math.round(share * BAR)))] ?? "";
}

const BARS = Array.from({ length: BAR + 1 }, (_, full) => "█".repeat(full) + "░".repeat(BAR - full));

/** 1–100 while any is left: nothing that lives shows 0 %. */
export function percent(hp: number, full: number): number {
  return hp <= 0 ? 0 : Math.max(1, Math.round((hp / full) * 100));
}
