/** Tables as text: aligned columns, or sentences for a screen reader. */
import { columnsOf } from "./wrap.ts";

/** One line a row. A column that is empty throughout is left out; a screen reader hears only what is there. */
export function rows(cells: readonly (readonly string[])[], screenReader: boolean): string[] {
  if (screenReader) return cells.map((row) => `${row.filter((cell) => cell !== "").join(", ")}.`);
  const widths: number[] = [];
  for (const row of cells)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, columnsOf(cell));
    });
  const shown = widths.flatMap((width, at) => (width > 0 ? [at] : []));
  const line = (row: readonly string[]) =>
    shown.map((at) => padded(row[at] ?? "", widths[at] ?? 0)).join("  ");
  return cells.map((row) => `  ${line(row)}`.trimEnd());
}

const padded = (cell: string, width: number) => cell + " ".repeat(width - columnsOf(cell));
