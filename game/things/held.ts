/** What was found when the pack was full, kept for the hunter in the city. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { addItem, freeSlots, itemOf } from "./pack.ts";

/** Moves what is held into the pack as far as there is room. `got` is what moved; the rest stays held. */
export function claimHeld(hunter: Hunter, catalog: Catalog): { hunter: Hunter; got: Carried[] } {
  const got: Carried[] = [];
  const left: Carried[] = [];
  let after = withHeld(hunter, []);
  for (const pile of hunter.pack.held) {
    const moved = claimPile(after, catalog, pile);
    after = withHeld(moved.hunter, []);
    if (moved.held < pile.count) got.push({ ...pile, count: pile.count - moved.held });
    if (moved.held > 0) left.push({ ...pile, count: moved.held });
  }
  return { hunter: withHeld(after, left), got };
}

/** Gear keeps its wear and its number; what stacks joins its stacks. */
function claimPile(hunter: Hunter, catalog: Catalog, pile: Carried): { hunter: Hunter; held: number } {
  if (!itemOf(catalog, pile)) return { hunter, held: pile.count };
  if (pile.durability === undefined) return addItem(hunter, catalog, pile.item, pile.count);
  if (freeSlots(hunter) === 0) return { hunter, held: pile.count };
  return {
    hunter: { ...hunter, pack: { ...hunter.pack, carried: [...hunter.pack.carried, pile] } },
    held: 0,
  };
}

const withHeld = (hunter: Hunter, held: readonly Carried[]): Hunter => ({
  ...hunter,
  pack: { ...hunter.pack, held },
});
