/** What may stand after a counter's colon: an id that the content has, or a word of a closed list. */
import type { Catalog } from "./catalog.ts";
import { BEAST_RANKS, GRADES, HUNTER_CLASSES } from "./words.ts";

const grades: readonly string[] = GRADES;
const ranks: readonly string[] = BEAST_RANKS;
const classes: readonly string[] = HUNTER_CLASSES;

const gateParts = (part: string, { themes }: Catalog) => grades.includes(part) || themes.has(part);

/** The counters that are kept by part too, and which parts each has. */
const PARTS: Record<string, (part: string, catalog: Catalog) => boolean> = {
  kills: (part, { beasts }) => ranks.includes(part) || beasts.has(part),
  gates: gateParts,
  "solo-gates": (part) => grades.includes(part),
  "party-gates": (part) => grades.includes(part),
  exams: (part) => classes.includes(part),
  places: (part, { town }) => town.places.has(part),
  talked: (part, { town }) =>
    [...town.places.values()].some(({ people }) => people.some(({ word }) => word === part)),
  crafted: (part, { items }) => items.has(part),
};

/** Why nobody will ever be counted under that counter, such as `kills:cinder-hond`; null when it is counted. */
export function counterProblem(counter: string, catalog: Catalog): string | null {
  const [name = "", part] = counter.split(":");
  if (part === undefined) return null;
  const known = PARTS[name];
  if (!known) return `"${name}" is counted as a whole, not by parts such as "${part}"`;
  return known(part, catalog) ? null : `"${part}" is nothing that ${name} are counted of`;
}
