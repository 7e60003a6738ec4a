/** What a hunter carries and wears: adding, taking, finding, and what worn things give and lose. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Item } from "../catalog/schemas.ts";
import { type CombatValue, SLOTS, type Slot, type Stat } from "../catalog/words.ts";
import type { Carried, Hunter, Pack } from "../hunter/hunter.ts";
import { type Candidate, fitting, noneFits, severalFit } from "./matching.ts";

export const FULL_DURABILITY = 100;
/** Each upgrade adds this share of the thing's own bonuses. */
export const UPGRADE_SHARE = 0.1;

/** The item of a carried thing; undefined when the content no longer has it. */
export const itemOf = (catalog: Catalog, thing: Pick<Carried, "item">): Item | undefined =>
  catalog.items.get(thing.item);

/** Whether it is worn in a slot, and so lies alone and has a durability. */
export const isGear = ({ kind }: Item): boolean =>
  kind !== "consumable" && kind !== "material" && kind !== "license" && kind !== "key";

/** Whether use wears it out: gear that doesn't live. */
export const wearsOut = (item: Item): boolean => isGear(item) && item.kind !== "mount" && item.kind !== "pet";

/** A broken thing gives nothing until it is repaired. */
export const isBroken = ({ durability }: Carried): boolean => durability === 0;

export const freeSlots = ({ pack }: Hunter): number => Math.max(0, pack.slots - pack.carried.length);

/**
 * Puts `count` of an item into the pack: onto stacks of it, then into free slots; what has no room is held for the
 * hunter in the city. `held` says how many. An item that the content doesn't have, or a count under 1, adds nothing.
 */
export function addItem(
  hunter: Hunter,
  catalog: Catalog,
  item: string,
  count: number,
): { hunter: Hunter; held: number } {
  const known = catalog.items.get(item);
  if (!known || !Number.isSafeInteger(count) || count < 1) return { hunter, held: 0 };
  const { pack, left } = filled(hunter.pack, known, count);
  let { nextId } = pack;
  const fresh = (): Carried[] =>
    piles(known, left).map((size) => ({
      id: nextId++,
      item,
      count: size,
      ...(wearsOut(known) ? { durability: FULL_DURABILITY } : {}),
    }));
  const made = fresh();
  const room = Math.max(0, pack.slots - pack.carried.length);
  const kept = made.slice(0, room);
  const rest = made.slice(room);
  const after: Pack = {
    ...pack,
    nextId,
    carried: [...pack.carried, ...kept],
    held: rest.length > 0 ? [...pack.held, ...rest] : pack.held,
  };
  return { hunter: { ...hunter, pack: after }, held: rest.reduce((sum, pile) => sum + pile.count, 0) };
}

/** How many of an item lie in the pack, not counting what is worn or held. */
export function carriedCount({ pack }: Hunter, item: string): number {
  return pack.carried.reduce((sum, thing) => sum + (thing.item === item ? thing.count : 0), 0);
}

/** Takes `count` of an item out of the pack, from the smallest stacks first; null when it isn't all there. */
export function takeItem(hunter: Hunter, item: string, count: number): Hunter | null {
  if (carriedCount(hunter, item) < count) return null;
  const stacks = hunter.pack.carried.filter((thing) => thing.item === item).sort((a, b) => a.count - b.count);
  let left = count;
  let after: Hunter = hunter;
  for (const { id, count: size } of stacks) {
    if (left === 0) break;
    after = takeCarried(after, id, Math.min(size, left)) ?? after;
    left -= Math.min(size, left);
  }
  return after;
}

/** Takes `count` of the carried thing with that id; null when there are not so many. */
export function takeCarried(hunter: Hunter, id: number, count: number): Hunter | null {
  const thing = hunter.pack.carried.find((one) => one.id === id);
  if (!thing || thing.count < count) return null;
  const carried = hunter.pack.carried.flatMap((one) =>
    one.id !== id ? [one] : one.count === count ? [] : [{ ...one, count: one.count - count }],
  );
  return { ...hunter, pack: { ...hunter.pack, carried } };
}

/** Takes `amount` of that thing, and of others like it where its own stack is smaller; null when there are not so many. */
export function takeMeant(hunter: Hunter, thing: Carried, amount: number): Hunter | null {
  return takeCarried(hunter, thing.id, amount) ?? takeItem(hunter, thing.item, amount);
}

/** A thing that was meant, and the slot that it is worn in, or null. */
export type Found = { ok: true; thing: Carried; item: Item; slot: Slot | null } | { ok: false; text: string };

