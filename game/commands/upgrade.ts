import { bounded } from "../hunter/body.ts";
import { count } from "../hunter/counters.ts";
import { draw } from "../hunter/draw.ts";
import { splitYes } from "../money/amount.ts";
import { payCrystals, priced, purseLine, tooPoor } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { rows } from "../rows.ts";
import { effectOf, thingName } from "../things/describe.ts";
import { findCarried } from "../things/pack.ts";
import {
  cannotUpgrade,
  FAILURE_COSTS,
  nextUpgrade,
  tryUpgrade,
  type UpgradeOffer,
} from "../things/upgrade.ts";
import { wornThings } from "../things/wearing.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** One step of an upgrade: first its odds and price, then, with a yes, the attempt. */
export function upgrade(turn: Turn, argument: string): Outcome {
  const { hunter, catalog } = turn;
  const elsewhere = notServed(turn, "Things are made better", "workshop");
  if (elsewhere) return refuse(elsewhere);
  const { words, yes } = splitYes(argument);
  if (words === "") return tell(offersList(turn));
  const found = findCarried(hunter, catalog, words, { verb: "upgrade" });
  if (!found.ok) return refuse(found.text);
  const { thing, item } = found;
  const offer = nextUpgrade(item, thing);
  const why = cannotUpgrade(hunter, item, thing);
  if (why || !offer) return refuse(why ?? `${item.name} is as good as it gets.`);
  if (yes) return attempt(turn, found, offer);
  return tell(
    [
      `[System] ${thingName(item, thing)} to +${offer.to}: ${offer.chance} % for ${priced(offer.price)}. ${purseLine(hunter)}`,
      `Now ${effectOf(item, thing.upgrade) || "nothing"}; then ${effectOf(item, offer.to) || "nothing"}.`,
      `A failure costs the price and ${FAILURE_COSTS} durability, never the thing. upgrade ${thing.id} yes`,
    ].join("\n"),
  );
}

type Thing = Extract<ReturnType<typeof findCarried>, { ok: true }>;

function attempt({ hunter, catalog }: Turn, { thing, item }: Thing, offer: UpgradeOffer): Outcome {
  const paid = payCrystals(hunter, offer.price, "upgrade");
  if (!paid) return refuse(tooPoor(hunter, offer.price));
  const drawn = draw(paid.hunter, "upgrade");
  const { hunter: after, done } = tryUpgrade(drawn.hunter, thing, offer, drawn.random);
  const counted = count(after, done ? ["upgraded", 1] : ["upgrades-failed", 1]);
  const told = done
    ? `The metal takes it and rings once.\n[System] ${item.name} is +${offer.to} now: ${effectOf(item, offer.to)}.`
    : `The metal takes it, then gives it back.\n[System] The upgrade failed: ${item.name} lost ${FAILURE_COSTS} durability.`;
  return {
    hunter: bounded(counted, catalog),
    movements: paid.movements,
    text: `${told} ${purseLine(counted)}`,
  };
}

function offersList(turn: Turn): string {
  const { hunter, catalog } = turn;
  const cells = wornThings(hunter, catalog).flatMap(({ thing, item }) => {
    const offer = nextUpgrade(item, thing);
    if (!offer || cannotUpgrade(hunter, item, thing)) return [];
    return [
      [String(thing.id), thingName(item, thing), `+${offer.to}`, `${offer.chance} %`, priced(offer.price)],
    ];
  });
  if (cells.length === 0) return "Nothing you wear can be upgraded now. upgrade <thing> says why.";
  return [
    "[System] The next step of what you wear, its odds and its price:",
    ...rows(cells, hunter.screenReader),
    `upgrade ${cells[0]?.[0] ?? ""} tells more. ${purseLine(hunter)}`,
  ].join("\n");
}
