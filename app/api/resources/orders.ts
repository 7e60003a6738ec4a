/** Orders on the market in one's own name: the site's forms, for programs. The same rules, locks and ledger. */
import { createHash } from "node:crypto";
import * as z from "zod";
import type { MarketDeed } from "../../../game/market/deeds.ts";
import { MOST_DAYS, MOST_PRICE } from "../../../game/market/listing.ts";
import { MOST_THINGS } from "../../../game/money/amount.ts";
import { listingsOf } from "../../../store/market.ts";
import type { Services } from "../../app.ts";
import { pageAnswer } from "../../market/answer.ts";
import { hunterOf, order } from "../../market/stall.ts";
import { FieldRefusal, Refusal } from "../../refusal.ts";
import { contentId } from "../fields.ts";
import { type Operation, operation } from "../operation.ts";
import { listingSchema, listingShown } from "./market.ts";

const whole = (least: number, most: number, what: string) =>
  z
    .int({ error: "Give a whole number." })
    .min(least, `At least ${least}.`)
    .max(most, `At most ${most.toLocaleString("en")}.`)
    .describe(what);
const listingId = whole(1, 1e15 - 1, "The listing's number.");

const orderSchema = z.discriminatedUnion(
  "do",
  [
    z.strictObject({
      do: z.literal("buy"),
      listing: listingId,
      amount: whole(1, MOST_THINGS, "How many of it."),
    }),
    z.strictObject({
      do: z.literal("list"),
      thing: whole(1, 1e15 - 1, "The number of a thing that you carry: see your hunters."),
      amount: whole(1, MOST_THINGS, "How many of it."),
      price: whole(1, MOST_PRICE, "Crystals for one."),
      days: whole(1, MOST_DAYS, "How long it is offered."),
    }),
    z.strictObject({
      do: z.literal("order"),
      item: contentId.describe("The id of what you want."),
      amount: whole(1, MOST_THINGS, "How many of it."),
      price: whole(1, MOST_PRICE, "Crystals for one."),
      days: whole(1, MOST_DAYS, "How long it is wanted."),
    }),
    z.strictObject({
      do: z.literal("fill"),
      order: whole(1, 1e15 - 1, "The buy order's number."),
      amount: whole(1, MOST_THINGS, "How many of it."),
    }),
    z.strictObject({
      do: z.literal("cancel"),
      listing: listingId.describe("The number of a listing or of a buy order, both of one row of numbers."),
    }),
  ],
  { error: "Say what to do: buy, list, order, fill or cancel." },
);
const doneSchema = z
  .object({
    text: z.string().describe("What came of it, in the game's words."),
    listing: z.int().nullable().describe("The number of the listing that was made; null for others."),
    order: z.int().nullable().describe("The number of the buy order that was made; null for others."),
  })
  .meta({ id: "OrderDone" });

export function orderOperations(services: Services): Operation[] {
  const { pool, catalog } = services;
  return [
    operation({
      ...{ id: "listOwnListings", method: "get", path: "/me/listings", tag: "Market" },
      summary: "What you have for sale, and what has run out and is still there",
      scope: "market:read",
      answer: z.object({ data: z.array(listingSchema) }),
      async handle({ bearer }) {
        const hunter = await hunterOf(pool, bearer().account, catalog);
        return { data: (await listingsOf(pool, hunter.id)).map((own) => listingShown(catalog, own)) };
      },
    }),
    operation({
      ...{
        id: "order",
        method: "post",
        path: "/market/orders",
        tag: "Market",
        summary: "Buy, list, place a buy order, fill one, or take back",
      },
      details:
        "Done once for each Idempotency-Key, however often it is sent, and answered alike for seven days. What the " +
        "rules refuse (409) left nothing behind and may be sent again under the same key. The hunter is the one that " +
        "you played last; no order comes out of a gate. A buy order sets its crystals aside until it is filled, in parts too, " +
        "called off or over; cancel takes its number as that of a listing: they are of one row. What fills one is what you " +
        "carry undamaged, the least upgraded first.",
      scope: "market:trade",
      keyed: true,
      body: orderSchema,
      answer: doneSchema,
      refusals: [409],
      async handle({ bearer, body, key }) {
        const deed = deedOf(body);
        const asked = createHash("sha256").update(JSON.stringify(deed)).digest();
        const result = await order(services, bearer().account, deed, storedKey(key), asked);
        if (result.ok)
          return {
            text: pageAnswer(result.text).join(" "),
            listing: deed.do === "market-list" ? numberIn(result.text) : null,
            order: deed.do === "market-order" ? numberIn(result.text) : null,
          };
        if (result.misused) throw misused();
        throw new Refusal(409, "Not done", pageAnswer(result.text).join(" "));
      },
    }),
  ];
}

function deedOf(asked: z.output<typeof orderSchema>): MarketDeed {
  switch (asked.do) {
    case "buy":
      return { do: "market-buy", listing: asked.listing, amount: asked.amount, yes: true };
    case "list":
      return {
        do: "market-list",
        thing: asked.thing,
        amount: asked.amount,
        price: asked.price,
        days: asked.days,
      };
    case "order":
      return {
        do: "market-order",
        item: asked.item,
        amount: asked.amount,
        price: asked.price,
        days: asked.days,
      };
    case "fill":
      return { do: "market-fill", order: asked.order, thing: null, amount: asked.amount };
    case "cancel":
      return { do: "market-cancel", listing: asked.listing };
  }
}

/** Any key becomes one that the store takes and that no page's form has. */
function storedKey(key: string): string {
  return `api-${createHash("sha256").update(key).digest("base64url").slice(0, 40)}`;
}

/**
 * The rules answer a listing and a buy order with how it is taken back; what is kept of an order for its repetition is
 * this answer.
 */
function numberIn(text: string): number | null {
  const number = /\bmarket cancel (\d+)/.exec(text)?.[1];
  return number === undefined ? null : Number(number);
}

function misused(): FieldRefusal {
  const why = "Another order was done under this key. Choose a new one for each order.";
  return new FieldRefusal(422, "Key used before", why, { "Idempotency-Key": why });
}
