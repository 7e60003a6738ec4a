/** Recipes: what is needed, what is missing, and making it. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Recipe } from "../catalog/schemas.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { addItem, carriedCount, takeItem } from "./pack.ts";

export type Need = { item: string; name: string; have: number; need: number };

/** Each ingredient of `times` such makings, and how many the hunter carries. */
export function needsOf(hunter: Hunter, catalog: Catalog, recipe: Recipe, times = 1): Need[] {
  return recipe.needs.map(({ item, count }) => ({
    item,
    name: catalog.items.get(item)?.name ?? item,
    have: carriedCount(hunter, item),
    need: count * times,
  }));
}

export const hasAll = (needs: readonly Need[]): boolean => needs.every(({ have, need }) => have >= need);

/** Takes the ingredients and adds what is made; null when an ingredient is missing or the pack has no room for it. */
export function craft(hunter: Hunter, catalog: Catalog, recipe: Recipe, times: number): Hunter | null {
  let after: Hunter | null = hunter;
  for (const { item, count } of recipe.needs) after = after && takeItem(after, item, count * times);
  if (!after) return null;
  const made = addItem(after, catalog, recipe.makes, recipe.count * times);
  return made.held > 0 ? null : made.hunter;
}
