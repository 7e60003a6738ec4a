/** The player marketplace: looking, selling, buying. */
import { FIRST_DAYS, MOST_DAYS, MOST_PRICE } from "../market/listing.ts";
import { readQuery } from "../market/query.ts";
import { cannotGo, notAtMarket } from "../market/stall.ts";
import { MOST_THINGS, money, parseAmount, splitYes } from "../money/amount.ts";
import { taxOn } from "../money/movement.ts";
import { amountOf } from "../things/amount-of.ts";
import { thingName } from "../things/describe.ts";
import { itemNamed } from "../things/matching.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";
import { fill, order, orders, sellTo } from "./market-orders.ts";
import type { CommandSpec } from "./spec.ts";

const LOOKUP = 4;
/** A listing of more than this is shown before it is made. */
const AT_ONCE = 100;

export const MARKET: readonly CommandSpec[] = [
  {
    name: "market",
    aliases: ["stalls", "mk"],
    argument: { name: "words", kind: "word", optional: true },
    summary: "What hunters sell each other; sell and buy there.",
    help: [
      "market lists what is for sale, the cheapest first. Narrow it: market rare weapons under 500 usable, market potion sort new page 2.",
      "market sell rat-tail 5 for 12 lists five at 12 crystals each for 7 days (days 3 at the end: for 3).",
      "market buy 41 buys all of listing 41; market buy 41 2 two of it. market cancel 41 takes yours back.",
      "market orders lists what others want, market fill 41 sells to order 41 (market fill 41 3, market sell rat-tail 3 to 41). market order rat-tail 5 for 12 wants five: the crystals are set aside until it is filled, canceled or over. Only what is not worn fills an order.",
      "market mine lists yours; market prices rat-tail what was paid lately. 13 % tax is taken from the seller, 15 % when the buyer is of the same guild.",
    ].join("\n"),
    group: "money",
    where: ["city"],
    cost: LOOKUP,
    run: market,
  },
];

function market(turn: Turn, words: string): Outcome {
  const [verb = "", ...rest] = words.split(" ");
  const after = rest.join(" ");
  switch (verb) {
    case "sell":
    case "list":
      return atMarket(turn) ?? sell(turn, after);
    case "order":
    case "want":
    case "bid":
      return atMarket(turn) ?? order(turn, after);
    case "orders":
    case "wanted":
      return orders(after);
    case "fill":
      return atMarket(turn) ?? fill(after);
    case "buy":
      return atMarket(turn) ?? buy(after);
    case "cancel":
      return cancel(after);
    case "mine":
      return { text: "", deed: { do: "market-mine" } };
    case "prices":
    case "history":
      return prices(turn, after);
    default:
      return search(words.replace(/^(search|find|browse)\s*/, ""));
  }
}

function atMarket(turn: Turn): Outcome | null {
  const elsewhere = notAtMarket(turn);
  return elsewhere ? refuse(elsewhere) : null;
}

function search(words: string): Outcome {
  const read = readQuery(words);
  return read.ok ? { text: "", deed: { do: "market", query: read.query } } : refuse(read.text);
}

function sell(turn: Turn, argument: string): Outcome {
  const { words, yes } = splitYes(argument);
  const filling = /^(.+?) to (\S+)$/.exec(words);
  if (filling) return sellTo(turn, filling[1] ?? "", filling[2] ?? "");
  const match = /^(.+?) (?:for|at) (\S+)(?: each)?(?: (?:days (\S+)|(\S+) days?))?$/.exec(words);
  if (!match)
    return refuse(
      "Say what, how many, and crystals for one: market sell rat-tail 5 for 12. Or to which order: market sell rat-tail 5 to 41",
    );
  const [, what = "", typed = "", first, second] = match;
  const meant = amountOf(turn.hunter, turn.catalog, what, "market sell");
  if (!meant.ok) return refuse(meant.text);
  const price = parseAmount(typed, 1, MOST_PRICE);
  if (!price.ok) return refuse(price.text);
  const days = parseAmount(first ?? second ?? String(FIRST_DAYS), 1, MOST_DAYS);
  if (!days.ok) return refuse(`Days: ${days.text}`);
  const { thing, item } = meant;
  // One listing is one pile.
  const amount = Math.min(meant.amount, thing.count);
  const bound = cannotGo(item);
  if (bound) return refuse(bound);
  const total = price.amount * amount;
  if (!yes && total > AT_ONCE)
    return tell(
      `${thingName(item, { ...thing, count: amount })} for ${money(price.amount, "crystals")} each: ${total} in all, ${taxOn(total)} of it tax. market sell ${words} yes`,
    );
  const deed = { thing: thing.id, amount, price: price.amount, days: days.amount };
  return { text: "", deed: { do: "market-list", ...deed } };
}

function buy(argument: string): Outcome {
  const { words, yes } = splitYes(argument);
  const [number = "", typed = "all", ...more] = words.split(" ");
  const listing = parseAmount(number.replace(/^#/, ""), 1, Number.MAX_SAFE_INTEGER);
  if (!listing.ok || more.length > 0)
    return refuse("Buy by the number in the list: market buy 41, market buy 41 2");
  if (typed === "all")
    return { text: "", deed: { do: "market-buy", listing: listing.amount, amount: null, yes } };
  const amount = parseAmount(typed, 1, MOST_THINGS);
  if (!amount.ok) return refuse(amount.text);
  return { text: "", deed: { do: "market-buy", listing: listing.amount, amount: amount.amount, yes } };
}

function cancel(typed: string): Outcome {
  const listing = parseAmount(typed.replace(/^#/, ""), 1, Number.MAX_SAFE_INTEGER);
  if (!listing.ok) return refuse("Take back by number: market cancel 41. market mine lists yours.");
  return { text: "", deed: { do: "market-cancel", listing: listing.amount } };
}

function prices({ catalog }: Turn, words: string): Outcome {
  if (words === "") return refuse("Prices of what? market prices rat-tail");
  const item = itemNamed(catalog, words);
  return typeof item === "string" ? refuse(item) : { text: "", deed: { do: "market-prices", item: item.id } };
}
