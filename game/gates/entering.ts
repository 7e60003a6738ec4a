/** Into a gate: from a card of the board, for the first lesson, or for an exam. */
import type { Catalog } from "../catalog/catalog.ts";
import type { HunterClass } from "../catalog/words.ts";
import { GRADE_BAND } from "../combat/tuning.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { gradeOf } from "../hunter/licence.ts";
import { inRoom } from "./moving.ts";
import { levelIn, type Offer } from "./offers.ts";
import { themesOf } from "./plan.ts";
import type { Run } from "./run.ts";

/** What it takes to make a run. `dice` is secret: the hunter's seed, or a party's. */
export type Entry = Pick<Run, "kind" | "seed" | "dice" | "theme" | "name" | "grade" | "level">;

/** A run at its entrance, for a party of `size`. */
export function newRun(catalog: Catalog, entry: Entry, size: number): Run {
  const run: Run = {
    ...entry,
    floor: 1,
    room: 0,
    from: 0,
    seen: [],
    done: [],
    searched: [],
    rounds: 0,
    xp: 0,
    crystals: 0,
    haul: [],
    wear: 0,
    tally: {},
    fight: null,
  };
  return inRoom(catalog, run, size);
}

/** The hunter inside, alone. Each entry has dice of its own. */
export function entered(hunter: Hunter, catalog: Catalog, entry: Omit<Entry, "dice">): Hunter {
  const { sheet, seed } = hunter;
  const run = newRun(catalog, { ...entry, dice: `${seed}-${sheet.draws}` }, 1);
  return { ...hunter, sheet: { ...sheet, draws: sheet.draws + 1 }, run };
}

/** A card of the board as it is for a hunter of `level`. `again` counts earlier entries: the rooms are others then. */
export function boardEntry(offer: Offer, level: number, again: number): Omit<Entry, "dice"> {
  const { seed, theme, name, grade } = offer;
  return {
    kind: "board",
    seed: again > 0 ? `${seed}~${again}` : seed,
    theme,
    name,
    grade,
    level: levelIn(offer, level),
  };
}

export const LESSON_NAME = "First Lesson";
/** Where nothing burns yet. */
const LESSON_THEME = "sunken-arcade";

/** The first lesson: the same rooms for everybody. Null when the content has no theme of grade E. */
export function lessonEntry(catalog: Catalog): Omit<Entry, "dice"> | null {
  const theme = catalog.themes.get(LESSON_THEME) ?? themesOf(catalog, "E")[0];
  if (!theme) return null;
  return { kind: "tutorial", seed: "lesson", theme: theme.id, name: LESSON_NAME, grade: "E", level: 1 };
}

/** The exam for `licence`, fought in a gate of the grade before. */
export function examEntry(
  hunter: Hunter,
  catalog: Catalog,
  licence: HunterClass,
): Omit<Entry, "dice"> | null {
  const grade = gradeOf(hunter.sheet.licence);
  const themes = themesOf(catalog, grade);
  const theme = themes[hunter.sheet.draws % Math.max(1, themes.length)];
  if (!theme) return null;
  return {
    kind: "exam",
    seed: `exam-${licence}-${hunter.sheet.draws}`,
    theme: theme.id,
    name: `Exam for class ${licence}`,
    grade,
    level: GRADE_BAND[grade].most,
  };
}
