/** Looking at the market: lists and prices. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { MarketDeed } from "../../game/market/deeds.ts";
import type { Listing } from "../../game/market/listing.ts";
import { PAGE } from "../../game/market/query.ts";
import { itemsMeant } from "../../game/market/search.ts";
import type { Wanted } from "../../game/market/wanted.ts";
import { purseLine } from "../../game/money/pay.ts";
import { rows } from "../../game/rows.ts";
import { effectOf, thingName } from "../../game/things/describe.ts";
import { named } from "../../game/things/matching.ts";
import { carriedCount } from "../../game/things/pack.ts";
import { findListings, listingsOf, pricesOf } from "../market.ts";
import { findWanted, wantedOf } from "../wanted.ts";
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
    const [listings, orders] = [await listingsOf(db, actor.id), await wantedOf(db, actor.id)];
    const cells = listings.map((listing) => cellsOf(catalog, listing, now, false));
    const wants = orders.map((order) => orderCells(catalog, order, leftWords(order.expiresAt, now)));
    const any = listings[0]?.id ?? orders[0]?.id;
    return {
      text: [
        listings.length > 0
          ? "[System] Yours, prices for one:"
          : "[System] You have nothing for sale. market sell <thing> for <crystals>",
        ...rows(cells, actor.screenReader),
        ...(orders.length > 0 ? ["[System] Wanted by you, prices for one:"] : []),
        ...rows(wants, actor.screenReader),
        ...(any === undefined ? [] : [`market cancel ${any}`]),
      ].join("\n"),
    };
  },
};

export const lookAtOrders: Looking<Of<"market-orders">> = {
  async look({ db, catalog, actor }, { words, page }) {
    const items =
      words === "" ? null : named(words, [...catalog.items.values()], (item) => item).map(({ id }) => id);
    const { orders, total } = await findWanted(db, items, page);
    if (orders.length === 0) return { text: noOrders(page, words) };
    const cells = orders.map((order) => {
      const have = carriedCount(actor, order.item);
      return [...orderCells(catalog, order, order.buyer), have > 0 ? `you have ${have}` : ""];
    });
    const pages = Math.ceil(total / PAGE);
    const more = page < pages ? ` Page ${page} of ${pages}: add page ${page + 1}.` : "";
    return {
      text: [
        `[System] ${total} ${total === 1 ? "order" : "orders"}, crystals for one.${more}`,
        ...rows(cells, actor.screenReader),
        `market fill ${orders[0]?.id}`,
      ].join("\n"),
    };
  },
};

function noOrders(page: number, words: string): string {
  if (page > 1) return "[System] There is no such page.";
  return words === ""
    ? "[System] Nobody wants anything now. market order <thing> for <crystals> says what you want."
    : `[System] Nobody wants anything called "${words.slice(0, 30)}" now.`;
}

function orderCells(catalog: Catalog, { id, item, count, price }: Wanted, last: string): string[] {
  const known = catalog.items.get(item);
  return [String(id), known ? thingName(known, { count }) : item, `${price} crystals`, last];
}

export const lookAtPrices: Looking<Of<"market-prices">> = {
  async look({ db, catalog, actor, now }, { item: id }) {
    const item = catalog.items.get(id);
    const prices = await pricesOf(db, id);
    const name = item?.name ?? id;
    const offer = prices.cheapestNow === null ? "none for sale now" : `cheapest now ${prices.cheapestNow}`;
    const nowLine = prices.wantedAt === null ? offer : `${offer}, wanted at ${prices.wantedAt}`;
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
  return [
    String(id),
    item ? thingName(item, lot) : lot.item,
    `${price} crystals`,
    item ? effectOf(item, lot.upgrade) : "",
    lot.durability !== undefined && lot.durability < 100 ? `durability ${lot.durability}` : "",
    others ? seller : leftWords(expiresAt, now),
  ];
}

function leftWords(expiresAt: number, now: number): string {
  const left = expiresAt - now;
  return left <= 0 ? "ran out" : `${span(left)} left`;
}

function span(ms: number): string {
  const hours = Math.ceil(ms / HOUR_MS);
  return hours > 48 ? `${Math.round(hours / 24)} days` : `${hours} h`;
}

const ago = (ms: number) => (ms < HOUR_MS ? "this hour" : `${span(ms)} ago`);
