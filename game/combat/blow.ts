/** One blow: whether it lands and what it does. */
import type { Element } from "../catalog/words.ts";
import type { Random } from "../random.ts";
import { elementFactor } from "./element.ts";
import type { Match } from "./fight.ts";
import {
  ARMOR_BASE,
  ARMOR_EACH,
  CRITICAL_FACTOR,
  LEAST_HIT,
  MOST_CRITICAL,
  MOST_HIT,
  SPREAD,
} from "./tuning.ts";

export type Blow = {
  /** Attack or magic times the move's power. */
  force: number;
  level: number;
  /** Percent points. */
  accuracy: number;
  critical: number;
  element: Element;
  /** What else multiplies it: open, guarded, finishing. */
  factor: number;
};
export type Target = { defense: number; evasion: number; element: Element | null };
export type Struck = { damage: number | null; critical: boolean; match: Match };

/** Three dice whatever happens, so that one blow never shifts the dice of another. */
export function land(blow: Blow, target: Target, random: Random): Struck {
  const hits = random.chance(chanceToHit(blow.accuracy, target.evasion));
  const critical = random.chance(Math.min(MOST_CRITICAL, blow.critical) / 100);
  const spread = 1 - SPREAD + 2 * SPREAD * random.share();
  const element = elementFactor(blow.element, target.element);
  const match = element > 1 ? "strong" : element < 1 ? "weak" : "even";
  if (!hits) return { damage: null, critical: false, match };
  const through = 1 - stopped(target.defense, blow.level);
  const whole = blow.force * through * element * blow.factor * spread * (critical ? CRITICAL_FACTOR : 1);
  return { damage: Math.max(1, Math.round(whole)), critical, match };
}

/** 0–1, from percent points. */
export function chanceToHit(accuracy: number, evasion: number): number {
  return Math.min(MOST_HIT, Math.max(LEAST_HIT, (accuracy - evasion) / 100));
}

/** The share of damage that a defense stops of somebody of that level. */
export function stopped(defense: number, level: number): number {
  const solid = Math.max(0, defense);
  return solid / (solid + ARMOR_BASE + ARMOR_EACH * level);
}
