/** More room in the pack. */
import type { Hunter } from "../hunter/hunter.ts";

export const MORE_SLOTS = 10;
export const MOST_SLOTS = 100;
const FIRST_SLOTS = 20;
/** Crystals for the first ten; each further ten costs so much more. */
const PRICE = 100;

/** Crystals for ten more; null when the pack can't grow. */
export function slotsPrice({ pack }: Hunter): number | null {
  if (pack.slots + MORE_SLOTS > MOST_SLOTS) return null;
  return PRICE * (1 + Math.max(0, Math.floor((pack.slots - FIRST_SLOTS) / MORE_SLOTS)));
}
