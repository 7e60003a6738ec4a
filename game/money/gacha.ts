/** Draws of mounts and pets: fixed odds by rarity, and after so many plain draws a sure epic. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Item } from "../catalog/schemas.ts";
import { RARITIES, type Rarity } from "../catalog/words.ts";
import type { Random } from "../random.ts";
import type { Currency } from "./movement.ts";

export const LOTS = ["mount", "pet"] as const;
export type Lot = (typeof LOTS)[number];

/** What one draw costs, in either currency. */
export const DRAW_PRICE: Record<Lot, Record<Currency, number>> = {
  mount: { crystals: 1000, exons: 60 },
  pet: { crystals: 800, exons: 50 },
};
/** Chances in tenths of a percent; a rarity that no lot has gives its share to the next lower one. */
const CHANCES: Record<Rarity, number> = {
  common: 490,
  uncommon: 300,
  rare: 150,
  epic: 48,
  legendary: 10,
  mythical: 2,
};
/** This many draws without an epic or better, and the next one is at least epic. */
export const PITY_AT = 40;
const GREAT: readonly Rarity[] = ["epic", "legendary", "mythical"];

export type Odds = { rarity: Rarity; chance: number; items: readonly Item[] };

/** The published odds: each rarity that can come, its chance in tenths of a percent, and its lots. */
export function oddsOf(catalog: Catalog, lot: Lot, sure = false): Odds[] {
  const lots = [...catalog.items.values()].filter((item) => item.gacha && item.kind === lot);
  const odds: Odds[] = [];
  let spare = 0;
  for (const rarity of RARITIES) {
    const items = lots.filter((item) => item.rarity === rarity);
    if (sure && !GREAT.includes(rarity)) continue;
    if (items.length > 0) {
      odds.push({ rarity, chance: CHANCES[rarity] + spare, items });
      spare = 0;
      continue;
    }
    const lower = odds.at(-1);
    if (lower) lower.chance += CHANCES[rarity];
    else spare += CHANCES[rarity];
  }
  return odds;
}

/** One draw; `pity` is how many plain draws came before it. Null when there is no lot. */
export function drawLot(
  catalog: Catalog,
  lot: Lot,
  pity: number,
  random: Random,
): { item: Item; pity: number } | null {
  const sure = pity >= PITY_AT ? oddsOf(catalog, lot, true) : [];
  const odds = sure.length > 0 ? sure : oddsOf(catalog, lot);
  if (odds.length === 0) return null;
  const { items, rarity } = random.weighted(odds, ({ chance }) => chance);
  return { item: random.pick(items), pity: GREAT.includes(rarity) ? 0 : pity + 1 };
}
