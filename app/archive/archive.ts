/** What the content says of itself from the other side: who drops a thing, what is made of it, who lives where. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Beast, Item, Recipe, Theme } from "../../game/catalog/schemas.ts";
import { BEAST_RANKS, GRADES, ITEM_KINDS, RARITIES } from "../../game/catalog/words.ts";

export type Drop = { beast: Beast; chance: number };

export type Archive = {
  catalog: Catalog;
  beasts: readonly Beast[];
  themes: readonly Theme[];
  /** By item id; what drops it most often first. */
  droppedBy: ReadonlyMap<string, readonly Drop[]>;
  /** By item id. */
  madeBy: ReadonlyMap<string, readonly Recipe[]>;
  usedIn: ReadonlyMap<string, readonly Recipe[]>;
  /** By theme id, the weakest rank first. */
  livesIn: ReadonlyMap<string, readonly Beast[]>;
  /** By kind, the lowest level first. */
  itemsOf: ReadonlyMap<Item["kind"], readonly Item[]>;
};

/** Made once at start. */
export function archiveOf(catalog: Catalog): Archive {
  const beasts = [...catalog.beasts.values()].sort(byRank);
  const items = [...catalog.items.values()].sort(byLevel);
  const recipes = [...catalog.recipes.values()].sort((a, b) => a.level - b.level);
  return {
    catalog,
    beasts,
    themes: [...catalog.themes.values()].sort((a, b) => lowestGrade(a) - lowestGrade(b)),
    droppedBy: gathered(
      beasts.flatMap((beast) => beast.drops.map((drop) => [drop.item, { ...drop, beast }])),
    ),
    madeBy: gathered(recipes.map((recipe) => [recipe.makes, recipe])),
    usedIn: gathered(recipes.flatMap((recipe) => recipe.needs.map(({ item }) => [item, recipe]))),
    livesIn: gathered(beasts.flatMap((beast) => beast.themes.map((theme) => [theme, beast]))),
    itemsOf: new Map(ITEM_KINDS.map((kind) => [kind, items.filter((item) => item.kind === kind)])),
  };
}

function gathered<K, V>(pairs: readonly (readonly [K, V])[]): Map<K, V[]> {
  const lists = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
  }
  return lists;
}

const lowestGrade = ({ grades }: Pick<Theme, "grades">): number =>
  Math.min(...grades.map((grade) => GRADES.indexOf(grade)));

const byRank = (a: Beast, b: Beast) =>
  lowestGrade(a) - lowestGrade(b) ||
  BEAST_RANKS.indexOf(a.rank) - BEAST_RANKS.indexOf(b.rank) ||
  a.name.localeCompare(b.name);

const byLevel = (a: Item, b: Item) =>
  a.level - b.level ||
  RARITIES.indexOf(a.rarity) - RARITIES.indexOf(b.rarity) ||
  a.name.localeCompare(b.name);
