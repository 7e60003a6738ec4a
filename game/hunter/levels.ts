/** Experience and levels. */
import { BEAST_XP, GATE_XP_IN_BEASTS, GATES_A_LEVEL, MAX_LEVEL, POINTS_A_LEVEL } from "../combat/tuning.ts";
import type { Hunter } from "./hunter.ts";

/** Experience of one normal beast of that level, before factors. */
export function beastXp(level: number): number {
  return BEAST_XP.first + BEAST_XP.each * level;
}

/** Experience from `level` to the next one. */
export function xpToNext(level: number): number {
  const gates = GATES_A_LEVEL.first + GATES_A_LEVEL.each * level;
  return Math.round(beastXp(level) * GATE_XP_IN_BEASTS * gates);
}

/** The hunter with `xp` more, and how many levels that made. A level comes with points to spend. */
export function gainXp(hunter: Hunter, xp: number): { hunter: Hunter; levels: number } {
  if (!Number.isSafeInteger(xp) || xp < 0) throw new RangeError(`${xp} is no experience`);
  const { sheet } = hunter;
  let { level } = sheet;
  let left = sheet.xp + xp;
  while (level < MAX_LEVEL && left >= xpToNext(level)) {
    left -= xpToNext(level);
    level++;
  }
  const levels = level - sheet.level;
  if (level >= MAX_LEVEL) left = 0;
  const points = sheet.points + levels * POINTS_A_LEVEL;
  return { hunter: { ...hunter, sheet: { ...sheet, level, xp: left, points } }, levels };
}