/**
 * The thing that `words` name: by its number, its name or id, or the beginning of a word of its name. `verb` is what
 * the refusals say to type; `among` leaves out what is worn or what is carried.
 */
export function findCarried(
  hunter: Hunter,
  catalog: Catalog,
  words: string,
  { verb = "look", among = "both" }: { verb?: string; among?: "carried" | "worn" | "both" } = {},
): Found {
  const pool = candidates(hunter, catalog, among);
  const found = fitting(words, pool);
  const [first] = found;
  if (!first) return { ok: false, text: noneFits(words, pool, among) };
  if (found.length > 1) return { ok: false, text: severalFit(words, found, verb) };
  return { ok: true, ...first };
}

/** Whether `words` may name something that is carried or worn, be it one thing or several. */
export const holds = (hunter: Hunter, catalog: Catalog, words: string): boolean =>
  fitting(words, candidates(hunter, catalog, "both")).length > 0;

function candidates({ pack }: Hunter, catalog: Catalog, among: "carried" | "worn" | "both"): Candidate[] {
  const worn = SLOTS.flatMap((slot) => {
    const thing = pack.worn[slot];
    return thing ? [{ thing, slot }] : [];
  });
  const carried = pack.carried.map((thing) => ({ thing, slot: null }));
  return [...(among === "worn" ? [] : carried), ...(among === "carried" ? [] : worn)].flatMap((one) => {
    const item = itemOf(catalog, one.thing);
    return item ? [{ ...one, item }] : [];
  });
}

/** What everything that is worn and not broken adds, upgrades included: tenths of points; health and mana whole. */
export function wornBonus({ pack }: Hunter, catalog: Catalog): Partial<Record<CombatValue | Stat, number>> {
  const sum: Partial<Record<CombatValue | Stat, number>> = {};
  for (const slot of SLOTS) {
    const thing = pack.worn[slot];
    const item = thing && !isBroken(thing) ? itemOf(catalog, thing) : undefined;
    if (!thing || !item) continue;
    const bonus = bonusOf(item, thing.upgrade);
    for (const key in bonus)
      sum[key as CombatValue] = tenths((sum[key as CombatValue] ?? 0) + (bonus[key as CombatValue] ?? 0));
  }
  return sum;
}

/** An item's own bonuses at that upgrade. What it takes away stays as it is. */
export function bonusOf(item: Item, upgrade = 0): Partial<Record<CombatValue | Stat, number>> {
  if (upgrade === 0) return item.bonus;
  const better: Partial<Record<CombatValue | Stat, number>> = {};
  for (const key in item.bonus) {
    const points = item.bonus[key as CombatValue] ?? 0;
    const more = points > 0 ? tenths(points * (1 + UPGRADE_SHARE * upgrade)) : points;
    better[key as CombatValue] = key === "hp" || key === "mp" ? Math.floor(more) : more;
  }
  return better;
}

/** Wears everything worn (but mount and pet) by `points` of durability. `broken` are the things that broke by it. */
export function wear(hunter: Hunter, points: number): { hunter: Hunter; broken: Carried[] } {
  const worn = { ...hunter.pack.worn };
  const broken: Carried[] = [];
  let changed = false;
  for (const slot of SLOTS) {
    const thing = worn[slot];
    if (!thing || points <= 0 || isBroken(thing) || thing.durability === undefined) continue;
    const durability = Math.max(0, tenths(thing.durability - points));
    const after = { ...thing, durability };
    worn[slot] = after;
    changed = true;
    if (durability === 0) broken.push(after);
  }
  return changed ? { hunter: { ...hunter, pack: { ...hunter.pack, worn } }, broken } : { hunter, broken };
}

/** To one decimal place: no sum of bonuses shows a long tail of digits. */
const tenths = (points: number) => Math.round(points * 10) / 10;

function filled(pack: Pack, item: Item, count: number): { pack: Pack; left: number } {
  let left = count;
  if (isGear(item) || item.stack === 1) return { pack, left };
  const carried = pack.carried.map((thing) => {
    const more = thing.item === item.id ? Math.min(left, item.stack - thing.count) : 0;
    if (more <= 0) return thing;
    left -= more;
    return { ...thing, count: thing.count + more };
  });
  return left === count ? { pack, left } : { pack: { ...pack, carried }, left };
}

function piles(item: Item, count: number): number[] {
  const size = isGear(item) ? 1 : item.stack;
  return Array.from({ length: Math.ceil(count / size) }, (_, at) => Math.min(size, count - at * size));
}
