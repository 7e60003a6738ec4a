/** What mending costs. Prices rise with what a thing is worth, so that a first sword is mended for small change. */
import type { Item } from "../catalog/schemas.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { FULL_DURABILITY, wearsOut } from "./pack.ts";

/** Crystals for a point of durability: a least, and a share of what the shop pays for the thing. */
const LEAST_A_POINT = 0.1;
const SHARE_A_POINT = 0.002;

/** Crystals a point, to two decimal places: what the price list shows. */
export function pricePerPoint({ worth }: Item): number {
  return Math.round((LEAST_A_POINT + SHARE_A_POINT * worth) * 100) / 100;
}

/** Points that are missing; 0 for what doesn't wear. */
export function missingPoints(item: Item, { durability = FULL_DURABILITY }: Carried): number {
  return wearsOut(item) ? Math.max(0, FULL_DURABILITY - durability) : 0;
}

/** Whole crystals for mending all of it, rounded up. */
export function repairPrice(item: Item, thing: Carried): number {
  return Math.ceil(missingPoints(item, thing) * pricePerPoint(item) - 1e-9);
}

/** The hunter with a change to the thing of that number, worn or carried. */
export function withThing(hunter: Hunter, id: number, change: Partial<Carried>): Hunter {
  const { pack } = hunter;
  const changed = (thing: Carried) => (thing.id === id ? { ...thing, ...change } : thing);
  const worn = Object.fromEntries(Object.entries(pack.worn).map(([slot, thing]) => [slot, changed(thing)]));
  return { ...hunter, pack: { ...pack, worn, carried: pack.carried.map(changed) } };
}
