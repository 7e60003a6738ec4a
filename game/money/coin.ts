/** The coin: odds and payout are fixed and published, the same for everyone, always. */

import { count } from "../hunter/counters.ts";
import { draw } from "../hunter/draw.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { type Movement, purseOf, withMoney } from "./movement.ts";

/** Percent of flips that the hunter wins; a win pays the stake once more. */
export const WIN_CHANCE = 48;
export const LEAST_STAKE = 100;
export const MOST_STAKE = 10_000;
/** Flips in a day of UTC. */
export const FLIPS_A_DAY = 100;

/** One flip; null when the purse doesn't hold the stake. The day's flips are counted by the caller's annals. */
export function flipCoin(
  hunter: Hunter,
  stake: number,
): { hunter: Hunter; movements: Movement[]; won: boolean } | null {
  if (hunter.purse.crystals < stake) return null;
  const drawn = draw(hunter, "coin");
  const won = drawn.random.chance(WIN_CHANCE / 100);
  const paid = withMoney(drawn.hunter, "crystals", won ? stake : -stake);
  const purse = purseOf(hunter);
  const movement: Movement = won
    ? { from: "mint", to: purse, currency: "crystals", amount: stake, reason: "coin" }
    : { from: purse, to: "burn", currency: "crystals", amount: stake, reason: "coin" };
  const annals = { ...paid.annals, flips: paid.annals.flips + 1 };
  return {
    hunter: count({ ...paid, annals }, ["flips", 1], ["flips-won", won ? 1 : 0]),
    movements: [movement],
    won,
  };
}
