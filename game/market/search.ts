/** Which items a search of the market means: the database knows only their ids. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Item } from "../catalog/schemas.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { named } from "../things/matching.ts";
import { isGear } from "../things/pack.ts";
import { cannotWear } from "../things/wearing.ts";
import type { MarketQuery } from "./query.ts";

/** Their ids; null for all. */
export function itemsMeant(catalog: Catalog, hunter: Hunter, query: MarketQuery): string[] | null {
  const { words, kind, rarity, mine } = query;
  if (words === "" && !kind && !rarity && !mine) return null;
  const all = [...catalog.items.values()];
  const found = words === "" ? all : named(words, all, (item) => item);
  return found
    .filter((item) => (!kind || item.kind === kind) && (!rarity || item.rarity === rarity))
    .filter((item) => !mine || usable(hunter, item))
    .map(({ id }) => id);
}

function usable(hunter: Hunter, item: Item): boolean {
  return isGear(item) ? cannotWear(hunter, item) === null : item.level <= hunter.sheet.level;
}
