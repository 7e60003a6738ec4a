/** Tables as text: aligned columns, or sentences for a screen reader. */
import { columnsOf } from "./wrap.ts";

/** One line a row. Empty cells keep the columns; a screen reader hears only what is there. */
export function rows(cells: readonly (readonly string[])[], screenReader: boolean): string[] {
  if (screenReader) return cells.map((row) => `${row.filter((cell) => cell !== "").join(", ")}.`);
  const widths: number[] = [];
  for (const row of cells)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, columnsOf(cell));
    });
  return cells.map((row) => `  ${row.map((cell, at) => padded(cell, widths[at] ?? 0)).join("  ")}`.trimEnd());
}

const padded = (cell: string, width: number) => cell + " ".repeat(width - columnsOf(cell));
