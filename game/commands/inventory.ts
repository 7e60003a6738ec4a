import type { Item } from "../catalog/schemas.ts";
import type { Carried } from "../hunter/hunter.ts";
import { money } from "../money/amount.ts";
import { rows } from "../rows.ts";
import { durability, effectOf, thingName } from "../things/describe.ts";
import { FULL_DURABILITY, itemOf, wearsOut } from "../things/pack.ts";
import { wornThings } from "../things/wearing.ts";
import { type Outcome, type Turn, tell } from "../turn.ts";

/** What is worn and carried, each with the number that names it. */
export function inventory({ hunter, catalog }: Turn): Outcome {
  const { pack, purse, screenReader } = hunter;
  const worn = wornThings(hunter, catalog).map(({ slot, thing, item }) => [slot, ...cellsOf(thing, item)]);
  const carried = pack.carried.map((thing) => cellsOf(thing, itemOf(catalog, thing)));
  const text = [
    `[System] Pack: ${pack.carried.length} of ${pack.slots} slots. ${money(purse.crystals, "crystals")}, ${money(purse.exons, "exons")}.`,
    ...section("Worn", rows(worn, screenReader)),
    ...section("Carried", rows(carried, screenReader)),
    ...(carried.length === 0 ? ["You carry nothing. Gates and the shop change that."] : []),
    ...(pack.held.length > 0 ? [heldLine(pack.held.length)] : []),
  ];
  return tell(text.join("\n"));
}

/** Number, name, durability where some of it is gone, effect. */
function cellsOf(thing: Carried, item: Item | undefined): string[] {
  const number = String(thing.id);
  if (!item) return [number, thing.item, "", "unknown to this city"];
  const worn = wearsOut(item) && thing.durability !== FULL_DURABILITY ? durability(thing) : "";
  return [number, thingName(item, thing), worn, effectOf(item, thing.upgrade)];
}

const section = (heading: string, lines: string[]) => (lines.length > 0 ? [`${heading}:`, ...lines] : []);

const heldLine = (piles: number) =>
  `[System] ${piles === 1 ? "One thing is" : `${piles} things are`} held for you: the pack was full. claim`;
