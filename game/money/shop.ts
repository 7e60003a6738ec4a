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

/** Sells `amount` of a carried thing; null when there are not so many. */
export function sellThing(hunter: Hunter, item: Item, thing: Carried, amount: number): Traded | null {
  const gone = takeMeant(hunter, thing, amount);
  if (!gone) return null;
  const { hunter: paid, movements, tax } = earn(gone, "crystals", offerFor(item, thing) * amount, "shop");
  const net = offerFor(item, thing) * amount - tax;
  return { hunter: count(paid, ["sold", amount], ["crystals-earned", net], ["tax-paid", tax]), movements };
}

/** Crystals of tax in some movements. */
export function taxIn(movements: readonly Movement[]): number {
  return movements.reduce(
    (sum, { to, amount, currency }) => sum + (to === "operator" && currency === "crystals" ? amount : 0),
    0,
  );
}
