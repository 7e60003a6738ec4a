/** Looking at the market: lists and prices. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { MarketDeed } from "../../game/market/deeds.ts";
import type { Listing } from "../../game/market/listing.ts";
import { PAGE } from "../../game/market/query.ts";
import { itemsMeant } from "../../game/market/search.ts";
import { purseLine } from "../../game/money/pay.ts";
import { rows } from "../../game/rows.ts";
import { effectOf, thingName } from "../../game/things/describe.ts";
import { findListings, listingsOf, pricesOf } from "../market.ts";
import type { Looking } from "./deed.ts";

type Of<Name extends MarketDeed["do"]> = Extract<MarketDeed, { do: Name }>;
const HOUR_MS = 3_600_000;

export const lookAtMarket: Looking<Of<"market">> = {
  async look({ db, catalog, actor, now }, { query }) {
    const items = itemsMeant(catalog, actor, query);
    const { listings, total } = await findListings(db, items, query);
    if (listings.length === 0) return { text: nothing(query.page, query.words) };
    const cells = listings.map((listing) => cellsOf(catalog, listing, now));
    const pages = Math.ceil(total / PAGE);
    const more = query.page < pages ? ` Page ${query.page} of ${pages}: add page ${query.page + 1}.` : "";
    return {
      text: [
        `[System] ${total} for sale, prices for one.${more} ${purseLine(actor)}`,
        ...rows(cells, actor.screenReader),
        `market buy ${listings[0]?.id ?? 1}`,
      ].join("\n"),
    };
  },
};

function nothing(page: number, words: string): string {
  if (page > 1) return "[System] There is no such page.";
  return words === ""
    ? "[System] Nothing like that is for sale. market sell <thing> for <crystals> makes it so."
    : `[System] Nothing called "${words.slice(0, 30)}" is for sale now. market prices <thing> shows what was paid.`;
}

export const lookAtOwnListings: Looking<Of<"market-mine">> = {
  async look({ db, catalog, actor, now }) {
    const listings = await listingsOf(db, actor.id);
    if (listings.length === 0)
      return { text: "[System] You have nothing for sale. market sell <thing> for <crystals>" };
    const cells = listings.map((listing) => cellsOf(catalog, listing, now, false));
    return {
      text: [
        "[System] Yours, prices for one:",
        ...rows(cells, actor.screenReader),
        `market cancel ${listings[0]?.id}`,
      ].join("\n"),
    };
  },
};

export const lookAtPrices: Looking<Of<"market-prices">> = {
  async look({ db, catalog, actor, now }, { item: id }) {
    const item = catalog.items.get(id);
    const prices = await pricesOf(db, id);
    const name = item?.name ?? id;
    const nowLine = prices.cheapestNow === null ? "none for sale now" : `cheapest now ${prices.cheapestNow}`;
    if (prices.sales.length === 0) return { text: `[System] ${name}: never sold here; ${nowLine}.` };
    const cells = prices.sales.map(({ count, price, upgrade, at }) => [
      ago(now - at),
      `${count} at ${price}`,
      upgrade > 0 ? `+${upgrade}` : "",
    ]);
    const month =
      prices.sold > 0
        ? `30 days: ${prices.sold} sold, ${prices.least} to ${prices.most}, half under ${prices.middle}`
        : "none sold in 30 days";
    return {
      text: [`[System] ${name}: ${month}; ${nowLine}.`, ...rows(cells, actor.screenReader)].join("\n"),
    };
  },
};

function cellsOf(
  catalog: Catalog,
  { id, lot, price, seller, expiresAt }: Listing,
  now: number,
  others = true,
): string[] {
  const item = catalog.items.get(lot.item);
  const left = Math.max(0, expiresAt - now);
  return [
    String(id),
    item ? thingName(item, lot) : lot.item,
    `${price} crystals`,
    item ? effectOf(item, lot.upgrade) : "",
    lot.durability !== undefined && lot.durability < 100 ? `durability ${lot.durability}` : "",
    others ? seller : left === 0 ? "ran out" : `${span(left)} left`,
  ];
}

function span(ms: number): string {
  const hours = Math.ceil(ms / HOUR_MS);
  return hours > 48 ? `${Math.round(hours / 24)} days` : `${hours} h`;
}

const ago = (ms: number) => (ms < HOUR_MS ? "this hour" : `${span(ms)} ago`);
