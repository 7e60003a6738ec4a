/** Tables as text: aligned columns, or sentences for a screen reader. */
import { columnsOf, wrapText } from "./wrap.ts";

/** Columns of a terminal that a table fits; the last cell of a longer row goes on under its beginning. */
const WIDTH = 80;
/** The last cell is never squeezed into fewer columns. */
const NARROWEST = 16;
const GAP = 2;

/**
 * One line a row, more where its last cell is long. A column that is empty throughout is left out; a screen reader
 * hears only what is there.
 */
export function rows(cells: readonly (readonly string[])[], screenReader: boolean): string[] {
  if (screenReader) return cells.map((row) => `${row.filter((cell) => cell !== "").join(", ")}.`);
  const widths: number[] = [];
  for (const row of cells)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, columnsOf(cell));
    });
  const shown = widths.flatMap((width, at) => (width > 0 ? [at] : []));
  const last = shown.pop() ?? 0;
  const indent = shown.reduce((sum, at) => sum + (widths[at] ?? 0) + GAP, GAP);
  const room = Math.max(NARROWEST, WIDTH - indent);
  return cells.flatMap((row) => {
    const before = shown.map((at) => padded(row[at] ?? "", (widths[at] ?? 0) + GAP)).join("");
    const [first = "", ...more] = wrapText(row[last] ?? "", room).split("\n");
    const margin = " ".repeat(indent);
    return [`${" ".repeat(GAP)}${before}${first}`.trimEnd(), ...more.map((line) => margin + line)];
  });
}

const padded = (cell: string, width: number) => cell + " ".repeat(width - columnsOf(cell));
