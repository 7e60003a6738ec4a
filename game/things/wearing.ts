/** Putting on and taking off. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Item } from "../catalog/schemas.ts";
import { SLOTS, type Slot } from "../catalog/words.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { listOr } from "../suggestion.ts";
import { freeSlots, isGear, itemOf } from "./pack.ts";

/** The slots that an item may be worn in. */
export function slotsFor({ kind }: Item): readonly Slot[] {
  if (kind === "accessory") return ["accessory1", "accessory2"];
  return SLOTS.filter((slot) => slot === kind);
}

/** Why this hunter can't wear it, in one sentence; null when it can be worn. */
export function cannotWear({ sheet }: Hunter, item: Item): string | null {
  if (!isGear(item)) return `${item.name} is not worn.${item.use ? ` use ${item.id}` : ""}`;
  if (sheet.level < item.level)
    return `${item.name} asks for level ${item.level}; you are level ${sheet.level}.`;
  if (!item.classes) return null;
  const fit = listOr(item.classes.map((one) => `${one}s`));
  if (!sheet.base) return `${item.name} is for ${fit}. Choose a class first: become`;
  return item.classes.includes(sheet.base) ? null : `${item.name} is for ${fit}; you are a ${sheet.base}.`;
}

/** Puts a carried thing into `slot`; what was there goes into the pack, in the place that became free. */
export function putOn(hunter: Hunter, thing: Carried, slot: Slot): Hunter {
  const { pack } = hunter;
  const before = pack.worn[slot];
  const carried = pack.carried.flatMap((one) => (one.id !== thing.id ? [one] : before ? [before] : []));
  return { ...hunter, pack: { ...pack, carried, worn: { ...pack.worn, [slot]: thing } } };
}

/** Takes off what is worn in `slot`; null when the pack has no room, or nothing is there. */
export function takeOff(hunter: Hunter, slot: Slot): Hunter | null {
  const { [slot]: thing, ...worn } = hunter.pack.worn;
  if (!thing || freeSlots(hunter) === 0) return null;
  return { ...hunter, pack: { ...hunter.pack, worn, carried: [...hunter.pack.carried, thing] } };
}

/** Everything worn, in the order of the slots. */
export function wornThings({ pack }: Hunter, catalog: Catalog): { slot: Slot; thing: Carried; item: Item }[] {
  return SLOTS.flatMap((slot) => {
    const thing = pack.worn[slot];
    const item = thing && itemOf(catalog, thing);
    return thing && item ? [{ slot, thing, item }] : [];
  });
}
