import type { Item } from "../catalog/schemas.ts";
import { money } from "../money/amount.ts";
import { purseLine } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { priceOf, SHELVES, type Shelf, wares } from "../money/shop.ts";
import { rows } from "../rows.ts";
import { effectOf } from "../things/describe.ts";
import { shortened } from "../things/matching.ts";
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
export function cannotUse({ hunter }: Turn, item: Item): string | null {
  if (
    SHELVES.potions.some((kind) => kind === item.kind) ||
    item.kind === "license" ||
    item.kind === "material"
  )
    return hunter.sheet.level < item.level ? `It asks for level ${item.level}.` : null;
  return cannotWear(hunter, item);
}
