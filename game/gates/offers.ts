/** The gates on the city's board: the same for everyone, new every half hour, made of the clock and the grade alone. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Element, Grade } from "../catalog/words.ts";
import { GRADES } from "../catalog/words.ts";
import { GRADE_BAND } from "../combat/tuning.ts";
import { Random } from "../random.ts";
import { themesOf } from "./plan.ts";

/** How long the cards hang, in milliseconds. */
export const SLOT_MS = 30 * 60_000;
const CARDS_A_GRADE = 6;
/** How much of its grade's levels one gate spans. */
const SPAN = 0.34;

export type Offer = {
  seed: string;
  theme: string;
  name: string;
  grade: Grade;
  element: Element;
  /** The hunter's level is brought inside these: it is the level of what lives there. */
  least: number;
  most: number;
};

export const slotOf = (now: number): number => Math.floor(now / SLOT_MS);

/** Milliseconds until the cards change. */
export const slotLeft = (now: number): number => SLOT_MS - (((now % SLOT_MS) + SLOT_MS) % SLOT_MS);

/** The cards of one grade, the lowest levels first; none when no theme has the grade. No two on the board share a name. */
export function offersAt(catalog: Catalog, now: number, grade: Grade): readonly Offer[] {
  return boardOf(catalog, slotOf(now)).get(grade) ?? [];
}

type Board = ReadonlyMap<Grade, readonly Offer[]>;
const boards = new WeakMap<Catalog["themes"], { slot: number; board: Board }>();

/** All cards of a half hour. The last one asked for is kept: everyone asks for the same. */
function boardOf(catalog: Catalog, slot: number): Board {
  const known = boards.get(catalog.themes);
  if (known?.slot === slot) return known.board;
  const taken = new Set<string>();
  const board = new Map(GRADES.map((grade) => [grade, cardsOf(catalog, slot, grade, taken)]));
  boards.set(catalog.themes, { slot, board });
  return board;
}

function cardsOf(catalog: Catalog, slot: number, grade: Grade, taken: Set<string>): Offer[] {
  const themes = themesOf(catalog, grade);
  if (themes.length === 0) return [];
  const random = new Random("board", slot, grade);
  let pile = random.shuffled(themes);
  return Array.from({ length: CARDS_A_GRADE }, (_, card) => {
    if (pile.length === 0) pile = random.shuffled(themes);
    const theme = pile.pop() ?? themes[0];
    if (!theme) throw new Error("no theme");
    const free = theme.gateNames.filter((name) => !taken.has(name));
    const name = random.pick(free.length > 0 ? free : theme.gateNames);
    taken.add(name);
    const levels = levelsOf(grade, card);
    return {
      seed: `${slot}-${grade}-${card}`,
      theme: theme.id,
      name,
      grade,
      element: theme.element,
      ...levels,
    };
  });
}

/** All cards that a hunter of that reach may use, the highest grade last. */
export function offersFor(catalog: Catalog, now: number, may: (grade: Grade) => boolean): Offer[] {
  return GRADES.filter(may).flatMap((grade) => offersAt(catalog, now, grade));
}

/** The level of a gate for a hunter of `level`. */
export const levelIn = ({ least, most }: Pick<Offer, "least" | "most">, level: number): number =>
  Math.min(most, Math.max(least, level));

function levelsOf(grade: Grade, card: number): { least: number; most: number } {
  const { least, most } = GRADE_BAND[grade];
  const span = most - least;
  const from = least + Math.round((span * (1 - SPAN) * card) / (CARDS_A_GRADE - 1));
  return { least: from, most: Math.min(most, from + Math.max(1, Math.round(span * SPAN))) };
}
