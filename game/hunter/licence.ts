/** Hunter classes and the grades of gates that they open. */

import { GRADES, type Grade, HUNTER_CLASSES, type HunterClass } from "../catalog/words.ts";
import { GRADE_BAND } from "../combat/tuning.ts";

/** The highest grade that a hunter of that class may enter: F opens E, E opens D, and so on. */
export function gradeOf(licence: HunterClass): Grade {
  return GRADES[HUNTER_CLASSES.indexOf(licence)] ?? "E";
}

/** Whether class and level open gates of that grade. */
export function opens(licence: HunterClass, level: number, grade: Grade): boolean {
  return GRADES.indexOf(grade) <= HUNTER_CLASSES.indexOf(licence) && level >= GRADE_BAND[grade].least;
}

/** The next class, and the level from which its exam may be sat; null for S. */
export function nextClass(licence: HunterClass): { licence: HunterClass; level: number } | null {
  const next = HUNTER_CLASSES[HUNTER_CLASSES.indexOf(licence) + 1];
  return next ? { licence: next, level: GRADE_BAND[gradeOf(next)].least } : null;
}
