/** Chance outside gates: each draw has a number, so that a command done again after a crash draws the same. */
import { Random } from "../random.ts";
import type { Hunter } from "./hunter.ts";

/** A source of random numbers for one draw, and the hunter who has drawn once more. */
export function draw(hunter: Hunter, what: string): { random: Random; hunter: Hunter } {
  const { seed, sheet } = hunter;
  return {
    random: new Random(seed, what, sheet.draws),
    hunter: { ...hunter, sheet: { ...sheet, draws: sheet.draws + 1 } },
  };
}
