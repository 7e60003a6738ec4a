/** Buy orders: wanting something, selling to who wants it, calling it off, and its end. On locked rows. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { MarketDeed } from "../../game/market/deeds.ts";
import { cannotGo } from "../../game/market/stall.ts";
import {
  type Fill,
  fits,
  MOST_WANTED,
  paidBack,
  setAside,
  soldTo,
  type Wanted,
} from "../../game/market/wanted.ts";
import { money } from "../../game/money/amount.ts";
import { purseLine } from "../../game/money/pay.ts";
import { thingName } from "../../game/things/describe.ts";
import { findListings, recordSale } from "../market.ts";
import { addOrder, expiredOrders, findOrder, lockOrder, takeFromOrder, wantedOf } from "../wanted.ts";
import { type Decision, type Locking, Overtaken, type Queryable, refuse, type Scene } from "./deed.ts";
import type { EventRules } from "./event.ts";

type Of<Name extends MarketDeed["do"]> = Extract<MarketDeed, { do: Name }>;

const GONE = "That order is gone: filled, called off, or over. market orders lists what is wanted.";

export const orderOnMarket: Locking<Of<"market-order">> = {
  involves: async () => [],
  async decide({ client, actor, catalog }, { item: id, amount, price, days }) {
    const item = catalog.items.get(id);
    if (!item) return refuse("Nobody has heard of that.");
    const bound = cannotGo(item);
    if (bound) return refuse(bound);
    const own = await wantedOf(client, actor.id);
    if (own.length >= MOST_WANTED)
      return refuse(`You have ${MOST_WANTED} orders, which is the most. market mine, market cancel <number>`);
    const total = price * amount;
    if (actor.purse.crystals < total)
      return refuse(`That is ${money(total, "crystals")} to set aside; you have ${actor.purse.crystals}.`);
    const order = await addOrder(client, { buyerId: actor.id, item: id, count: amount, price, days });
    const paid = setAside(actor, { id: order, price, count: amount });
    if (!paid) throw new Error("an order of more than the purse has");
    const cheaper = await cheapest(client, id);
    const hint = cheaper !== null && cheaper <= price ? ` It is for sale now for ${cheaper}.` : "";
    return {
      text: `[System] Wanted: ${thingName(item, { count: amount })} for ${money(price, "crystals")} each, ${days} ${days === 1 ? "day" : "days"}; ${total} set aside.${hint} market cancel ${order}`,
      hunters: [paid.hunter],
      movements: paid.movements,
    };
  },
};

async function cheapest(db: Queryable, item: string): Promise<number | null> {
  const query = { words: "", kind: null, rarity: null, under: null, mine: false, page: 1 };
  const { listings } = await findListings(db, [item], { ...query, sort: "price" });
  return listings[0]?.price ?? null;
}

export const fillOnMarket: Locking<Of<"market-fill">> = {
  involves: async (db, _actor, { order }) => buyerOf(db, order),
  async decide(scene, { order: id, thing, amount: asked }) {
    const { client, actor, catalog, now } = scene;
    const wanted = await lockOrder(client, id);
    if (!wanted || wanted.expiresAt <= now) return refuse(GONE);
    if (wanted.buyerId === actor.id) return refuse(`That order is yours. market cancel ${id}`);
    const things = fits(actor, wanted).filter((one) => thing === null || one.id === thing);
    const have = things.reduce((sum, one) => sum + one.count, 0);
    const amount = asked ?? Math.min(have, wanted.count);
    const why = cannotFill(catalog, actor, wanted, { have, amount });
    if (why) return refuse(why);
    const buyer = buyerIn(scene, wanted.buyerId);
    const fill = soldTo({ buyer, seller: actor }, wanted, things, amount, catalog);
    if (!fill) return refuse("You don't hold that any more. inventory");
    await takeFromOrder(client, wanted, amount);
    for (const lot of fill.lots) await recordSale(client, { lot, price: wanted.price }, lot.count);
    return filled(catalog, wanted, fill, amount);
  },
};

function cannotFill(
  catalog: Catalog,
  actor: Hunter,
  wanted: Wanted,
  { have, amount }: { have: number; amount: number },
): string | null {
  const name = named(catalog, wanted.item, 1);
  if (have === 0 && actor.pack.carried.some(({ item }) => item === wanted.item))
    return `Only a ${name} that is not worn fills an order. The Hunter Shop repairs: repair`;
  if (have === 0) return `You have no ${name} for that order. inventory`;
  if (amount > wanted.count) return `Only ${wanted.count} of ${name} are wanted there.`;
  return amount > have ? `You have ${have} of ${name} that would do.` : null;
}

function filled(catalog: Catalog, wanted: Wanted, fill: Fill, amount: number): Decision {
  const what = named(catalog, wanted.item, amount);
  const left = wanted.count - amount;
  const held = fill.held > 0 ? ` No room for ${fill.held}: held for you. claim` : "";
  const rest = left > 0 ? `${left} still wanted.` : "The order is filled.";
  return {
    text: `[System] Sold: ${what} to ${wanted.buyer} for ${fill.total - fill.tax} crystals (${fill.tax} tax). ${purseLine(fill.seller)}`,
    hunters: [fill.buyer, fill.seller],
    movements: fill.movements,
    tells: [
      {
        to: wanted.buyerId,
        text: `[System] Your order: ${what} from ${fill.seller.name} for ${money(fill.total, "crystals")}. ${rest}${held}`,
      },
    ],
  };
}

/** Calls off an order of the actor's. */
export async function callOff({ client, actor, catalog }: Scene, id: number): Promise<Decision> {
  const wanted = await lockOrder(client, id);
  if (wanted?.buyerId !== actor.id)
    return refuse("You have no such listing or order. market mine lists yours.");
  await takeFromOrder(client, wanted, wanted.count);
  const back = paidBack(actor, wanted);
  return {
    text: `[System] Called off: ${named(catalog, wanted.item, wanted.count)}. ${wanted.count * wanted.price} crystals back. ${purseLine(back.hunter)}`,
    hunters: [back.hunter],
    movements: back.movements,
  };
}

/** Pays one order that ran out back to its buyer. */
export function payBack(id: number): EventRules {
  return {
    involves: (db) => buyerOf(db, id),
    async decide(setting) {
      const wanted = await lockOrder(setting.client, id);
      if (!wanted || wanted.expiresAt > setting.now) return null;
      await takeFromOrder(setting.client, wanted, wanted.count);
      const back = paidBack(buyerIn(setting, wanted.buyerId), wanted);
      const what = named(setting.catalog, wanted.item, wanted.count);
      const text = `[System] Nobody sold you ${what}. ${money(wanted.count * wanted.price, "crystals")} back.`;
      const decision: Decision = {
        text: "",
        hunters: [back.hunter],
        movements: back.movements,
        tells: [{ to: wanted.buyerId, text }],
      };
      return { decision, key: `order.${id}` };
    },
  };
}

/** The numbers of orders to pay back. */
export const overdue = (db: Queryable) => expiredOrders(db, 20);

async function buyerOf(db: Queryable, id: number): Promise<string[]> {
  const found = await findOrder(db, id);
  return found ? [found.buyerId] : [];
}

function buyerIn({ hunters }: Pick<Scene, "hunters">, id: string): Hunter {
  const hunter = hunters.get(id);
  if (!hunter) throw new Overtaken("the buyer was not locked");
  return hunter;
}

function named(catalog: Catalog, id: string, count: number): string {
  const item = catalog.items.get(id);
  return item ? thingName(item, { count }) : `something (${id})`;
}
