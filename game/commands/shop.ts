import type { Item } from "../catalog/schemas.ts";
import { MOST_THINGS, money, parseAmount, splitAmount, splitYes } from "../money/amount.ts";
import { taxOn } from "../money/movement.ts";
import { ASKS_OVER, priced, purseLine, tooPoor } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { buyWare, offerFor, priceOf, SHELVES, type Shelf, sellThing, wares } from "../money/shop.ts";
import { rows } from "../rows.ts";
import { didYouMean, listOr } from "../suggestion.ts";
import { amountOf } from "../things/amount-of.ts";
import { effectOf, thingName } from "../things/describe.ts";
import { named, shortened, suggestions } from "../things/matching.ts";
import { addItem, itemOf } from "../things/pack.ts";
import { cannotWear } from "../things/wearing.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** Wares of a shelf above the hunter's level that are listed still. */
const LEVELS_AHEAD = 15;

/** The shelves, or one of them: what fits the hunter, by level and price. */
export function shop(turn: Turn, words: string): Outcome {
  const elsewhere = notServed(turn, "The shop trades", "shop");
  if (elsewhere) return refuse(elsewhere);
  if (words === "") return tell(shelves(turn));
  const [shelfWord = "", all] = words.split(" ");
  const shelf = (Object.keys(SHELVES) as Shelf[]).find((one) =>
    one.startsWith(shelfWord.replace(/^armor/, "armour")),
  );
  if (!shelf || (all !== undefined && all !== "all")) {
    return refuse(`The shop has no shelf "${shortened(words)}". Shelves: ${shelvesOf(turn).join(", ")}`);
  }
  return tell(onShelf(turn, shelf, all === "all"));
}

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
  const meant = amountOf(hunter, catalog, words, "sell");
  if (!meant.ok) return refuse(meant.text);
  const { thing, item, amount } = meant;
  const offer = offerFor(item, thing) * amount;
  if (offer === 0)
    return refuse(
      `The shop does not buy the ${item.name}${item.worth > 0 ? " in that state: repair it first" : ""}.`,
    );
  const what = thingName(item, { ...thing, count: amount });
  const pays = `${money(offer - taxOn(offer), "crystals")} (${offer} less ${taxOn(offer)} tax)`;
  if (!yes && (offer > ASKS_OVER || thing.upgrade))
    return tell(`The shop pays ${pays} for ${what}. sell ${words} yes`);
  const sold = sellThing(hunter, item, thing, amount);
  if (!sold) return refuse(`You have not so many of ${item.name}. inventory`);
  return { ...sold, text: `[System] Sold: ${what} for ${pays}. ${purseLine(sold.hunter)}` };
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

function shelvesOf({ catalog }: Turn): Shelf[] {
  const kinds = new Set<string>(wares(catalog).map(({ kind }) => kind));
  return (Object.keys(SHELVES) as Shelf[]).filter((shelf) => SHELVES[shelf].some((kind) => kinds.has(kind)));
}

function shelves(turn: Turn): string {
  const { hunter, catalog } = turn;
  const lines = shelvesOf(turn).map((shelf) => {
    const here = itemsOn(turn, shelf);
    const now = here.filter((item) => !cannotUse(turn, item)).length;
    return [shelf, `${here.length} wares`, `${now} for you now`];
  });
  const first = wares(catalog)[0];
  return [
    `[System] Prices include 13 % tax. ${purseLine(hunter)}`,
    ...rows(lines, hunter.screenReader),
    `shop potions lists a shelf; buy ${first?.id ?? "life-draught"} 3; sell shows what is paid for yours.`,
  ].join("\n");
}

const itemsOn = ({ catalog }: Turn, shelf: Shelf) =>
  wares(catalog).filter(({ kind }) => (SHELVES[shelf] as readonly string[]).includes(kind));

function onShelf(turn: Turn, shelf: Shelf, all: boolean): string {
  const { hunter } = turn;
  const here = itemsOn(turn, shelf);
  const fitting = here.filter(
    ({ classes, level }) =>
      (!classes || !hunter.sheet.base || classes.includes(hunter.sheet.base)) &&
      level <= hunter.sheet.level + LEVELS_AHEAD,
  );
  const shown = all ? here : fitting;
  if (here.length === 0) return `That shelf is empty. Shelves: ${shelvesOf(turn).join(", ")}`;
  const cells = shown.map((item) => {
    const { amount, currency } = priceOf(item);
    return [item.name, item.level > 1 ? `level ${item.level}` : "", money(amount, currency), effectOf(item)];
  });
  const more = here.length - shown.length;
  return [
    `[System] ${shelf}, tax included. ${purseLine(hunter)}`,
    ...rows(cells, hunter.screenReader),
    ...(more > 0 ? [`${more} more for other classes or later levels: shop ${shelf} all`] : []),
  ].join("\n");
}

/** Why a ware would be of no use to this hunter now; null when it would. */
function cannotUse({ hunter }: Turn, item: Item): string | null {
  if (
    SHELVES.potions.some((kind) => kind === item.kind) ||
    item.kind === "license" ||
    item.kind === "material"
  )
    return hunter.sheet.level < item.level ? `It asks for level ${item.level}.` : null;
  return cannotWear(hunter, item);
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
    `sell ${cells[0]?.[0] ?? ""} all`,
  ].join("\n");
}
