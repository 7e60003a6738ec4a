import { money } from "../money/amount.ts";
import { rows } from "../rows.ts";
import { durability, effectOf, thingName } from "../things/describe.ts";
import { itemOf, wearsOut } from "../things/pack.ts";
import { wornThings } from "../things/wearing.ts";
import { type Outcome, type Turn, tell } from "../turn.ts";

/** What is worn and carried, each with the number that names it. */
export function inventory({ hunter, catalog }: Turn): Outcome {
  const { pack, purse, screenReader } = hunter;
  const worn = wornThings(hunter, catalog).map(({ slot, thing, item }) => [
    slot,
    String(thing.id),
    thingName(item, thing),
    effectOf(item, thing.upgrade),
    wearsOut(item) ? durability(thing) : "",
  ]);
  const carried = pack.carried.map((thing) => {
    const item = itemOf(catalog, thing);
    if (!item) return [String(thing.id), thing.item, "unknown to this city", ""];
    return [
      String(thing.id),
      thingName(item, thing),
      effectOf(item, thing.upgrade),
      wearsOut(item) ? durability(thing) : "",
    ];
  });
  const text = [
    `[System] Pack: ${pack.carried.length} of ${pack.slots} slots. ${money(purse.crystals, "crystals")}, ${money(purse.exons, "exons")}.`,
    ...section("Worn", rows(worn, screenReader)),
    ...section("Carried", rows(carried, screenReader)),
    ...(carried.length === 0 ? ["You carry nothing. Gates and the shop change that."] : []),
    ...(pack.held.length > 0 ? [heldLine(pack.held.length)] : []),
  ];
  return tell(text.join("\n"));
}

const section = (heading: string, lines: string[]) => (lines.length > 0 ? [`${heading}:`, ...lines] : []);

const heldLine = (piles: number) =>
  `[System] ${piles === 1 ? "One thing is" : `${piles} things are`} held for you: the pack was full. claim`;
