/** One line that tells a hunter what to do next: the tutorial's step, or what lies open. */
import type { Quest } from "../catalog/schemas.ts";
import { today } from "../hunter/day.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { isBroken } from "../things/pack.ts";
import { wornThings } from "../things/wearing.ts";
import type { Turn } from "../turn.ts";
import { directions, offers } from "../way.ts";
import { isReached, mayTake, takenQuests } from "./quest.ts";

type Mine = Pick<Turn, "hunter" | "catalog" | "now">;

const SIGNING =
  "choose your class, at the licences desk in the Association Hall: become tells what each one is.";

/** `[System] Next: …` Never empty: somebody always wants something. */
export function nextStep(turn: Mine): string {
  const { catalog, now } = turn;
  const mine = { ...turn, hunter: today(turn.hunter, catalog, now) };
  const step =
    tutorialStep(mine) ?? loose(mine) ?? questStep(mine) ?? "a gate. The board lists what is open: gates";
  return `[System] Next: ${step}`;
}

/** The line for whoever comes in, unless it was switched off (settings hints off). */
export function loginHint(turn: Mine): string | null {
  return turn.hunter.annals.hints === false ? null : nextStep(turn);
}

/** The step of the tutorial that the hunter is at; null after its end. */
export function tutorialStep({ hunter, catalog }: Mine): string | null {
  const taken = takenQuests(hunter, catalog).find(({ quest }) => quest.kind === "tutorial");
  if (taken) {
    if (!hunter.sheet.base) return SIGNING;
    if (isReached(taken.goals)) return report(hunter, catalog, taken.quest);
    const open = taken.goals.find(({ have, need }) => have < need);
    return `${open?.text ?? taken.quest.waiting} (${taken.quest.name})`;
  }
  const next = [...catalog.quests.values()].find(
    (quest) => quest.kind === "tutorial" && mayTake(hunter, catalog, quest),
  );
  return next ? report(hunter, catalog, next) : null;
}

/** Things that are better seen to before the next gate. */
function loose({ hunter, catalog }: Mine): string | null {
  if (hunter.run) return null;
  const { sheet, pack } = hunter;
  const { town } = catalog;
  const broken = wornThings(hunter, catalog).find(({ thing }) => isBroken(thing));
  if (!sheet.base) return SIGNING;
  if (pack.held.length > 0) return "things are held for you. claim";
  if (sheet.points > 0) return `you have ${sheet.points} stat points. stat strength ${sheet.points}`;
  if (broken)
    return `your ${broken.item.name} is broken. repair, at the ${directions(town, hunter.room, offers("workshop"))}`;
  if (sheet.afflictions.length > 0)
    return `you are ${sheet.afflictions[0]?.status}. cure, at the ${directions(town, hunter.room, offers("clinic"))}`;
  return null;
}

function questStep({ hunter, catalog }: Mine): string | null {
  const taken = takenQuests(hunter, catalog);
  const done = taken.find(({ goals }) => isReached(goals));
  if (done) return `"${done.quest.name}" is done. ${report(hunter, catalog, done.quest)}`;
  const open = taken[0]?.goals.find(({ have, need }) => have < need);
  if (open) return `${open.text} ${open.have} of ${open.need} (${taken[0]?.quest.name})`;
  const offer = [...catalog.quests.values()].find((quest) => mayTake(hunter, catalog, quest));
  return offer ? report(hunter, catalog, offer) : null;
}

function report({ room }: Hunter, { town }: Turn["catalog"], { giver }: Quest): string {
  const place = directions(town, room, ({ id }) => id === giver.place);
  return giver.place === room ? `talk ${giver.person}` : `${place}, then talk ${giver.person}`;
}
