/** Counting what a hunter does. Counts gather in the small trail and move to the annals now and then. */
import type { Counter } from "../catalog/words.ts";
import { sizeOf, withMore } from "./counts.ts";
import type { Hunter } from "./hunter.ts";

/** A tally of so many counters is moved to the annals, to keep the trail small. */
const TIDY_AT = 24;

/** The hunter with `by` more on each counter. Negative and broken numbers are mistakes and throw RangeError. */
export function count(hunter: Hunter, ...counts: readonly (readonly [Counter, number])[]): Hunter {
  for (const [counter, by] of counts)
    if (!Number.isSafeInteger(by) || by < 0) throw new RangeError(`${counter} can't be counted by ${by}`);
  const tally = withMore(hunter.trail.tally, counts);
  const counted = { ...hunter, trail: { ...hunter.trail, tally } };
  return sizeOf(tally) >= TIDY_AT ? tidy(counted) : counted;
}

/** How often it was counted so far. */
export function counted(hunter: Hunter, counter: string): number {
  return (hunter.annals.counters[counter] ?? 0) + (hunter.trail.tally[counter] ?? 0);
}

/** Moves the tally to the annals; for when these are written anyway. */
export function tidy(hunter: Hunter): Hunter {
  const counters = withMore(hunter.annals.counters, Object.entries(hunter.trail.tally));
  return { ...hunter, annals: { ...hunter.annals, counters }, trail: { ...hunter.trail, tally: {} } };
}
