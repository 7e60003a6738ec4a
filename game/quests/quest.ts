/** Which quests a hunter may take, how far those taken are, and handing them in. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Quest } from "../catalog/schemas.ts";
import { canTakeJob, takeJob } from "../hunter/classes.ts";
import { count, counted } from "../hunter/counters.ts";
import { today, weekOf } from "../hunter/day.ts";
import type { Hunter, TakenQuest } from "../hunter/hunter.ts";
import { Random } from "../random.ts";
import { carriedCount, takeItem } from "../things/pack.ts";
import { type Granted, grant } from "./reward.ts";

/** Quests taken at a time; the tutorial's don't count. */
export const MOST_TAKEN = 10;
/** Daily quests on offer on one day. */
export const DAILIES = 3;
/** Of those open to a hunter the hardest: what is asked of beginners is no errand for the great. */
const DRAWN_FROM = 7;

/** Today's daily quests for this hunter: the same for all of one level and class, drawn anew at midnight UTC. */
export function dailySet({ sheet }: Hunter, catalog: Catalog, day: number): Quest[] {
  const fitting = drawnFor(catalog, day).filter(
    (quest) => quest.level <= sheet.level && forClass(quest, sheet),
  );
  const hardest = fitting.toSorted((a, b) => b.level - a.level).slice(0, DRAWN_FROM);
  return fitting.filter((quest) => hardest.includes(quest)).slice(0, DAILIES);
}

/** All daily quests in the day's order, drawn once a day and catalog. */
function drawnFor({ quests }: Catalog, day: number): readonly Quest[] {
  const known = DRAWN.get(quests);
  if (known?.day === day) return known.order;
  const dailies = [...quests.values()].filter(({ kind }) => kind === "daily");
  const order = new Random("daily", day).shuffled(dailies);
  DRAWN.set(quests, { day, order });
  return order;
}
const DRAWN = new WeakMap<Catalog["quests"], { day: number; order: readonly Quest[] }>();

/** Whether the hunter, as of today, may take that quest now. */
export function mayTake(hunter: Hunter, catalog: Catalog, quest: Quest): boolean {
  const { annals, sheet } = hunter;
  if (annals.quests.some(({ id }) => id === quest.id) || isOver(annals, quest)) return false;
  if (quest.level > sheet.level || !forClass(quest, sheet)) return false;
  if (!quest.after.every((id) => annals.questsDone.includes(id))) return false;
  if (quest.kind === "guild") return hunter.guild !== null;
  if (quest.job) return canTakeJob(hunter, quest.job) === null;
  if (quest.kind !== "daily") return true;
  return !annals.dailyDone.includes(quest.id) && dailySet(hunter, catalog, annals.day).includes(quest);
}

/** Done for good; a guild's quest until Monday, for its banners hang there every week. */
function isOver({ questsDone, guildDone, day }: Hunter["annals"], { id, kind }: Quest): boolean {
  if (kind !== "guild") return questsDone.includes(id);
  return guildDone?.week === weekOf(day) && guildDone.ids.includes(id);
}

/** The quests that somebody would offer the hunter now, the tutorial's first. */
export function offersOf(hunter: Hunter, catalog: Catalog, place: string, person: string): Quest[] {
  const offered = [...catalog.quests.values()].filter(
    (quest) =>
      quest.giver.place === place && quest.giver.person === person && mayTake(hunter, catalog, quest),
  );
  return offered.sort((a, b) => Number(b.kind === "tutorial") - Number(a.kind === "tutorial"));
}

/** The hunter with the quest taken. The tutorial's goals count what was done before, so that nobody is stuck in it. */
export function take(hunter: Hunter, quest: Quest): Hunter {
  const from = quest.goals.map(({ counter }) => (quest.kind === "tutorial" ? 0 : counted(hunter, counter)));
  const { annals } = hunter;
  return { ...hunter, annals: { ...annals, quests: [...annals.quests, { id: quest.id, from }] } };
}

export type Goal = { text: string; have: number; need: number };

/** How far each goal is, things to hand over included. `soFar` reads a counter: in a gate, what it counts is not in yet. */
export function goalsOf(
  hunter: Hunter,
  catalog: Catalog,
  quest: Quest,
  { from }: TakenQuest,
  soFar: (hunter: Hunter, counter: string) => number = counted,
): Goal[] {
  const goals = quest.goals.map(({ counter, count: need, text }, at) => ({
    text,
    have: Math.min(need, Math.max(0, soFar(hunter, counter) - (from[at] ?? 0))),
    need,
  }));
  const hands = quest.hands.map(({ item, count: need }) => ({
    text: `Bring ${catalog.items.get(item)?.name ?? item}.`,
    have: Math.min(need, carriedCount(hunter, item)),
    need,
  }));
  return [...goals, ...hands];
}

export const isReached = (goals: readonly Goal[]): boolean => goals.every(({ have, need }) => have >= need);

/** With what the gate that the hunter is in has counted. */
const withGate = (hunter: Hunter, counter: string): number =>
  counted(hunter, counter) + (hunter.run?.tally[counter] ?? 0);

/** The quests that the hunter has taken and the content still has, and how far they are. */
export function takenQuests(hunter: Hunter, catalog: Catalog): { quest: Quest; goals: Goal[] }[] {
  return hunter.annals.quests.flatMap((taken) => {
    const quest = catalog.quests.get(taken.id);
    return quest ? [{ quest, goals: goalsOf(hunter, catalog, quest, taken, withGate) }] : [];
  });
}

/** Hands in a reached quest: takes what is handed over, gives the reward. Null when something is missing. */
export function handIn(hunter: Hunter, catalog: Catalog, quest: Quest, now: number): Granted | null {
  let after: Hunter | null = today(hunter, catalog, now);
  for (const { item, count: need } of quest.hands) after = after && takeItem(after, item, need);
  if (!after) return null;
  const { annals } = after;
  const daily = quest.kind === "daily";
  const closed: Hunter = {
    ...(quest.job ? takeJob(after, quest.job) : after),
    annals: {
      ...annals,
      quests: annals.quests.filter(({ id }) => id !== quest.id),
      questsDone:
        daily || annals.questsDone.includes(quest.id) ? annals.questsDone : [...annals.questsDone, quest.id],
      ...(quest.kind === "guild" && { guildDone: doneThisWeek(annals, quest.id) }),
      dailyDone: daily ? [...annals.dailyDone, quest.id] : annals.dailyDone,
    },
  };
  const counted = count(closed, ["quests", 1], ["daily-quests", daily ? 1 : 0]);
  return grant(counted, catalog, quest.reward, { reason: "quest", guild: quest.kind === "guild" });
}

function doneThisWeek({ guildDone, day }: Hunter["annals"], id: string): { week: number; ids: string[] } {
  const week = weekOf(day);
  return { week, ids: [...(guildDone?.week === week ? guildDone.ids : []), id] };
}

/** The hunter without that quest. */
export function abandon(hunter: Hunter, id: string): Hunter {
  const { annals } = hunter;
  return { ...hunter, annals: { ...annals, quests: annals.quests.filter((taken) => taken.id !== id) } };
}

function forClass({ classes }: Quest, { base }: Hunter["sheet"]): boolean {
  return !classes || (base !== null && classes.includes(base));
}
