/** What the market's forms send, read by schema. */
import * as z from "zod";
import { ITEM_KINDS, RARITIES } from "../../game/catalog/words.ts";
import { FIRST_DAYS, MOST_DAYS, MOST_PRICE } from "../../game/market/listing.ts";
import { type MarketQuery, SORTS } from "../../game/market/query.ts";
import { MOST_THINGS, parseAmount } from "../../game/money/amount.ts";

const text = (message: string) => z.string({ error: message }).trim();

/** A whole number in digits, from `least` to `most`, refused in the game's words. */
const amount = (least: number, most: number) =>
  text("Give a whole number.").transform((typed, context) => {
    const read = parseAmount(typed, least, most);
    if (read.ok) return read.amount;
    context.addIssue({ code: "custom", message: typed === "" ? "Give a whole number." : read.text });
    return z.NEVER;
  });

const id = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);
/** What a page gave this one form. */
const key = z.string().regex(/^[\w-]{16,64}$/);

export const buyForm = z.object({ key, listing: id, amount: amount(1, MOST_THINGS) });
export const listForm = z.object({
  key,
  thing: id,
  amount: amount(1, MOST_THINGS),
  price: amount(1, MOST_PRICE),
  days: amount(1, MOST_DAYS),
});
export const cancelForm = z.object({ key, listing: id });
/** The item is looked up: an unknown one is refused there. */
export const orderForm = z.object({
  key,
  item: z.string().max(60),
  amount: amount(1, MOST_THINGS),
  price: amount(1, MOST_PRICE),
  days: amount(1, MOST_DAYS),
});
export const fillForm = z.object({ key, order: id, amount: amount(1, MOST_THINGS) });
export { FIRST_DAYS, MOST_DAYS, MOST_PRICE, MOST_THINGS };

/** What a page's address asks the market for; what can't be meant is left out. */
export const marketQuery = z.object({
  words: text("").max(40).catch(""),
  kind: z.enum(ITEM_KINDS).nullable().catch(null),
  rarity: z.enum(RARITIES).nullable().catch(null),
  under: z.coerce.number().int().min(1).max(MOST_PRICE).nullable().catch(null),
  mine: z
    .literal("on")
    .transform(() => true)
    .catch(false),
  sort: z.enum(SORTS).catch("price"),
  page: z.coerce.number().int().min(1).max(1_000).catch(1),
});

/** The same as an address, with another page. */
export function addressOf(query: MarketQuery, page: number): string {
  const { words, kind, rarity, under, mine, sort } = query;
  const fields = {
    ...(words && { words }),
    ...(kind && { kind }),
    ...(rarity && { rarity }),
    ...(under && { under: String(under) }),
    ...(mine && { mine: "on" }),
    ...(sort !== "price" && { sort }),
    ...(page > 1 && { page: String(page) }),
  };
  const search = new URLSearchParams(fields).toString();
  return search ? `/market?${search}` : "/market";
}
