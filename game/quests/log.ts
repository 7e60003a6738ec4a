/** How quests read in lists. */
import type { Quest } from "../catalog/schemas.ts";
import { INDENT } from "../gates/tally-lines.ts";
import { rows } from "../rows.ts";
import type { Goal } from "./quest.ts";

/** `"Sign on the Left" (tutorial).` */
export const questHead = ({ name, kind }: Quest) => `"${name}" (${kind}).`;

/** One line a goal, with how far it is. */
export function goalRows(goals: readonly Goal[], screenReader: boolean): string[] {
  const cells = goals.map(({ text, have, need }) => [have >= need ? "done" : `${have} of ${need}`, text]);
  return rows(cells, screenReader);
}

/** Lines that belong under a System line: set in, but for a screen reader. */
export function under(lines: readonly string[], screenReader: boolean): string[] {
  return screenReader ? [...lines] : lines.map((line) => `${INDENT}${line}`);
}
