/** An exchange between two hunters: what each offers, who has locked and who has confirmed. Plain data. */
import type { Catalog } from "../catalog/catalog.ts";
import { count } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { amongGuild, type Movement, purseOf, taxOn, withMoney } from "../money/movement.ts";
import { thingName } from "../things/describe.ts";
import { carriedThing, given, handed } from "../things/handing.ts";
import { payment } from "./listing.ts";

/** A carried thing by its number, and what it was when it was offered. */
export type Offered = { thing: number; item: string; count: number; upgrade: number };
export type Side = {
  id: string;
  name: string;
  things: readonly Offered[];
  crystals: number;
  locked: boolean;
  confirmed: boolean;
};
/** `guild`: both were of one guild when it began, which is taxed for it. */
export type Trade = { accepted: boolean; guild?: true; sides: readonly [Side, Side] };

export const TRADE_MINUTES = 5;
export const MOST_OFFERED = 12;

type Partner = Pick<Hunter, "id" | "name" | "guild">;

export const newTrade = (by: Partner, to: Partner): Trade => ({
  accepted: false,
  ...(amongGuild([by, to]) && { guild: true }),
  sides: [emptySide(by), emptySide(to)],
});

const emptySide = ({ id, name }: Partner): Side => ({
  id,
  name,
  things: [],
  crystals: 0,
  locked: false,
  confirmed: false,
});

export const sideOf = (trade: Trade, id: string): Side =>
  trade.sides[0].id === id ? trade.sides[0] : trade.sides[1];
export const otherSide = (trade: Trade, id: string): Side =>
  trade.sides[0].id === id ? trade.sides[1] : trade.sides[0];

/** The trade with another offer of one side: nobody has locked or confirmed that. */
export function reoffered(
  trade: Trade,
  id: string,
  offer: Partial<Pick<Side, "things" | "crystals">>,
): Trade {
  return changed(trade, (side) => ({
    ...side,
    ...(side.id === id ? offer : {}),
    locked: false,
    confirmed: false,
  }));
}

/** The trade with one side's lock or confirmation. */
export const marked = (trade: Trade, id: string, mark: Partial<Pick<Side, "locked" | "confirmed">>): Trade =>
  changed(trade, (side) => (side.id === id ? { ...side, ...mark } : side));

function changed(trade: Trade, change: (side: Side) => Side): Trade {
  const [one, two] = trade.sides;
  return { ...trade, sides: [change(one), change(two)] };
}

export type Exchange = { hunters: [Hunter, Hunter]; movements: Movement[]; held: readonly [number, number] };

/** Hands everything over; a sentence when one of them no longer has what was offered. */
export function exchanged(
  { sides, guild }: Trade,
  [one, two]: readonly [Hunter, Hunter],
  catalog: Catalog,
): Exchange | string {
  const first = gaveUp(one, sides[0]);
  const second = gaveUp(two, sides[1]);
  if (typeof first === "string") return first;
  if (typeof second === "string") return second;
  const [oneGets, twoGets] = [
    received(first.hunter, catalog, second),
    received(second.hunter, catalog, first),
  ];
  const toOne = net(sides[1].crystals, guild);
  const toTwo = net(sides[0].crystals, guild);
  const counted = (hunter: Hunter, tax: number) => count(hunter, ["traded", 1], ["tax-paid", tax]);
  return {
    hunters: [
      counted(withMoney(oneGets.hunter, "crystals", toOne.gets), toOne.tax),
      counted(withMoney(twoGets.hunter, "crystals", toTwo.gets), toTwo.tax),
    ],
    movements: [
      ...payment(purseOf(two), purseOf(one), sides[1].crystals, toOne.tax, "trade"),
      ...payment(purseOf(one), purseOf(two), sides[0].crystals, toTwo.tax, "trade"),
    ],
    held: [oneGets.held, twoGets.held],
  };
}

function net(crystals: number, guild = false): { gets: number; tax: number } {
  const tax = crystals > 0 ? Math.min(crystals, taxOn(crystals, guild)) : 0;
  return { gets: crystals - tax, tax };
}

type GivenUp = { hunter: Hunter; lots: Parameters<typeof given>[2][] };

function gaveUp(hunter: Hunter, { things, crystals, name }: Side): GivenUp | string {
  if (hunter.purse.crystals < crystals)
    return `${name} no longer has ${crystals} crystals. The offer is open again.`;
  let after = withMoney(hunter, "crystals", -crystals);
  const lots: GivenUp["lots"] = [];
  for (const { thing, item, count, upgrade } of things) {
    const there = carriedThing(after, thing);
    const taken =
      there?.item === item && (there.upgrade ?? 0) === upgrade ? handed(after, thing, count) : null;
    if (!taken) return `${name} no longer has all that was offered. The offer is open again.`;
    after = taken.hunter;
    lots.push(taken.lot);
  }
  return { hunter: after, lots };
}

function received(hunter: Hunter, catalog: Catalog, { lots }: GivenUp): { hunter: Hunter; held: number } {
  let held = 0;
  let after = hunter;
  for (const lot of lots) {
    const got = given(after, catalog, lot);
    after = got.hunter;
    held += got.held;
  }
  return { hunter: after, held };
}

/** "Rusted Sword +1, 40 crystals (6 tax)", or "nothing yet" */
export function offerWords({ guild }: Trade, { things, crystals }: Side, catalog: Catalog): string {
  const words = things.map(({ item, count, upgrade }) => {
    const known = catalog.items.get(item);
    return known ? thingName(known, { count, upgrade }) : item;
  });
  if (crystals > 0) words.push(`${crystals} crystals (${taxOn(crystals, guild)} tax)`);
  return words.length > 0 ? words.join(", ") : "nothing yet";
}
