/** A thing for sale, and how it changes hands: out of the seller's pack, into the listing, into the buyer's. */
import type { Catalog } from "../catalog/catalog.ts";
import { count } from "../hunter/counters.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { amongGuild, type Movement, purseOf, taxOn, withMoney } from "../money/movement.ts";
import { given, handed, type Lot } from "../things/handing.ts";

export type Listing = {
  id: number;
  sellerId: string;
  seller: string;
  lot: Lot;
  /** Crystals for one. */
  price: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
};

export const MOST_LISTINGS = 12;
export const FIRST_DAYS = 7;
export const MOST_DAYS = 14;
/** Crystals for one thing; keeps every sum a safe number. */
export const MOST_PRICE = 1_000_000_000;

/** Takes `amount` of the thing out of the seller's pack. Null when it is not there any more. */
export function offered(hunter: Hunter, thing: Carried, amount: number): { hunter: Hunter; lot: Lot } | null {
  const taken = handed(hunter, thing.id, amount);
  return taken && { hunter: count(taken.hunter, ["listed", 1]), lot: taken.lot };
}

export type Sale = {
  buyer: Hunter;
  seller: Hunter;
  movements: Movement[];
  total: number;
  tax: number;
  /** How many had no room in the buyer's pack and are held. */
  held: number;
};

/** Sells `amount` of the listing. The tax is taken from what the seller gets. Null when the buyer can't pay. */
export function sold(
  { buyer, seller }: { buyer: Hunter; seller: Hunter },
  { lot, price }: Pick<Listing, "lot" | "price">,
  amount: number,
  catalog: Catalog,
): Sale | null {
  const total = price * amount;
  if (!Number.isSafeInteger(total) || buyer.purse.crystals < total) return null;
  const tax = Math.min(total, taxOn(total, amongGuild([buyer, seller])));
  const got = given(buyer, catalog, { ...lot, count: amount });
  const paid = withMoney(got.hunter, "crystals", -total);
  const richer = withMoney(seller, "crystals", total - tax);
  return {
    buyer: count(paid, ["crystals-spent", total], ["traded", 1]),
    seller: count(richer, ["crystals-earned", total - tax], ["tax-paid", tax], ["traded", 1]),
    movements: payment(purseOf(buyer), purseOf(seller), total, tax, "market"),
    total,
    tax,
    held: got.held,
  };
}

/** Moves `total` from one account: what is left of it after `tax` to the other, the tax to the operator. */
export function payment(
  from: Movement["from"],
  to: Movement["to"],
  total: number,
  tax: number,
  reason: string,
): Movement[] {
  const currency = "crystals";
  return [
    ...(total > tax ? [{ from, to, currency, amount: total - tax, reason } as const] : []),
    ...(tax > 0 ? [{ from, to: "operator", currency, amount: tax, reason: "tax" } as const] : []),
  ];
}
