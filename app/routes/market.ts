import { Router } from "express";
import { ITEM_KINDS, RARITIES } from "../../game/catalog/words.ts";
import { newHunter } from "../../game/hunter/hunter.ts";
import type { Listing } from "../../game/market/listing.ts";
import { type MarketQuery, PAGE, SORTS } from "../../game/market/query.ts";
import { itemsMeant } from "../../game/market/search.ts";
import { suggestions } from "../../game/things/matching.ts";
import { findListings, pricesOf } from "../../store/market.ts";
import { marketMark, priceHistory } from "../../store/price-history.ts";
import { findWanted } from "../../store/wanted.ts";
import type { Services } from "../app.ts";
import { wordingIn } from "../archive/wording.ts";
import { kept } from "../kept.ts";
import { dateOf, dayOf, priceChart } from "../market/chart.ts";
import * as reading from "../market/reading.ts";
import { shelf } from "../market/shelf.ts";
import { hunterOf } from "../market/stall.ts";
import { thingWords } from "../market/thing.ts";
import { Refusal } from "../refusal.ts";
import { perLanguage } from "../texts/per-language.ts";
import { text } from "../texts/said.ts";

const CHART_DAYS = 30;
const MARK_FRESH_MS = 3_000;
/** For whoever is not logged in: nothing of it is looked at. */
const NOBODY = newHunter({ id: "", name: "", role: "player", seed: "" }, "");

/** What hunters sell each other, and what was paid. */
export function marketRoutes(services: Services): Router {
  const { page, pool, redis, catalog } = services;
  const forSale = shelf(pool, redis);
  const mark = kept(MARK_FRESH_MS, () => marketMark(pool));
  const words = perLanguage((spoken) => thingWords(catalog, spoken));
  const wording = perLanguage(wordingIn);

  const router = Router();
  router.get("/market", async (request, response) => {
    const query = reading.marketQuery.parse(request.query);
    const { accountId, name } = request.session;
    const hunter = accountId && name ? await hunterOf(pool, { id: accountId, name }, catalog) : NOBODY;
    const meant = { ...query, mine: query.mine && hunter !== NOBODY };
    const items = itemsMeant(catalog, hunter, meant);
    const [{ listings, total }, at] = await Promise.all([forSale(items, meant), mark()]);
    const near = listings.length > 0 ? [] : suggestions(query.words, [...catalog.items.values()]);
    const filters = { kinds: ITEM_KINDS, rarities: RARITIES, sorts: SORTS, near, mark: at };
    page(request, response, "market", {
      ...shown(meant, listings, total),
      ...filters,
      hunter,
      words: words(response.locals.words),
      wording: wording(response.locals.words),
    });
  });
  router.get("/live/market", async (_request, response) => void response.json({ mark: await mark() }));

  router.get("/market/items/:id", async (request, response) => {
    const item = catalog.items.get(request.params.id);
    if (!item) throw new Refusal(404, text("refusals.no-such-thing"), text("refusals.nobody-sells"));
    const today = dayOf(Date.now());
    const query: MarketQuery = { ...reading.marketQuery.parse({}), page: 1 };
    const [history, prices, { listings, total }, wanted] = await Promise.all([
      priceHistory(pool, item.id, CHART_DAYS),
      pricesOf(pool, item.id),
      findListings(pool, [item.id], query),
      findWanted(pool, [item.id], 1),
    ]);
    const chart = priceChart(response.locals.words, history, today, CHART_DAYS);
    page(request, response, "market-item", {
      item,
      history,
      prices,
      listings,
      total,
      wanted,
      bound: item.bound,
      chart,
      dateOf,
      words: words(response.locals.words),
      wording: wording(response.locals.words),
    });
  });
  return router;
}

function shown(query: MarketQuery, listings: readonly Listing[], total: number) {
  const pages = Math.max(1, Math.ceil(total / PAGE));
  const address = (at: number) => reading.addressOf(query, at);
  return { query, listings, total, pages, address };
}
