/** Selling, buying and taking back, on locked rows. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { MarketDeed } from "../../game/market/deeds.ts";
import { type Listing, MOST_LISTINGS, offered, sold } from "../../game/market/listing.ts";
import { cannotGo } from "../../game/market/stall.ts";
import { money } from "../../game/money/amount.ts";
import { purseLine } from "../../game/money/pay.ts";
import { thingName } from "../../game/things/describe.ts";
import { carriedThing, given, type Lot } from "../../game/things/handing.ts";
import {
  addListing,
  expiredListings,
  findListing,
  listingsOf,
  lockListing,
  recordSale,
  takeFromListing,
} from "../market.ts";
import { bestOrder } from "../wanted.ts";
import { type Decision, type Locking, Overtaken, type Queryable, refuse, type Scene } from "./deed.ts";
import type { EventRules } from "./event.ts";
import { callOff } from "./wanted.ts";

type Of<Name extends MarketDeed["do"]> = Extract<MarketDeed, { do: Name }>;

/** A purchase of more crystals asks for a yes. */
const AT_ONCE = 100;
const GONE = "That listing is gone: bought, or taken back. market lists what there is.";

export const listOnMarket: Locking<Of<"market-list">> = {
  involves: async () => [],
  async decide({ client, actor, catalog }, { thing: id, amount, price, days }) {
    const thing = carriedThing(actor, id);
    const item = thing && catalog.items.get(thing.item);
    if (!thing || !item) return refuse("You don't hold that any more. inventory");
    const bound = cannotGo(item);
    if (bound) return refuse(bound);
    const own = await listingsOf(client, actor.id);
    if (own.length >= MOST_LISTINGS)
      return refuse(
        `You have ${MOST_LISTINGS} listings, which is the most. market mine, market cancel <number>`,
      );
    const taken = offered(actor, thing, amount);
    if (!taken) return refuse(`You have not so many of ${item.name}. inventory`);
    const listing = await addListing(client, { sellerId: actor.id, lot: taken.lot, price, days });
    const best = await bestOrder(client, item.id);
    const hint = best && best.price >= price ? ` Somebody pays ${best.price} now, order ${best.id}.` : "";
    return {
      text: `[System] Listed: ${thingName(item, taken.lot)} for ${money(price, "crystals")} each, ${days} ${days === 1 ? "day" : "days"}.${hint} market cancel ${listing}`,
      hunters: [taken.hunter],
    };
  },
};

export const buyOnMarket: Locking<Of<"market-buy">> = {
  involves: sellerOf,
  async decide(scene, { listing: id, amount: wanted, yes }) {
    const listing = await lockListing(scene.client, id);
    if (!listing) return refuse(GONE);
    const seller = hunterIn(scene, listing.sellerId);
    const amount = wanted ?? listing.lot.count;
    const what = named(scene.catalog, { ...listing.lot, count: amount });
    const why = cannotBuy(scene, listing, amount);
    if (why) return refuse(why);
    const total = listing.price * amount;
    if (!yes && total > AT_ONCE)
      return refuse(`${what} costs ${money(total, "crystals")}. market buy ${id} ${amount} yes`);
    const sale = sold({ buyer: scene.actor, seller }, listing, amount, scene.catalog);
    if (!sale)
      return refuse(`${what} costs ${money(total, "crystals")}; you have ${scene.actor.purse.crystals}.`);
    await takeFromListing(scene.client, listing, amount);
    await recordSale(scene.client, listing, amount);
    const heldLine = sale.held > 0 ? ` No room for ${sale.held}: held for you. claim` : "";
    return {
      text: `[System] Bought: ${what} from ${listing.seller} for ${money(total, "crystals")}. ${purseLine(sale.buyer)}${heldLine}`,
      hunters: [sale.buyer, sale.seller],
      movements: sale.movements,
      tells: [
        {
          to: listing.sellerId,
          text: `[System] Sold on the market: ${what} for ${total - sale.tax} crystals (${sale.tax} tax).`,
        },
      ],
    };
  },
};

function cannotBuy({ actor, now, catalog }: Scene, listing: Listing, amount: number): string | null {
  if (listing.sellerId === actor.id) return `That one is yours. market cancel ${listing.id}`;
  if (listing.expiresAt <= now) return GONE;
  if (amount > listing.lot.count)
    return `There are only ${listing.lot.count} of ${named(catalog, { ...listing.lot, count: 1 })} in that listing.`;
  return null;
}

export const cancelOnMarket: Locking<Of<"market-cancel">> = {
  involves: async () => [],
  async decide(scene, { listing: id }) {
    const { client, actor, catalog } = scene;
    const listing = await lockListing(client, id);
    if (!listing) return callOff(scene, id);
    if (listing.sellerId !== actor.id)
      return refuse("You have no such listing or order. market mine lists yours.");
    await takeFromListing(client, listing, listing.lot.count);
    const back = given(actor, catalog, listing.lot);
    const heldLine = back.held > 0 ? " Your pack is full: it is held for you. claim" : "";
    return {
      text: `[System] Taken back: ${named(catalog, listing.lot)}.${heldLine}`,
      hunters: [back.hunter],
    };
  },
};

/** Sends one listing that ran out home to its seller. */
export function sendHome(id: number): EventRules {
  return {
    involves: (db) => sellerOf(db, undefined, { listing: id }),
    async decide(setting) {
      const listing = await lockListing(setting.client, id);
      if (!listing || listing.expiresAt > setting.now) return null;
      await takeFromListing(setting.client, listing, listing.lot.count);
      const back = given(hunterIn(setting, listing.sellerId), setting.catalog, listing.lot);
      const where = back.held > 0 ? "It is held for you: claim" : "It is in your pack.";
      const text = `[System] Nobody bought ${named(setting.catalog, listing.lot)}. ${where}`;
      const decision: Decision = {
        text: "",
        hunters: [back.hunter],
        tells: [{ to: listing.sellerId, text }],
      };
      return { decision, key: `listing.${id}` };
    },
  };
}

/** The numbers of listings to send home. */
export const runOut = (db: Queryable) => expiredListings(db, 20);

async function sellerOf(db: Queryable, _actor: unknown, { listing }: { listing: number }): Promise<string[]> {
  const found = await findListing(db, listing);
  return found ? [found.sellerId] : [];
}

function hunterIn({ hunters }: Pick<Scene, "hunters">, id: string): Hunter {
  const hunter = hunters.get(id);
  if (!hunter) throw new Overtaken("the seller was not locked");
  return hunter;
}

function named(catalog: Catalog, lot: Lot): string {
  const item = catalog.items.get(lot.item);
  return item ? thingName(item, lot) : `something (${lot.item})`;
}
