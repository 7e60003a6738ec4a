import type { Item } from "../catalog/schemas.ts";
import { MOST_THINGS, money, parseAmount, splitAmount, splitYes } from "../money/amount.ts";
import { taxOn } from "../money/movement.ts";
import { ASKS_OVER, priced, purseLine, tooPoor } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { buyWare, type Lot, offerFor, offerForAll, priceOf, sellThings, wares } from "../money/shop.ts";
import { rows } from "../rows.ts";
import { didYouMean, listOr } from "../suggestion.ts";
import { amountOf } from "../things/amount-of.ts";
import { thingName } from "../things/describe.ts";
import { named, shortened, suggestions } from "../things/matching.ts";
import { addItem, itemOf } from "../things/pack.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";
import { cannotUse } from "./shelves.ts";

/** Buys a ware by name; a greater sum and exons ask for a yes. */
export function buy(turn: Turn, argument: string): Outcome {
  const { hunter, catalog } = turn;
  const elsewhere = notServed(turn, "The shop trades", "shop");
  if (elsewhere) return refuse(elsewhere);
  const { words, yes } = splitYes(argument);
  const wanted = wareOf(turn, words);
  if (!wanted.ok) return refuse(wanted.text);
  const { item, amount } = wanted;
  const { amount: price, currency } = priceOf(item);
  const total = price * amount;
  if (hunter.purse[currency] < total) return refuse(tooPoor(hunter, total, currency));
  const room = amount - addItem(hunter, catalog, item.id, amount).held;
  if (room < amount) return refuse(`Your pack has room for ${room} of ${item.name}. slots buys more room.`);
  const what = thingName(item, { count: amount });
  const why = cannotUse(turn, item);
  if (!yes && (why || currency === "exons" || total > ASKS_OVER)) {
    return tell(
      `${what}: ${priced(total, currency)}. ${purseLine(hunter, currency)}${why ? ` ${why}` : ""} buy ${item.id}${amount > 1 ? ` ${amount}` : ""} yes`,
    );
  }
  const bought = buyWare(hunter, catalog, item, amount);
  if (!bought) return refuse(tooPoor(hunter, total, currency));
  return {
    ...bought,
    text: `[System] Bought: ${what} for ${priced(total, currency)}. ${purseLine(bought.hunter, currency)}`,
  };
}

/** Sells a carried thing; without words, what the shop would pay for each. */
export function sell(turn: Turn, argument: string): Outcome {
  const { hunter, catalog } = turn;
  const elsewhere = notServed(turn, "The shop trades", "shop");
  if (elsewhere) return refuse(elsewhere);
  const { words, yes } = splitYes(argument);
  if (words === "") return tell(offersList(turn));
  if (words === MATERIALS) return sellMaterials(turn, yes);
  const meant = amountOf(hunter, catalog, words, "sell");
  if (!meant.ok) return refuse(meant.text);
  const { thing, item } = meant;
  if (offerFor(item, thing) === 0)
    return refuse(
      `The shop does not buy the ${item.name}${item.worth > 0 ? " in that state: repair it first" : ""}.`,
    );
  const asks = offerForAll([meant]) > ASKS_OVER || thing.upgrade !== undefined;
  return sold(turn, [meant], asks && !yes ? `sell ${words} yes` : null);
}

/** The word that sells every material at once. */
const MATERIALS = "materials";

function sellMaterials(turn: Turn, yes: boolean): Outcome {
  const lots = turn.hunter.pack.carried.flatMap((thing): Lot[] => {
    const item = itemOf(turn.catalog, thing);
    const wanted = item?.kind === "material" && offerFor(item, thing) > 0;
    return item && wanted ? [{ item, thing, amount: thing.count }] : [];
  });
  if (lots.length === 0) return refuse("You carry no materials that the shop buys.");
  return sold(turn, lots, yes ? null : `sell ${MATERIALS} yes`);
}

/** Sells, or where `ask` says what to type for it, only names the sum. */
function sold({ hunter }: Turn, lots: readonly Lot[], ask: string | null): Outcome {
  const offer = offerForAll(lots);
  const what = lots.map(({ item, thing, amount }) => thingName(item, { ...thing, count: amount })).join(", ");
  const pays = `${money(offer - taxOn(offer), "crystals")} (${offer} less ${taxOn(offer)} tax)`;
  if (ask) return tell(`The shop pays ${pays} for ${what}. ${ask}`);
  const done = sellThings(hunter, lots);
  if (!done) return refuse("You have not so many of it. inventory");
  return { ...done, text: `[System] Sold: ${what} for ${pays}. ${purseLine(done.hunter)}` };
}

type Wanted = { ok: true; item: Item; amount: number } | { ok: false; text: string };

function wareOf({ catalog }: Turn, words: string): Wanted {
  if (words === "") return { ok: false, text: "Buy what? shop lists it. buy life-draught 3" };
  const { name, amount: typed } = splitAmount(words);
  const found = named(name, wares(catalog), (item) => item);
  const [item] = found;
  if (!item) {
    const near = suggestions(name, wares(catalog));
    return {
      ok: false,
      text: `The shop has no "${shortened(name)}". ${near.length > 0 ? didYouMean(near) : "shop lists what it has."}`,
    };
  }
  if (found.length > 1)
    return {
      ok: false,
      text: `"${shortened(name)}" could be ${listOr(found.slice(0, 6).map((one) => one.name))}. Type more of the name.`,
    };
  const amount = parseAmount(typed === "" ? "1" : typed, 1, MOST_THINGS);
  return amount.ok ? { ok: true, item, amount: amount.amount } : amount;
}

function offersList({ hunter, catalog }: Turn): string {
  const cells = hunter.pack.carried.flatMap((thing) => {
    const item = itemOf(catalog, thing);
    const offer = item ? offerFor(item, thing) : 0;
    return item && offer > 0 ? [[String(thing.id), thingName(item, thing), `${offer} each`]] : [];
  });
  if (cells.length === 0) return "You carry nothing that the shop buys.";
  return [
    "[System] The shop pays, less 13 % tax:",
    ...rows(cells, hunter.screenReader),
    `sell ${cells[0]?.[0] ?? ""} all, or sell ${MATERIALS} for all of those.`,
  ].join("\n");
}
