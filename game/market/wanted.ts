/**
 * A buy order: a hunter wants so many of an item and pays so much for one. The crystals lie in the ledger's account of
 * the order until somebody sells to it, its buyer calls it off, or it runs out.
 */
import type { Catalog } from "../catalog/catalog.ts";
import { count } from "../hunter/counters.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import {
  amongGuild,
  type LedgerAccount,
  type Movement,
  purseOf,
  taxOn,
  withMoney,
} from "../money/movement.ts";
import { given, handed, type Lot } from "../things/handing.ts";
import { FULL_DURABILITY } from "../things/pack.ts";
import { payment } from "./listing.ts";

export type Wanted = {
  /** One row of numbers with the listings. */
  id: number;
  buyerId: string;
  buyer: string;
  item: string;
  /** Still wanted. */
  count: number;
  /** Crystals for one. */
  price: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
};

export const MOST_WANTED = 12;

export const escrowOf = (id: number): LedgerAccount => `market:${id}`;

/** Sets the order's crystals aside, untaxed. Null when the buyer can't pay. */
export function setAside(
  buyer: Hunter,
  { id, price, count: many }: Pick<Wanted, "id" | "price" | "count">,
): { hunter: Hunter; movements: Movement[] } | null {
  const total = price * many;
  if (!Number.isSafeInteger(total) || buyer.purse.crystals < total) return null;
  return {
    hunter: withMoney(buyer, "crystals", -total),
    movements: payment(purseOf(buyer), escrowOf(id), total, 0, "order"),
  };
}

/** Gives back what is still set aside. */
export function paidBack(
  buyer: Hunter,
  { id, price, count: many }: Wanted,
): {
  hunter: Hunter;
  movements: Movement[];
} {
  return {
    hunter: withMoney(buyer, "crystals", price * many),
    movements: payment(escrowOf(id), purseOf(buyer), price * many, 0, "order"),
  };
}

/** Carried things that an order takes: unworn ones, the least upgraded and the smallest pile first. */
export function fits({ pack }: Hunter, { item }: Pick<Wanted, "item">): Carried[] {
  return pack.carried
    .filter((one) => one.item === item && (one.durability ?? FULL_DURABILITY) >= FULL_DURABILITY)
    .sort((a, b) => (a.upgrade ?? 0) - (b.upgrade ?? 0) || a.count - b.count);
}

export type Fill = {
  buyer: Hunter;
  seller: Hunter;
  movements: Movement[];
  lots: readonly Lot[];
  total: number;
  tax: number;
  /** How many had no room in the buyer's pack and are held. */
  held: number;
};

/** Sells `amount` of `things` to the order, in their order; the tax is taken from the seller's. Null when there are not so many. */
export function soldTo(
  { buyer, seller }: { buyer: Hunter; seller: Hunter },
  wanted: Pick<Wanted, "id" | "price">,
  things: readonly Carried[],
  amount: number,
  catalog: Catalog,
): Fill | null {
  const handing = handedOut(seller, things, amount);
  if (!handing) return null;
  const total = wanted.price * amount;
  const tax = Math.min(total, taxOn(total, amongGuild([buyer, seller])));
  let gets = buyer;
  let held = 0;
  for (const lot of handing.lots) {
    const got = given(gets, catalog, lot);
    gets = got.hunter;
    held += got.held;
  }
  return {
    buyer: count(gets, ["crystals-spent", total], ["traded", 1]),
    seller: count(
      withMoney(handing.hunter, "crystals", total - tax),
      ["crystals-earned", total - tax],
      ["tax-paid", tax],
      ["traded", 1],
    ),
    movements: payment(escrowOf(wanted.id), purseOf(seller), total, tax, "market"),
    lots: handing.lots,
    total,
    tax,
    held,
  };
}

function handedOut(
  seller: Hunter,
  things: readonly Carried[],
  amount: number,
): { hunter: Hunter; lots: Lot[] } | null {
  let hunter = seller;
  let left = amount;
  const lots: Lot[] = [];
  for (const { id, count: many } of things) {
    if (left === 0) break;
    const taken = handed(hunter, id, Math.min(left, many));
    if (!taken) return null;
    hunter = taken.hunter;
    lots.push(taken.lot);
    left -= taken.lot.count;
  }
  return left === 0 && amount > 0 ? { hunter, lots } : null;
}
