import { DEFINITIONS, type FigureKey, type Report, rounded } from "./figures.ts";

const HEAD = ["", "median", "least", "most", "runs", "target", ""];

/** The report as one aligned table for a person, with the machine above and the notes below. */
export function table({ details, machine, notes }: Report): string {
  const lines = (Object.keys(DEFINITIONS) as FigureKey[]).map((key) => {
    const { name, unit } = DEFINITIONS[key];
    const figure = details[key];
    if (!figure) return [name, "not measured", "", "", "", "", ""];
    const { median, min, max, runs, target, ok } = figure;
    const spreads = runs === 1 ? ["", ""] : [number(min), number(max)];
    const judged = ok === null ? "" : ok ? "ok" : "MISSED";
    return [name, `${number(median)} ${unit}`.trim(), ...spreads, String(runs), target ?? "", judged];
  });
  const all = [HEAD, ...lines];
  const widths = HEAD.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return [
    `${machine.cores} cores, ${(machine.memoryMiB / 1024).toFixed(0)} GiB, Node ${machine.node}`,
    "",
    ...all.map((line) => aligned(line, widths)),
    ...(notes.length > 0 ? ["", ...notes.map((note) => `note  ${note}`)] : []),
    "",
  ].join("\n");
}

const number = (value: number) => rounded(value).toLocaleString("en");

// Names and verdicts to the left, all numbers to the right.
function aligned(line: readonly string[], widths: readonly number[]): string {
  const cells = line.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 || column === 6 ? cell.padEnd(width) : cell.padStart(width);
  });
  return cells.join("  ").trimEnd();
}
