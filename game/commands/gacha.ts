import { count } from "../hunter/counters.ts";
import { draw } from "../hunter/draw.ts";
import { money, splitYes } from "../money/amount.ts";
import { DRAW_PRICE, drawLot, LOTS, type Lot, oddsOf, PITY_AT } from "../money/gacha.ts";
import { type Currency, spend } from "../money/movement.ts";
import { priced, purseLine, tooPoor } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { taxIn } from "../money/shop.ts";
import { rows } from "../rows.ts";
import { effectOf } from "../things/describe.ts";
import { addItem, freeSlots } from "../things/pack.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

const CURRENCIES: readonly Currency[] = ["crystals", "exons"];

/** The odds and prices, or one draw: `gacha pet crystals yes`. */
export function gacha(turn: Turn, argument: string): Outcome {
  const elsewhere = notServed(turn, "Mounts and pets are drawn", "gacha");
  if (elsewhere) return refuse(elsewhere);
  const { words, yes } = splitYes(argument);
  if (words === "") return tell(odds(turn));
  const [lotWord = "", currencyWord, ...rest] = words.split(" ");
  const lot = LOTS.find((one) => one.startsWith(lotWord.replace(/s$/, "")));
  if (!lot) return refuse("Draw a mount or a pet, such as: gacha pet crystals");
  const currency = CURRENCIES.find((one) => currencyWord !== undefined && one.startsWith(currencyWord));
  if (!currency || rest.length > 0) return refuse(`Say what you pay with: ${choices(lot)}`);
  if (yes) return pull(turn, lot, currency);
  const { hunter } = turn;
  const price = priced(DRAW_PRICE[lot][currency], currency);
  return tell(
    `One ${lot}: ${price}. ${purseLine(hunter, currency)} ${pityLine(hunter.annals.pity)} gacha ${lot} ${currency} yes`,
  );
}

function pull({ hunter, catalog }: Turn, lot: Lot, currency: Currency): Outcome {
  const price = DRAW_PRICE[lot][currency];
  if (freeSlots(hunter) === 0) return refuse("Your pack has no room for it. drop, sell or slots");
  const paid = spend(hunter, currency, price, "gacha");
  if (!paid) return refuse(tooPoor(hunter, price, currency));
  const drawn = draw(paid.hunter, `gacha ${lot}`);
  const got = drawLot(catalog, lot, hunter.annals.pity, drawn.random);
  if (!got) return refuse(`The stables have no ${lot} to draw.`);
  const { hunter: filled } = addItem(drawn.hunter, catalog, got.item.id, 1);
  const known = { ...filled, annals: { ...filled.annals, pity: got.pity } };
  const spent = currency === "crystals" ? price : 0;
  const after = count(known, ["pulls", 1], ["crystals-spent", spent], ["tax-paid", taxIn(paid.movements)]);
  const id = after.pack.carried.at(-1)?.id ?? "";
  return {
    hunter: after,
    movements: paid.movements,
    text: [
      "A door at the end of the row opens by itself.",
      `[System] ${got.item.name}, ${got.item.rarity}: ${effectOf(got.item) || "company"}. equip ${id}`,
      `${purseLine(after, currency)} ${pityLine(got.pity)}`,
    ].join("\n"),
  };
}

function odds({ hunter, catalog }: Turn): string {
  const parts = LOTS.flatMap((lot) => {
    const cells = oddsOf(catalog, lot).map(({ rarity, chance, items }) => [
      rarity,
      `${chance / 10} %`,
      items.map(({ name }) => name).join(", "),
    ]);
    const { crystals, exons } = DRAW_PRICE[lot];
    const price = `${money(crystals, "crystals")} or ${money(exons, "exons")} a draw, tax included`;
    return cells.length > 0 ? [`[System] A ${lot}: ${price}.`, ...rows(cells, hunter.screenReader)] : [];
  });
  if (parts.length === 0) return "The stables are empty today.";
  return [
    ...parts,
    `Within a rarity each is as likely as the others. ${pityLine(hunter.annals.pity)}`,
    `gacha pet crystals, gacha mount exons. ${purseLine(hunter)} ${purseLine(hunter, "exons")}`,
  ].join("\n");
}

function pityLine(pity: number): string {
  const left = PITY_AT - pity;
  return left > 0
    ? `Draws since the last epic or better: ${pity}; at ${PITY_AT} the next is sure to be one.`
    : "The next draw is sure to be epic or better.";
}

const choices = (lot: Lot) =>
  CURRENCIES.map((currency) => `gacha ${lot} ${currency} (${DRAW_PRICE[lot][currency]})`).join(" or ");
