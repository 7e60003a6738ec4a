/** Things from one hunter to another, with their wear and upgrades: nothing is made anew and nothing is lost. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { freeSlots, isGear, itemOf, takeCarried } from "./pack.ts";

/** A thing that is in nobody's pack. */
export type Lot = Omit<Carried, "id">;

/** Takes `amount` of the carried thing of that number out of the pack; null when there are not so many. */
export function handed(hunter: Hunter, id: number, amount: number): { hunter: Hunter; lot: Lot } | null {
  const thing = hunter.pack.carried.find((one) => one.id === id);
  const after = thing && amount > 0 ? takeCarried(hunter, id, amount) : null;
  if (!thing || !after) return null;
  const { id: _, ...lot } = thing;
  return { hunter: after, lot: { ...lot, count: amount } };
}

/**
 * Puts a lot into the pack, on stacks of it where it stacks; what has no room is held for the hunter in the city.
 * Something that the content no longer knows is held too. `held` says how many.
 */
export function given(hunter: Hunter, catalog: Catalog, lot: Lot): { hunter: Hunter; held: number } {
  const item = itemOf(catalog, lot);
  const size = item && !isGear(item) ? item.stack : 1;
  let { carried, held, nextId } = hunter.pack;
  let left = lot.count;
  if (size > 1)
    carried = carried.map((thing) => {
      const more = thing.item === lot.item ? Math.min(left, Math.max(0, size - thing.count)) : 0;
      left -= more;
      return more > 0 ? { ...thing, count: thing.count + more } : thing;
    });
  let room = item ? freeSlots(hunter) : 0;
  let kept = 0;
  for (; left > 0; left -= size) {
    const pile = { ...lot, id: nextId++, count: Math.min(left, size) };
    if (room-- > 0) carried = [...carried, pile];
    else {
      held = [...held, pile];
      kept += pile.count;
    }
  }
  return { hunter: { ...hunter, pack: { ...hunter.pack, carried, held, nextId } }, held: kept };
}

/** A carried thing as it lies, or undefined. */
export const carriedThing = ({ pack }: Hunter, id: number): Carried | undefined =>
  pack.carried.find((one) => one.id === id);
