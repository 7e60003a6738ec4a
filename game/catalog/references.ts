/** What no schema can say: every id that an entry names exists, and the whole can be played. */
import type { Catalog, Entry } from "./catalog.ts";
import { counterProblem } from "./counter-parts.ts";
import type { Achievement, Beast, Item, Quest, Recipe, Theme } from "./schemas.ts";

type Say = Entry["say"];
type Check = (value: never, catalog: Catalog, say: Say) => string[];

const CHECKS: Partial<Record<Entry["kind"], Check>> = {
  beasts: beastProblems as Check,
  items: itemProblems as Check,
  themes: themeProblems as Check,
  recipes: recipeProblems as Check,
  quests: questProblems as Check,
  achievements: achievementProblems as Check,
};

/** Every problem, each with file, line and column. */
export function referenceProblems(catalog: Catalog, entries: readonly Entry[]): string[] {
  return entries.flatMap(({ kind, value, say }) => CHECKS[kind]?.(value as never, catalog, say) ?? []);
}

function missing(map: ReadonlyMap<string, unknown>, id: string, what: string): string | null {
  return map.has(id) ? null : `there is no ${what} "${id}"`;
}

function beastProblems(beast: Beast, { themes, items }: Catalog, say: Say): string[] {
  return [
    ...beast.themes.map((theme, at) => said(say, ["themes", at], missing(themes, theme, "theme"))),
    ...beast.drops.map(({ item }, at) => said(say, ["drops", at, "item"], missing(items, item, "item"))),
    ...twice(beast.moves.map(({ id }) => id)).map((id) => say(["moves"], `the move "${id}" is there twice`)),
    ...(beast.moves.some(({ when }) => !when) ? [] : [say(["moves"], "one move must have no `when`")]),
  ].filter((problem) => problem !== null);
}

function itemProblems(item: Item, _catalog: Catalog, say: Say): string[] {
  const worn = !["consumable", "material", "license", "key"].includes(item.kind);
  const problems: string[] = [];
  if (worn && item.stack > 1) problems.push(say(["stack"], "what is worn lies alone in its slot"));
  if (item.kind === "consumable" && !item.use) problems.push(say([], "a consumable needs `use`"));
  if (item.gacha && item.kind !== "mount" && item.kind !== "pet")
    problems.push(say(["gacha"], "only mounts and pets are drawn"));
  if (item.price?.crystals !== undefined && item.worth > item.price.crystals / 2)
    problems.push(say(["worth"], "more than half its price: buying and selling would pay"));
  return problems;
}

function themeProblems(theme: Theme, { beasts }: Catalog, say: Say): string[] {
  const problems: string[] = [];
  for (const grade of theme.grades) {
    const here = [...beasts.values()].filter((b) => b.themes.includes(theme.id) && b.grades.includes(grade));
    for (const rank of ["normal", "elite", "boss"] as const)
      if (!here.some((beast) => beast.rank === rank))
        problems.push(say(["grades"], `no ${rank} beast lives here at grade ${grade}`));
  }
  for (const text of twice(theme.rooms.map(({ text }) => text)))
    problems.push(say(["rooms"], `a room's text is there twice: ${text.slice(0, 40)}`));
  return problems;
}

function recipeProblems(recipe: Recipe, { items }: Catalog, say: Say): string[] {
  const wanted = recipe.needs.map(({ item }, at) =>
    said(say, ["needs", at, "item"], missing(items, item, "item")),
  );
  const made = said(say, ["makes"], missing(items, recipe.makes, "item"));
  return [made, ...wanted, paysProblem(recipe, items, say)].filter((problem) => problem !== null);
}

/** Nobody makes crystals from nothing: what is made is never worth more than what goes into it. */
function paysProblem({ makes, count, fee, needs }: Recipe, items: Catalog["items"], say: Say): string | null {
  const worth = (item: string) => items.get(item)?.worth ?? 0;
  const put = needs.reduce((sum, need) => sum + worth(need.item) * need.count, fee);
  const got = worth(makes) * count;
  return got > put
    ? say(["makes"], `the shop would pay ${got} for what costs ${put}: making and selling would pay`)
    : null;
}

function questProblems(quest: Quest, catalog: Catalog, say: Say): string[] {
  const { quests, items, town } = catalog;
  const { place, person } = quest.giver;
  const known = town.places.get(place)?.people.some(({ word }) => word === person);
  return [
    known ? null : say(["giver"], `there is no "${person}" at "${place}"`),
    ...quest.after.map((id, at) => said(say, ["after", at], missing(quests, id, "quest"))),
    waitsForItself(quest, quests) ? say(["after"], "it waits for itself: nobody can ever take it") : null,
    ...quest.goals.map(({ counter }, at) =>
      said(say, ["goals", at, "counter"], counterProblem(counter, catalog)),
    ),
    ...quest.hands.map(({ item }, at) => said(say, ["hands", at], missing(items, item, "item"))),
    ...rewardProblems(quest.reward, items, say),
  ].filter((problem) => problem !== null);
}

/** Whether the quests that must be done before lead back to it. */
function waitsForItself(quest: Quest, quests: Catalog["quests"]): boolean {
  const before = new Set(quest.after);
  for (const id of before) for (const earlier of quests.get(id)?.after ?? []) before.add(earlier);
  return before.has(quest.id);
}

function achievementProblems(achievement: Achievement, catalog: Catalog, say: Say): string[] {
  const uncounted = said(say, ["counter"], counterProblem(achievement.counter, catalog));
  return [...(uncounted ? [uncounted] : []), ...rewardProblems(achievement.reward, catalog.items, say)];
}

function rewardProblems(reward: Quest["reward"], items: Catalog["items"], say: Say): string[] {
  return reward.items
    .map(({ item }, at) => said(say, ["reward", "items", at, "item"], missing(items, item, "item")))
    .filter((problem) => problem !== null);
}

const said = (say: Say, path: (string | number)[], message: string | null): string | null =>
  message === null ? null : say(path, message);

function twice(words: readonly string[]): string[] {
  return [...new Set(words.filter((word, at) => words.indexOf(word) !== at))];
}
