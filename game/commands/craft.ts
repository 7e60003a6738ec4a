import type { Recipe } from "../catalog/schemas.ts";
import { count } from "../hunter/counters.ts";
import { MOST_THINGS, money, parseAmount, splitAmount, splitYes } from "../money/amount.ts";
import { ASKS_OVER, payCrystals, priced, purseLine, tooPoor } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { rows } from "../rows.ts";
import { didYouMean, listOr } from "../suggestion.ts";
import { hasAll, craft as make, type Need, needsOf } from "../things/crafting.ts";
import { effectOf, thingName } from "../things/describe.ts";
import { named, shortened, suggestions } from "../things/matching.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** Levels above the hunter's at which recipes are listed still. */
const LEVELS_AHEAD = 10;

/** All recipes near the hunter's level, what can be made first; or one with what it needs. */
export function recipes(turn: Turn, words: string): Outcome {
  if (words === "" || words === "all") return tell(list(turn, words === "all"));
  const found = recipeOf(turn, words);
  return found.ok ? tell(explain(turn, found.recipe)) : refuse(found.text);
}

/** Makes something of what is carried, at the workshop. */
export function craft(turn: Turn, argument: string): Outcome {
  const { hunter, catalog } = turn;
  const { words, yes } = splitYes(argument);
  if (words === "") return recipes(turn, "");
  const elsewhere = notServed(turn, "Things are made", "workshop");
  if (elsewhere) return refuse(elsewhere);
  const { name, amount: typed } = splitAmount(words);
  const found = recipeOf(turn, name);
  if (!found.ok) return refuse(found.text);
  const { recipe, made } = found;
  const amount = parseAmount(typed === "" ? "1" : typed, 1, MOST_THINGS);
  if (!amount.ok) return refuse(amount.text);
  if (hunter.sheet.level < recipe.level)
    return refuse(`${made} is made from level ${recipe.level}; you are level ${hunter.sheet.level}.`);
  const needs = needsOf(hunter, catalog, recipe, amount.amount);
  if (!hasAll(needs)) return refuse(`You lack ${missing(needs)}. recipes ${recipe.id}`);
  const fee = recipe.fee * amount.amount;
  if (hunter.purse.crystals < fee) return refuse(tooPoor(hunter, fee));
  if (!yes && fee > ASKS_OVER)
    return tell(
      `${made}: the workshop asks ${priced(fee)}. ${purseLine(hunter)} craft ${recipe.id}${typed ? ` ${typed}` : ""} yes`,
    );
  return crafted(turn, recipe, amount.amount, fee);
}

function crafted({ hunter, catalog }: Turn, recipe: Recipe, times: number, fee: number): Outcome {
  const paid = fee === 0 ? { hunter, movements: [] } : payCrystals(hunter, fee, "craft");
  if (!paid) return refuse(tooPoor(hunter, fee));
  const after = make(paid.hunter, catalog, recipe, times);
  if (!after) return refuse("Your pack has no room for what you would make. drop, sell or slots");
  const item = catalog.items.get(recipe.makes);
  const total = recipe.count * times;
  const what = item ? thingName(item, { count: total }) : recipe.makes;
  return {
    hunter: count(after, ["crafted", total], [`crafted:${recipe.makes}`, total]),
    movements: paid.movements,
    text: `You work at the end of the bench until it holds.\n[System] Made: ${what}${fee > 0 ? ` for ${priced(fee)}` : ""}. ${purseLine(after)}`,
  };
}

type Wanted = { ok: true; recipe: Recipe; made: string } | { ok: false; text: string };

/** A recipe by what it makes, or by its own id. */
function recipeOf({ catalog }: Turn, words: string): Wanted {
  const all = [...catalog.recipes.values()].map((recipe) => ({
    recipe,
    id: recipe.id,
    name: catalog.items.get(recipe.makes)?.name ?? recipe.id,
  }));
  const own = all.filter(({ id }) => id === words);
  const found = own.length > 0 ? own : named(words, all, (one) => one);
  const [first] = found;
  if (!first) {
    const near = suggestions(words, all);
    return {
      ok: false,
      text: `No recipe "${shortened(words)}". ${near.length > 0 ? didYouMean(near) : "recipes lists them."}`,
    };
  }
  if (found.length === 1) return { ok: true, recipe: first.recipe, made: first.name };
  return {
    ok: false,
    text: `"${shortened(words)}" could be ${listOr(found.slice(0, 6).map(({ name, id }) => `${name} (${id})`))}.`,
  };
}

function list(turn: Turn, all: boolean): string {
  const { hunter, catalog } = turn;
  const known = [...catalog.recipes.values()].sort((a, b) => a.level - b.level);
  const shown = all ? known : known.filter(({ level }) => level <= hunter.sheet.level + LEVELS_AHEAD);
  if (shown.length === 0) return "Nobody has written down a recipe that you could read yet. recipes all";
  const cells = shown.map((recipe) => {
    const needs = needsOf(hunter, catalog, recipe);
    const name = catalog.items.get(recipe.makes)?.name ?? recipe.makes;
    const ready =
      hunter.sheet.level < recipe.level
        ? `level ${recipe.level}`
        : hasAll(needs)
          ? "ready"
          : `lacks ${missing(needs)}`;
    return [
      `${name}${recipe.count > 1 ? ` ×${recipe.count}` : ""}`,
      recipe.fee > 0 ? money(recipe.fee, "crystals") : "free",
      ready,
    ];
  });
  const more = known.length - shown.length;
  return [
    "[System] What the workshop makes, its fee, and what you lack:",
    ...rows(cells, hunter.screenReader),
    `recipes <name> tells what it needs.${more > 0 ? ` ${more} more for later levels: recipes all` : ""}`,
  ].join("\n");
}

function explain({ hunter, catalog }: Turn, recipe: Recipe): string {
  const item = catalog.items.get(recipe.makes);
  const needs = needsOf(hunter, catalog, recipe).map(({ name, have, need }) => [name, `${have} of ${need}`]);
  return [
    `[System] ${item?.name ?? recipe.makes}${recipe.count > 1 ? ` ×${recipe.count}` : ""}${recipe.level > 1 ? `, from level ${recipe.level}` : ""}: ${item ? effectOf(item) || item.kind : ""}`,
    ...rows(needs, hunter.screenReader),
    `Fee: ${priced(recipe.fee)}. craft ${recipe.id}`,
  ].join("\n");
}

const missing = (needs: readonly Need[]) =>
  needs
    .filter(({ have, need }) => have < need)
    .map(({ name, have, need }) => `${need - have} ${name}`)
    .join(", ");
