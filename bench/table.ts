import { type Figure, type FigureKey, isDetail, type Report } from "./figures.ts";

const HEAD = ["", "median", "least", "most", "runs", "target", ""];

/** The report as one aligned table for a person, with the machine above and the notes below. */
export function table(report: Report): string {
  const lines = [
    ...Object.entries(report.figures).map(([key, each]) => cells(each, isDetail(key as FigureKey))),
    ...Object.values(report.ratios).map((each) => cells(each, false)),
  ];
  const all = [HEAD, ...lines];
  const widths = HEAD.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  const { cores, memoryMiB, engine, toolchain } = report.machine;
  return [
    `${cores} cores, ${(memoryMiB / 1024).toFixed(0)} GiB, Docker ${engine}, Pulumi toolchain: ${toolchain}`,
    "",
    ...all.map((line) => aligned(line, widths)),
    ...(report.notes.length > 0 ? ["", ...report.notes.map((note) => `note  ${note}`)] : []),
    "",
  ].join("\n");
}

function cells(each: Figure, detail: boolean): string[] {
  const spreads = each.runs === 1 ? ["", ""] : [number(each.min, each.unit), number(each.max, each.unit)];
  return [
    `${detail ? "  " : ""}${each.name}`,
    `${number(each.median, each.unit)} ${each.unit}`.trim(),
    ...spreads,
    String(each.runs),
    each.target === null ? "" : each.target === 0 ? "0" : `≤ ${each.target} ${each.unit}`,
    each.ok === null ? "" : each.ok ? "ok" : "MISSED",
  ];
}

// Seconds and ratios to a hundredth, sizes to a tenth, counts as they are.
function number(value: number, unit: Figure["unit"]): string {
  if (unit === "") return String(value);
  return value.toFixed(unit === "s" || unit === "×" ? 2 : 1);
}

// The name to the left, all numbers to the right.
function aligned(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((cell, column) =>
      column === 0 || column === 6 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    )
    .join("  ")
    .trimEnd();
}
