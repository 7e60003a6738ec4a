import type { Item } from "../catalog/schemas.ts";
import type { Slot } from "../catalog/words.ts";
import { bounded } from "../hunter/body.ts";
import { count } from "../hunter/counters.ts";
import type { Carried } from "../hunter/hunter.ts";
import { effectOf, thingName } from "../things/describe.ts";
import { findCarried, freeSlots, isBroken } from "../things/pack.ts";

import { cannotWear, putOn, slotsFor, takeOff, wornThings } from "../things/wearing.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";

/** Puts on a carried thing; what was worn there goes into the pack. */
export function equip({ hunter, catalog }: Turn, words: string): Outcome {
  const found = findCarried(hunter, catalog, words, { verb: "equip", among: "carried" });
  if (!found.ok) return refuse(alreadyWorn({ hunter, catalog }, words) ?? found.text);
  const { thing, item } = found;
  const why = cannotWear(hunter, item);
  if (why) return refuse(why);
  const slot = slotsFor(item).find((one) => !hunter.pack.worn[one]) ?? onlySlot(item);
  if (!slot) return refuse(bothTaken({ hunter, catalog }, item));
  const dressed = bounded(count(putOn(hunter, thing, slot), ["equipped", 1]), catalog);
  return {
    hunter: dressed,
    text: `${puttingOn(slot, item.name)}\n${change(item, thing, slot, { hunter, catalog })}`,
  };
}

/** Takes off what is worn. */
export function remove({ hunter, catalog }: Turn, words: string): Outcome {
  const found = findCarried(hunter, catalog, words, { verb: "remove", among: "worn" });
  if (!found.ok) return refuse(found.text);
  const { item, slot } = found;
  if (freeSlots(hunter) === 0)
    return refuse(`Your pack is full. Make room before you take off the ${item.name}: drop, sell or slots`);
  const after = slot && takeOff(hunter, slot);
  if (!after) return refuse(`You don't wear the ${item.name}.`);
  return { hunter: bounded(after, catalog), text: `You put the ${item.name} away.` };
}

type Mine = Pick<Turn, "hunter" | "catalog">;

function alreadyWorn({ hunter, catalog }: Mine, words: string): string | null {
  const worn = findCarried(hunter, catalog, words, { among: "worn" });
  return worn.ok ? `You wear the ${worn.item.name} already. remove ${worn.thing.id}` : null;
}

/** Where an item has only one place, what lies there is exchanged; with two the hunter says which goes. */
const onlySlot = (item: Item): Slot | undefined => {
  const slots = slotsFor(item);
  return slots.length === 1 ? slots[0] : undefined;
};

function bothTaken({ hunter, catalog }: Mine, item: Item): string {
  const taken = wornThings(hunter, catalog).filter(({ slot }) => slotsFor(item).includes(slot));
  const names = taken.map((one) => `${thingName(one.item, one.thing)} (${one.thing.id})`);
  return `You wear two accessories: ${names.join(", ")}. remove ${taken[0]?.thing.id ?? ""}`;
}

function puttingOn(slot: Slot, name: string): string {
  if (slot === "weapon") return `You take up the ${name}. It finds its place in your hand.`;
  if (slot === "mount") return `The ${name} lowers its shoulder. You are up.`;
  if (slot === "pet") return `The ${name} looks at your boots and decides to follow them.`;
  return `You put on the ${name} and pull the straps until they stop giving.`;
}

function change(item: Item, thing: Carried, slot: Slot, { hunter, catalog }: Mine): string {
  const before = wornThings(hunter, catalog).find((one) => one.slot === slot);
  const now = isBroken(thing)
    ? "broken: nothing until it is repaired"
    : effectOf(item, thing.upgrade) || "no change";
  const was = before
    ? ` Before: ${effectOf(before.item, before.thing.upgrade) || "nothing"}; the ${before.item.name} is in your pack.`
    : "";
  return `[System] ${now}.${was}`;
}
