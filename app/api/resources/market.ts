/** What is for sale, and what was paid. */
import * as z from "zod";
import type { Catalog } from "../../../game/catalog/catalog.ts";
import { ITEM_KINDS, RARITIES } from "../../../game/catalog/words.ts";
import { newHunter } from "../../../game/hunter/hunter.ts";
import { type Listing, MOST_PRICE } from "../../../game/market/listing.ts";
import { SORTS } from "../../../game/market/query.ts";
import { itemsMeant } from "../../../game/market/search.ts";
import { listingsAfter } from "../../../store/lists.ts";
import { findListing, pricesOf } from "../../../store/market.ts";
import { priceHistory } from "../../../store/price-history.ts";
import type { Services } from "../../app.ts";
import { dayText } from "../../market/chart.ts";
import { Refusal } from "../../refusal.ts";
import { contentId, hunterName, numberInPath, time } from "../fields.ts";
import { type Operation, operation } from "../operation.ts";
import { cursor, cursorAt, limit, listOf, paged } from "../paging.ts";
import { nameOfThing } from "../thing.ts";

const MOST_DAYS = 90;
const FIRST_DAYS = 30;
/** For whoever has no hunter: nothing of it is looked at. */
const NOBODY = newHunter({ id: "", name: "", role: "player", seed: "" }, "");

export const listingSchema = z
  .object({
    id: z.int().min(1),
    item: contentId,
    name: z.string().describe("With what was forged into it, such as Rusted Sword +2."),
    count: z.int().min(1),
    durability: z.number().min(0).nullable().describe("Of gear; null: it never wears."),
    upgrade: z.int().min(0),
    price: z.int().min(1).describe("Crystals for one."),
    seller: hunterName,
    expiresAt: time,
  })
  .meta({ id: "Listing" });

export function listingShown(catalog: Catalog, listing: Listing): z.input<typeof listingSchema> {
  const { id, lot, price, seller, expiresAt } = listing;
  return {
    ...{ id, item: lot.item, name: nameOfThing(catalog, lot), count: lot.count, price, seller },
    durability: lot.durability ?? null,
    upgrade: lot.upgrade ?? 0,
    expiresAt: new Date(expiresAt).toISOString(),
  };
}

/** A cursor holds only for the sorting that it came of. */
const place = z.object({ sort: z.enum(SORTS), key: z.string().regex(/^\d{1,18}$/), id: z.int().min(1) });
const listingsQuery = z
  .strictObject({
    words: z.string().trim().max(40, "At most 40 characters.").default("").describe("Words of the name."),
    item: contentId.optional().describe("The id of an item."),
    kind: z.enum(ITEM_KINDS).optional(),
    rarity: z.enum(RARITIES).optional(),
    under: z
      .string()
      .regex(/^[1-9]\d{0,9}$/, "Give a whole number above 0.")
      .transform(Number)
      .refine((price) => price <= MOST_PRICE, `At most ${MOST_PRICE}.`)
      .optional()
      .describe("Crystals for one at most."),
    sort: z.enum(SORTS).default("price").describe("The cheapest, the newest, or what ends soon first."),
    limit,
    cursor: cursor("listings", place),
  })
  .refine(({ sort, cursor: after }) => !after || after.sort === sort, {
    path: ["cursor"],
    error: "That cursor is of another sorting. Begin anew without one.",
  });

export function marketOperations(services: Services): Operation[] {
  return [listings(services), listing(services), prices(services)];
}

function listings({ pool, catalog }: Services): Operation {
  return operation({
    ...{
      id: "listListings",
      method: "get",
      path: "/market/listings",
      tag: "Market",
      summary: "What is for sale",
    },
    query: listingsQuery,
    answer: listOf(listingSchema),
    fresh: 0,
    async handle({ query }) {
      const { kind = null, rarity = null, under = null, item, sort, limit: most, cursor: after } = query;
      const asked = { words: query.words, kind, rarity, under, mine: false, sort, page: 1 };
      const meant = itemsMeant(catalog, NOBODY, asked);
      const items = item === undefined ? meant : (meant ?? [item]).filter((id) => id === item);
      const rows = await listingsAfter(pool, { items, under, sort }, after ?? null, most + 1);
      return paged(
        rows,
        most,
        (row) => listingShown(catalog, row.listing),
        (row) => cursorAt("listings", { sort, ...row.place }),
      );
    },
  });
}

function listing({ pool, catalog }: Services): Operation {
  return operation({
    ...{
      id: "getListing",
      method: "get",
      path: "/market/listings/{id}",
      tag: "Market",
      summary: "One listing",
    },
    params: z.strictObject({ id: numberInPath }),
    answer: listingSchema,
    fresh: 0,
    async handle({ params }) {
      const found = await findListing(pool, params.id);
      if (!found || found.expiresAt <= Date.now())
        throw new Refusal(
          404,
          "No longer for sale",
          "That listing is gone: bought, taken back, or past its time.",
        );
      return listingShown(catalog, found);
    },
  });
}

const crystals = z.int().min(1).nullable();
const priceSchema = z
  .object({
    item: contentId,
    cheapestNow: crystals.describe("Of what is for sale; null: none is."),
    wantedAt: crystals.describe("The best that a buy order pays now; null: there is none."),
    sold: z.int().min(0).describe("In the last 30 days, as are least, middle and most."),
    least: crystals,
    middle: crystals.describe("Half of the sales were at this price or under it."),
    most: crystals,
    days: z
      .array(
        z.object({
          day: z.iso.date(),
          sold: z.int().min(1),
          least: z.int().min(1),
          middle: z.int().min(1),
          most: z.int().min(1),
        }),
      )
      .describe("Days (UTC) with a sale, the oldest first. All prices are crystals for one."),
  })
  .meta({ id: "Prices" });

function prices({ pool, catalog }: Services): Operation {
  return operation({
    ...{
      id: "getPrices",
      method: "get",
      path: "/market/prices/{item}",
      tag: "Market",
      summary: "What was paid for an item",
    },
    params: z.strictObject({ item: contentId }),
    query: z.strictObject({
      days: z
        .string()
        .regex(/^[1-9]\d?$/, `Give a whole number from 1 to ${MOST_DAYS}.`)
        .transform(Number)
        .refine((days) => days <= MOST_DAYS, `Give a whole number from 1 to ${MOST_DAYS}.`)
        .default(FIRST_DAYS)
        .describe(`How many days back, 1 to ${MOST_DAYS}; ${FIRST_DAYS} unless given.`),
    }),
    answer: priceSchema,
    fresh: 30,
    async handle({ params, query }) {
      if (!catalog.items.has(params.item))
        throw new Refusal(
          404,
          "No such item",
          `Nobody sells "${params.item}", because nobody has heard of it.`,
        );
      const [paid, history] = await Promise.all([
        pricesOf(pool, params.item),
        priceHistory(pool, params.item, query.days),
      ]);
      const { sold, least, middle, most, cheapestNow, wantedAt } = paid;
      const days = history.map(({ day, count, ...range }) => ({ day: dayText(day), sold: count, ...range }));
      return { item: params.item, cheapestNow, wantedAt, sold, least, middle, most, days };
    },
  });
}
