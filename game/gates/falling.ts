/** Falling in a gate alone: an offer to stand up again where a potion for it is carried, else the clinic. */
import type { Item } from "../catalog/schemas.ts";
import { has } from "../combat/status.ts";
import { refreshed } from "../hunter/body.ts";
import { itemOf } from "../things/pack.ts";
import type { Outcome, Turn } from "../turn.ts";
import { carriedOut, dropped, woken } from "./ending.ts";
import { outside } from "./leaving.ts";
import { inRoom } from "./moving.ts";
import { crystalsWord, haulWords, INDENT } from "./tally-lines.ts";
import { gateFrame, roomAgain } from "./view.ts";

/** After a round that nobody stood up from. `before` is what was told of it. */
export function fell(turn: Turn, before: string): Outcome {
  const { hunter } = turn;
  if (hunter.run?.kind === "tutorial") return stoodUp(turn, before);
  // A shadow is lost to the fight and still alive: a potion would have had to come before.
  const potion = isDown(hunter) ? wakes(turn) : undefined;
  if (!potion) return died(turn, before);
  const offer = `[System] You are dead. You carry one ${potion.name}: use ${potion.name.toLowerCase()}, or die`;
  return { text: `${before}\n${offer}`, hunter };
}

/** A carried item that would wake this hunter; undefined when there is none. */
export function wakes({ hunter, catalog }: Turn): Item | undefined {
  const beheaded = has(hunter.sheet.afflictions, "decapitated");
  for (const thing of hunter.pack.carried) {
    const item = itemOf(catalog, thing);
    if (item?.use?.revives === undefined || item.level > hunter.sheet.level) continue;
    if (!beheaded || item.use.cures?.includes("decapitated")) return item;
  }
  return undefined;
}

/** Whether the hunter lies dead in a gate, with an offer open. */
export const isDown = ({ run, sheet }: Turn["hunter"]): boolean => run !== null && sheet.hp <= 0;

/** The lesson's fallen begin the room again. */
function stoodUp(turn: Turn, before: string): Outcome {
  const { hunter, catalog } = turn;
  if (!hunter.run) return { text: before };
  const whole = refreshed({ ...hunter, sheet: { ...hunter.sheet, afflictions: [] } }, catalog);
  const run = inRoom(catalog, { ...hunter.run, fight: null, room: hunter.run.from }, 1);
  const view = { catalog, run, screenReader: hunter.screenReader, size: 1 };
  const told =
    "[System] You fall, and a hand stands you up one room back, whole. Outside a lesson nobody does that.";
  return {
    text: `${before}\n${told}\n${roomAgain(view)}`,
    frame: gateFrame(view),
    hunter: { ...whole, run },
  };
}

/** Carried out: a part of what was found is left, 5 % of the purse is gone, and the clinic's ceiling is white. */
export function died(turn: Turn, before: string): Outcome {
  const { hunter, catalog } = turn;
  const { run } = hunter;
  if (!run) return { text: before };
  const { kept, lost } = dropped(run, hunter.id);
  const awake = woken(hunter, catalog);
  const out = carriedOut(awake.hunter, catalog, { ...kept, fight: null }, [["deaths", 1]]);
  const gone = [
    ...(lost.crystals > 0 ? [`${crystalsWord(lost.crystals)} of the gate`] : []),
    ...(awake.crystals > 0 ? [`${awake.crystals} of your own`] : []),
    ...haulWords(catalog, lost.haul),
  ];
  const saved = [
    ...(out.crystals > 0 ? [`${crystalsWord(out.crystals)} (${out.tax} tax)`] : []),
    ...haulWords(catalog, out.haul),
  ];
  const text = [
    before,
    "The floor comes up. After that there is a ceiling, white, with a crack in it that you get to know.",
    `[System] You died in "${run.name}" (${run.grade}) after ${run.rounds} rounds. Lost: ${gone.join(", ") || "nothing"}.`,
    `${INDENT}Carried out with you: ${saved.join(", ") || "nothing"}. ${run.xp} xp stay yours.`,
    ...(run.kind === "exam" ? ["[System] Not passed. exam tells what the next try needs."] : []),
  ].join("\n");
  return outside(turn, { hunter: out.hunter, movements: [...awake.movements, ...out.movements] }, text);
}
