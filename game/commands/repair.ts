import type { Item } from "../catalog/schemas.ts";
import { count } from "../hunter/counters.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { money, splitYes } from "../money/amount.ts";
import { ASKS_OVER, payCrystals, priced, purseLine, tooPoor } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { rows } from "../rows.ts";
import { thingName } from "../things/describe.ts";
import { missingPoints, pricePerPoint, repairPrice, withThing } from "../things/durability.ts";
import { FULL_DURABILITY, findCarried, itemOf, wearsOut } from "../things/pack.ts";
import { wornThings } from "../things/wearing.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** Mends a thing, or all that is worn; without words, the price list. */
export function repair(turn: Turn, argument: string): Outcome {
  const { hunter, catalog } = turn;
  const { words, yes } = splitYes(argument);
  const elsewhere = notServed(turn, "Things are mended", "workshop", "shop");
  if (elsewhere) return refuse(elsewhere);
  if (words === "") return tell(priceList(turn));
  if (words === "all") return repairWorn(turn, yes);
  const found = findCarried(hunter, catalog, words, { verb: "repair" });
  if (!found.ok) return refuse(found.text);
  const { thing, item } = found;
  if (!wearsOut(item)) return refuse(`${item.name} does not wear.`);
  if (missingPoints(item, thing) === 0) return refuse(`${item.name} is whole.`);
  return mend(hunter, [{ thing, item }], { words, yes });
}

function repairWorn({ hunter, catalog }: Turn, yes: boolean): Outcome {
  const damaged = wornThings(hunter, catalog).filter(({ item, thing }) => missingPoints(item, thing) > 0);
  return damaged.length > 0
    ? mend(hunter, damaged, { words: "all", yes })
    : refuse("Everything you wear is whole.");
}

type Damaged = { thing: Carried; item: Item };

function mend(
  hunter: Hunter,
  damaged: readonly Damaged[],
  { words, yes }: { words: string; yes: boolean },
): Outcome {
  const price = damaged.reduce((sum, { item, thing }) => sum + repairPrice(item, thing), 0);
  if (!yes && price > ASKS_OVER && hunter.purse.crystals >= price)
    return tell(`Mending that costs ${priced(price)}. ${purseLine(hunter)} repair ${words} yes`);
  const paid = payCrystals(hunter, price, "repair");
  if (!paid) return refuse(tooPoor(hunter, price));
  const mended = damaged.reduce(
    (one, { thing }) => withThing(one, thing.id, { durability: FULL_DURABILITY }),
    paid.hunter,
  );
  const names = damaged.map(({ item, thing }) => thingName(item, thing)).join(", ");
  return {
    hunter: count(mended, ["repaired", damaged.length]),
    movements: paid.movements,
    text: `The stone sings for a while.\n[System] Repaired: ${names} for ${priced(price)}. ${purseLine(mended)}`,
  };
}

function priceList({ hunter, catalog }: Turn): string {
  const carried = hunter.pack.carried.flatMap((thing) => {
    const item = itemOf(catalog, thing);
    return item ? [{ thing, item }] : [];
  });
  const damaged = [...wornThings(hunter, catalog), ...carried].filter(
    ({ item, thing }) => missingPoints(item, thing) > 0,
  );
  if (damaged.length === 0) return "Everything you wear and carry is whole.";
  const cells = damaged.map(({ item, thing }) => [
    String(thing.id),
    thingName(item, thing),
    `${Math.ceil(thing.durability ?? FULL_DURABILITY)} of ${FULL_DURABILITY}`,
    `${pricePerPoint(item)} a point`,
    money(repairPrice(item, thing), "crystals"),
  ]);
  return [
    "[System] Mending to 100, in crystals, 13 % tax included:",
    ...rows(cells, hunter.screenReader),
    `repair ${cells[0]?.[0] ?? ""}, or repair all for what you wear. ${purseLine(hunter)}`,
  ].join("\n");
}
