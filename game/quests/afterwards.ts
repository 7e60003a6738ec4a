/** What follows from what a command counted: goals that are reached now, and achievements with their rewards. */
import { achievementsByCounter } from "../achievements/index-of.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Achievement } from "../catalog/schemas.ts";
import { counted } from "../hunter/counters.ts";
import { dayOf, today } from "../hunter/day.ts";
import type { Hunter } from "../hunter/hunter.ts";
import type { Movement } from "../money/movement.ts";
import { directions } from "../way.ts";
import { under } from "./log.ts";
import { goalsOf, isReached } from "./quest.ts";
import { grant } from "./reward.ts";

/** Rewards count too, and may reach a further achievement; so often at most. */
const ROUNDS = 5;

export type Aftermath = { hunter: Hunter; movements: readonly Movement[]; lines: readonly string[] };

const NOTHING = { movements: [], lines: [] };

/**
 * Compares a hunter before and after a command. Gives back the same hunter when nothing followed; else the hunter
 * with what was earned, the movements to add to the command's, and System lines to show after its text.
 */
export function afterwards(before: Hunter, after: Hunter, catalog: Catalog, now: number): Aftermath {
  const changed = changedCounters(before, after);
  if (changed.length === 0) return { hunter: after, ...NOTHING };
  let hunter = withoutYesterday(after, catalog, now);
  const lines = [...(hunter === after ? [] : [NEW_DAY]), ...goalLines(before, hunter, catalog, changed)];
  const movements: Movement[] = [];
  let fresh = changed;
  for (let round = 0; round < ROUNDS && fresh.length > 0; round++) {
    const start = hunter;
    for (const achievement of reached(hunter, catalog, fresh)) {
      const granted = withAchievement(hunter, catalog, achievement);
      hunter = granted.hunter;
      movements.push(...granted.movements);
      lines.push(...granted.lines);
    }
    fresh = changedCounters(start, hunter);
  }
  return { hunter, movements, lines };
}

const NEW_DAY = "[System] It is another day: yesterday's errands are over. quests shows today's.";

/** Only where a daily quest of yesterday is still taken: anything else of the day waits until it is asked for. */
function withoutYesterday(hunter: Hunter, catalog: Catalog, now: number): Hunter {
  const { annals } = hunter;
  if (annals.day === dayOf(now) || !annals.quests.some(({ id }) => catalog.quests.get(id)?.kind === "daily"))
    return hunter;
  return today(hunter, catalog, now);
}

/** The counters that are higher than before. */
function changedCounters(before: Hunter, after: Hunter): string[] {
  const { tally } = after.trail;
  const { counters } = after.annals;
  if (counters === before.annals.counters) {
    if (tally === before.trail.tally) return [];
    const changed: string[] = [];
    for (const counter in tally) if (tally[counter] !== before.trail.tally[counter]) changed.push(counter);
    return changed;
  }
  const all = [...Object.keys(tally), ...Object.keys(counters)];
  return all.filter((counter) => counted(after, counter) > counted(before, counter));
}

function reached(hunter: Hunter, catalog: Catalog, changed: readonly string[]): Achievement[] {
  const index = achievementsByCounter(catalog);
  return changed.flatMap((counter) => {
    const list = index.get(counter);
    if (!list) return [];
    const so = counted(hunter, counter);
    return list.filter(({ at, id }) => at <= so && !hunter.annals.achievements.includes(id));
  });
}

function withAchievement(
  hunter: Hunter,
  catalog: Catalog,
  { id, name, text, reward }: Achievement,
): Aftermath {
  if (hunter.annals.achievements.includes(id)) return { hunter, ...NOTHING };
  const annals = { ...hunter.annals, achievements: [...hunter.annals.achievements, id] };
  const granted = grant({ ...hunter, annals }, catalog, reward, { reason: "achievement" });
  const head = `[System] Achievement "${name}". ${text}`;
  return { ...granted, lines: [head, ...under(granted.lines, hunter.screenReader)] };
}

function goalLines(before: Hunter, after: Hunter, catalog: Catalog, changed: readonly string[]): string[] {
  return after.annals.quests.flatMap((taken) => {
    const quest = catalog.quests.get(taken.id);
    if (!quest?.goals.some(({ counter }) => changed.includes(counter))) return [];
    if (!before.annals.quests.includes(taken)) return [];
    const was = goalsOf(before, catalog, quest, taken);
    const now = goalsOf(after, catalog, quest, taken);
    if (isReached(now) && !isReached(was)) return [doneLine(after, catalog, quest.name, quest.giver)];
    return now.flatMap(({ text, have, need }, at) =>
      have >= need && (was[at]?.have ?? 0) < need ? [`[System] Quest "${quest.name}": ${text} Done.`] : [],
    );
  });
}

function doneLine(
  { room }: Hunter,
  { town }: Catalog,
  name: string,
  giver: { place: string; person: string },
): string {
  const where = directions(town, room, ({ id }) => id === giver.place);
  return `[System] Quest "${name}" is done. ${where}: talk ${giver.person}`;
}
