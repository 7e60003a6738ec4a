/** What the clinic mends, and for how much. Death and the shadow are beyond it: only a potion undoes those. */

import type { Status } from "../catalog/words.ts";
import { CURE } from "../combat/tuning.ts";
import type { Hunter } from "../hunter/hunter.ts";

/** Factors on the price of a cure; what is not here the clinic can't cure. */
const CURES: Partial<Record<Status, number>> = {
  poisoned: 1,
  burn: 1,
  frozen: 1,
  feared: 1.5,
  confused: 1.5,
  dismembered: 4,
};
/** Crystals a level for a whole body's worth of wounds. */
const WOUNDS_A_LEVEL = 2;
/** Beginners' wounds are dressed for nothing: nobody is stuck without health and without money. */
const FREE_WOUNDS_UNTIL = 10;

export type Treatment = { what: Status | "wounds"; price: number };

/** Crystals for ending that status; null when the clinic can't. */
export function curePrice({ sheet, purse }: Hunter, status: Status): number | null {
  const factor = CURES[status];
  if (factor === undefined) return null;
  if (sheet.level < CURE.freeUntil) return 0;
  return affordable(Math.round((CURE.first + CURE.each * sheet.level) * factor), purse.crystals);
}

/** Crystals for full health and mana; 0 for beginners. Null when nothing is missing. */
export function woundsPrice({ sheet, purse }: Hunter, full: { hp: number; mp: number }): number | null {
  if (sheet.hp >= full.hp && sheet.mp >= full.mp) return null;
  if (sheet.level < FREE_WOUNDS_UNTIL) return 0;
  const missing = 1 - (sheet.hp / full.hp + sheet.mp / Math.max(1, full.mp)) / 2;
  return affordable(Math.max(1, Math.ceil(missing * WOUNDS_A_LEVEL * sheet.level)), purse.crystals);
}

/** Never more than a share of what the hunter carries: nobody is too poor to be mended and to earn again. */
const affordable = (price: number, crystals: number): number =>
  Math.min(price, Math.floor(crystals * CURE.ofPurse));

/** Everything that the clinic could do for this hunter now, and what it can't cure. */
export function treatments(
  hunter: Hunter,
  full: { hp: number; mp: number },
): { can: Treatment[]; cannot: Status[] } {
  const can: Treatment[] = [];
  const cannot: Status[] = [];
  for (const { status } of hunter.sheet.afflictions) {
    const price = curePrice(hunter, status);
    if (price === null) cannot.push(status);
    else can.push({ what: status, price });
  }
  const wounds = woundsPrice(hunter, full);
  if (wounds !== null) can.push({ what: "wounds", price: wounds });
  return { can, cannot };
}
