import { cured } from "../combat/status.ts";
import { bodyOf, refreshed } from "../hunter/body.ts";
import { count } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { splitYes } from "../money/amount.ts";
import { type Treatment, treatments } from "../money/clinic.ts";
import { ASKS_OVER, payCrystals, priced, purseLine, tooPoor } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { rows } from "../rows.ts";
import { listOr } from "../suggestion.ts";
import { shortened } from "../things/matching.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** The clinic's price list for this hunter, or one cure of it, or all. */
export function cure(turn: Turn, argument: string): Outcome {
  const { hunter, catalog } = turn;
  const { words, yes } = splitYes(argument);
  const elsewhere = notServed(turn, "Wounds are dressed", "clinic");
  if (elsewhere) return refuse(elsewhere);
  const { can, cannot } = treatments(hunter, bodyOf(hunter, catalog).values);
  if (words === "") return tell(priceList(hunter, can, cannot));
  const wanted = words === "all" ? can : can.filter(({ what }) => what.startsWith(words));
  if (wanted.length === 0) return refuse(nothingToDo(words, can, cannot));
  const price = wanted.reduce((sum, one) => sum + one.price, 0);
  if (!yes && price > ASKS_OVER && hunter.purse.crystals >= price)
    return tell(`That costs ${priced(price)}. ${purseLine(hunter)} cure ${words} yes`);
  return treat(turn, wanted, price);
}

function treat({ hunter, catalog }: Turn, wanted: readonly Treatment[], price: number): Outcome {
  const paid = price === 0 ? { hunter, movements: [] } : payCrystals(hunter, price, "clinic");
  if (!paid) return refuse(tooPoor(hunter, price));
  const statuses = wanted.flatMap(({ what }) => (what === "wounds" ? [] : [what]));
  const { sheet } = paid.hunter;
  const clean: Hunter = {
    ...paid.hunter,
    sheet: { ...sheet, afflictions: cured(sheet.afflictions, statuses) },
  };
  const whole = wanted.some(({ what }) => what === "wounds") ? refreshed(clean, catalog) : clean;
  const after = count(whole, ["cures", statuses.length]);
  return {
    hunter: after,
    movements: paid.movements,
    text: `Imre works without talking and is done before you are ready.\n[System] Treated: ${wanted.map(({ what }) => what).join(", ")} for ${priced(price)}. ${purseLine(after)}`,
  };
}

function priceList(hunter: Hunter, can: readonly Treatment[], cannot: readonly string[]): string {
  if (can.length === 0 && cannot.length === 0)
    return "Imre looks you over. Nothing to do; she says so to the bandages.";
  const cells = can.map(({ what, price }) => [what, priced(price)]);
  return [
    ...(can.length > 0
      ? ["[System] What can be done for you here:", ...rows(cells, hunter.screenReader)]
      : []),
    ...(cannot.length > 0
      ? [`[System] Beyond the clinic: ${cannot.join(", ")}. Only a resurrection potion helps.`]
      : []),
    ...(can.length > 0 ? [`cure ${can[0]?.what ?? ""}, or cure all. ${purseLine(hunter)}`] : []),
  ].join("\n");
}

function nothingToDo(words: string, can: readonly Treatment[], cannot: readonly string[]): string {
  if (cannot.some((status) => status.startsWith(words)))
    return `That is beyond the clinic: only a resurrection potion helps.`;
  if (can.length === 0) return "There is nothing to cure. You are whole.";
  return `You have no "${shortened(words)}" to cure. cure ${listOr(can.map(({ what }) => what))}`;
}
