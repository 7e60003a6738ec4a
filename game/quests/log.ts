/** How quests read in lists. */
import type { Quest } from "../catalog/schemas.ts";
import { rows } from "../rows.ts";
import type { Goal } from "./quest.ts";

/** `"Sign on the Left" (tutorial).` */
export const questHead = ({ name, kind }: Quest) => `"${name}" (${kind}).`;

/** One line a goal, with how far it is. */
export function goalRows(goals: readonly Goal[], screenReader: boolean): string[] {
  const cells = goals.map(({ text, have, need }) => [have >= need ? "done" : `${have} of ${need}`, text]);
  return rows(cells, screenReader);
}
