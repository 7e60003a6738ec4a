/** What hunters want, and pay for. */
import * as z from "zod";
import type { Catalog } from "../../../game/catalog/catalog.ts";
import type { Wanted } from "../../../game/market/wanted.ts";
import { named } from "../../../game/things/matching.ts";
import { findOrder, wantedAfter, wantedOf } from "../../../store/wanted.ts";
import type { Services } from "../../app.ts";
import { hunterOf } from "../../market/stall.ts";
import { Refusal } from "../../refusal.ts";
import { contentId, hunterName, numberInPath, time } from "../fields.ts";
import { type Operation, operation } from "../operation.ts";
import { cursor, cursorAt, limit, listOf, paged } from "../paging.ts";
import { nameOfThing } from "../thing.ts";

const wantedSchema = z
  .object({
    id: z.int().min(1).describe("Of one row of numbers with the listings."),
    item: contentId,
    name: z.string(),
    count: z.int().min(1).describe("Still wanted."),
    price: z.int().min(1).describe("Crystals for one, which are set aside. Whoever fills it pays the tax."),
    buyer: hunterName,
    expiresAt: time,
  })
  .meta({ id: "BuyOrder", description: "So many of an item that a hunter wants." });

/** Where a page ended. */
const place = z.object({ item: contentId, price: z.int().min(1), id: z.int().min(1) });

function wantedShown(
  catalog: Catalog,
  { id, item, count, price, buyer, expiresAt }: Wanted,
): z.input<typeof wantedSchema> {
  const name = nameOfThing(catalog, { item });
  return { id, item, name, count, price, buyer, expiresAt: new Date(expiresAt).toISOString() };
}

export function wantedOperations({ pool, catalog }: Services): Operation[] {
  return [
    operation({
      ...{ id: "listWanted", method: "get", path: "/market/wanted", tag: "Market" },
      summary: "Buy orders: what is wanted",
      details: "By item; of an item the best paid first.",
      query: z.strictObject({
        words: z.string().trim().max(40, "At most 40 characters.").default("").describe("Words of the name."),
        item: contentId.optional().describe("The id of an item."),
        limit,
        cursor: cursor("wanted", place),
      }),
      answer: listOf(wantedSchema),
      fresh: 0,
      async handle({ query: { words, item, limit: most, cursor: after } }) {
        const meant = words === "" ? null : idsCalled(catalog, words);
        const items = item === undefined ? meant : (meant ?? [item]).filter((id) => id === item);
        return paged(
          await wantedAfter(pool, items, after ?? null, most + 1),
          most,
          (row) => wantedShown(catalog, row),
          ({ item: of, price, id }) => cursorAt("wanted", { item: of, price, id }),
        );
      },
    }),
    operation({
      ...{ id: "getWanted", method: "get", path: "/market/wanted/{id}", tag: "Market" },
      summary: "One buy order",
      params: z.strictObject({ id: numberInPath }),
      answer: wantedSchema,
      fresh: 0,
      async handle({ params }) {
        const found = await findOrder(pool, params.id);
        if (found && found.expiresAt > Date.now()) return wantedShown(catalog, found);
        throw new Refusal(404, "No longer wanted", "That order is gone: filled, called off, or over.");
      },
    }),
    operation({
      ...{ id: "listOwnWanted", method: "get", path: "/me/wanted", tag: "Market" },
      summary: "Your buy orders, and what has run out and is still there",
      scope: "market:read",
      answer: z.object({ data: z.array(wantedSchema) }),
      async handle({ bearer }) {
        const hunter = await hunterOf(pool, bearer().account, catalog);
        return { data: (await wantedOf(pool, hunter.id)).map((own) => wantedShown(catalog, own)) };
      },
    }),
  ];
}

const idsCalled = ({ items }: Catalog, words: string): string[] =>
  named(words, [...items.values()], (item) => item).map(({ id }) => id);
