/** The Hunter Shop: what it sells, what it pays, and the trade itself. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Item } from "../catalog/schemas.ts";
import { count } from "../hunter/counters.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { addItem, FULL_DURABILITY, takeMeant } from "../things/pack.ts";
import { type Currency, earn, type Movement, spend } from "./movement.ts";

/** What the shop's list is divided into, each with the kinds of things in it. */
export const SHELVES = {
  potions: ["consumable"],
  weapons: ["weapon"],
  armour: ["armor", "helmet", "gloves", "boots"],
  accessories: ["accessory"],
  papers: ["license", "key"],
  materials: ["material"],
  stables: ["mount", "pet"],
} as const satisfies Record<string, readonly Item["kind"][]>;
export type Shelf = keyof typeof SHELVES;

/** Everything the shop sells, by level and then price. */
export function wares(catalog: Catalog): readonly Item[] {
  let known = WARES.get(catalog.items);
  if (!known) {
    known = [...catalog.items.values()].filter(({ price }) => price?.crystals || price?.exons);
    known.sort((a, b) => a.level - b.level || priceOf(a).amount - priceOf(b).amount);
    WARES.set(catalog.items, known);
  }
  return known;
}
const WARES = new WeakMap<Catalog["items"], Item[]>();

/** What one of it costs: crystals where it has a price in crystals, else exons. */
export function priceOf({ price }: Item): { amount: number; currency: Currency } {
  return price?.crystals
    ? { amount: price.crystals, currency: "crystals" }
    : { amount: price?.exons ?? 0, currency: "exons" };
}

/** What the shop pays for one of it before tax: less for what is worn out, nothing for its upgrades. */
export function offerFor(
  { worth }: Item,
  { durability = FULL_DURABILITY }: Pick<Carried, "durability">,
): number {
  return Math.floor((worth * durability) / FULL_DURABILITY);
}

export type Traded = { hunter: Hunter; movements: Movement[] };

/** Buys `amount` of a ware; null when the money or the room isn't there. */
export function buyWare(hunter: Hunter, catalog: Catalog, item: Item, amount: number): Traded | null {
  const { amount: price, currency } = priceOf(item);
  const paid = spend(hunter, currency, price * amount, "shop");
  if (!paid) return null;
  const filled = addItem(paid.hunter, catalog, item.id, amount);
  if (filled.held > 0) return null;
  const spent = currency === "crystals" ? price * amount : 0;
  return {
    hunter: count(
      filled.hunter,
      ["bought", amount],
      ["crystals-spent", spent],
      ["tax-paid", taxIn(paid.movements)],
    ),
    movements: paid.movements,
  };
}

export type Lot = { item: Item; thing: Carried; amount: number };

/** What the shop pays for some things together, before tax. */
export const offerForAll = (lots: readonly Lot[]): number =>
  lots.reduce((sum, { item, thing, amount }) => sum + offerFor(item, thing) * amount, 0);

/** Sells things together, taxed once; null when not all of them are there. */
export function sellThings(hunter: Hunter, lots: readonly Lot[]): Traded | null {
  let gone: Hunter | null = hunter;
  for (const { thing, amount } of lots) gone = gone && takeMeant(gone, thing, amount);
  if (!gone) return null;
  const offer = offerForAll(lots);
  const { hunter: paid, movements, tax } = earn(gone, "crystals", offer, "shop");
  const amount = lots.reduce((sum, lot) => sum + lot.amount, 0);
  return {
    hunter: count(paid, ["sold", amount], ["crystals-earned", offer - tax], ["tax-paid", tax]),
    movements,
  };
}

/** Crystals of tax in some movements. */
export function taxIn(movements: readonly Movement[]): number {
  return movements.reduce(
    (sum, { to, amount, currency }) => sum + (to === "operator" && currency === "crystals" ? amount : 0),
    0,
  );
}
