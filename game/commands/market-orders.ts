/** Buy orders: wanting something for a price, and selling to who wants it. */
import { FIRST_DAYS, MOST_DAYS, MOST_PRICE } from "../market/listing.ts";
import { cannotGo } from "../market/stall.ts";
import { MOST_THINGS, money, parseAmount, splitAmount, splitYes } from "../money/amount.ts";
import { amountOf } from "../things/amount-of.ts";
import { thingName } from "../things/describe.ts";
import { itemNamed } from "../things/matching.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** An order of more than this is shown before it is made. */
const AT_ONCE = 100;

/** `rat-tail 5 for 12 days 3` */
export function order({ hunter, catalog }: Turn, argument: string): Outcome {
  const { words, yes } = splitYes(argument);
  const match = /^(.+?) (?:for|at) (\S+)(?: each)?(?: (?:days (\S+)|(\S+) days?))?$/.exec(words);
  if (!match) return refuse("Say what, how many, and crystals for one: market order rat-tail 5 for 12");
  const [, what = "", typed = "", first, second] = match;
  // A name may end in a number: it is the whole name then.
  const whole = itemNamed(catalog, what);
  const split = splitAmount(what);
  const item = typeof whole === "string" && split.amount !== "" ? itemNamed(catalog, split.name) : whole;
  if (typeof item === "string") return refuse(item);
  const amount = parseAmount(item === whole ? "1" : split.amount, 1, MOST_THINGS);
  if (!amount.ok) return refuse(amount.text);
  const price = parseAmount(typed, 1, MOST_PRICE);
  if (!price.ok) return refuse(price.text);
  const days = parseAmount(first ?? second ?? String(FIRST_DAYS), 1, MOST_DAYS);
  if (!days.ok) return refuse(`Days: ${days.text}`);
  const bound = cannotGo(item);
  if (bound) return refuse(bound);
  const total = price.amount * amount.amount;
  if (hunter.purse.crystals < total)
    return refuse(`That is ${money(total, "crystals")} to set aside; you have ${hunter.purse.crystals}.`);
  if (!yes && total > AT_ONCE)
    return tell(
      `${thingName(item, { count: amount.amount })} for ${money(price.amount, "crystals")} each: ${total} are set aside until it is filled, canceled or over. market order ${words} yes`,
    );
  return {
    text: "",
    deed: {
      do: "market-order",
      item: item.id,
      amount: amount.amount,
      price: price.amount,
      days: days.amount,
    },
  };
}

/** `draught`, `draught page 2` */
export function orders(argument: string): Outcome {
  const match = /^(.*?)(?:(?:^| )page (\S+))?$/.exec(argument);
  const page = parseAmount(match?.[2] ?? "1", 1, MOST_THINGS);
  if (!page.ok) return refuse(page.text);
  return { text: "", deed: { do: "market-orders", words: match?.[1] ?? "", page: page.amount } };
}

/** `41`, `41 3` */
export function fill(argument: string): Outcome {
  const [number = "", typed = "all", ...more] = argument.split(" ");
  const id = orderNumber(number);
  if (id === null || more.length > 0)
    return refuse("Sell to an order by its number in the list: market fill 41, market fill 41 3");
  if (typed === "all") return { text: "", deed: { do: "market-fill", order: id, thing: null, amount: null } };
  const amount = parseAmount(typed, 1, MOST_THINGS);
  if (!amount.ok) return refuse(amount.text);
  return { text: "", deed: { do: "market-fill", order: id, thing: null, amount: amount.amount } };
}

/** `rat-tail 3` to order `41`: this very thing. */
export function sellTo({ hunter, catalog }: Turn, what: string, number: string): Outcome {
  const id = orderNumber(number);
  if (id === null) return refuse("To which order? market orders lists them: market sell rat-tail 5 to 41");
  const meant = amountOf(hunter, catalog, what, "market sell");
  if (!meant.ok) return refuse(meant.text);
  const bound = cannotGo(meant.item);
  if (bound) return refuse(bound);
  const amount = Math.min(meant.amount, meant.thing.count);
  return { text: "", deed: { do: "market-fill", order: id, thing: meant.thing.id, amount } };
}

function orderNumber(typed: string): number | null {
  const read = parseAmount(typed.replace(/^#/, ""), 1, Number.MAX_SAFE_INTEGER);
  return read.ok ? read.amount : null;
}
