/** What a gate pays: experience, crystals and things, by level, grade, rank, luck and the party's size. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Beast, Item } from "../catalog/schemas.ts";
import { type BaseClass, GRADES, type Grade, RARITIES } from "../catalog/words.ts";
import {
  CLEAR_XP,
  CRYSTAL_SHARES,
  GRADE_BAND,
  GRADE_CRYSTALS,
  LEAST_SHARE,
  LEVEL_GAP,
  LUCK_DROPS,
  PARTY_MOST,
  RANK_XP,
  RARITY_WEIGHT,
} from "../combat/tuning.ts";
import { beastXp } from "../hunter/levels.ts";
import { FINDS_OF_LUCK, grown } from "../hunter/stats.ts";
import type { Random } from "../random.ts";
import { isGear } from "../things/pack.ts";
import type { Haul } from "./run.ts";

/** What each of `size` members has of a reward: all of it alone, half in a party of ten. */
export function shareOf(size: number): number {
  return 1 - ((1 - LEAST_SHARE) * (Math.min(size, PARTY_MOST) - 1)) / (PARTY_MOST - 1);
}

/** Less for what is far below the hunter, a little more for what is above. */
export function gapFactor(gate: number, hunter: number): number {
  const gap = (gate - hunter) / Math.max(4, hunter * 0.15);
  return Math.min(LEVEL_GAP.most, Math.max(LEVEL_GAP.least, 1 + gap * 0.25));
}

/** Experience for one beast of a gate of `level`. */
export function xpFor(beast: Pick<Beast, "rank">, level: number, hunter: number, size: number): number {
  return Math.round(beastXp(level) * RANK_XP[beast.rank] * gapFactor(level, hunter) * shareOf(size));
}

export function clearXp(level: number, hunter: number, size: number): number {
  return Math.round(beastXp(level) * CLEAR_XP * gapFactor(level, hunter) * shareOf(size));
}

/** Crystals of a whole gate, before tax. */
export function gateCrystals(grade: Grade, level: number): number {
  const band = GRADE_BAND[grade];
  const { least, most } = GRADE_CRYSTALS[grade];
  const along = Math.min(1, Math.max(0, (level - band.least) / (band.most - band.least)));
  return least + (most - least) * along;
}

export type Where = { grade: Grade; level: number; size: number };

export function beastCrystals(
  beast: Pick<Beast, "rank">,
  { grade, level, size }: Where,
  random: Random,
): number {
  const whole = gateCrystals(grade, level) * CRYSTAL_SHARES.beast * RANK_XP[beast.rank];
  return varied(whole * shareOf(size), random);
}
export const treasureCrystals = ({ grade, level, size }: Where, random: Random): number =>
  varied(gateCrystals(grade, level) * CRYSTAL_SHARES.treasure * shareOf(size), random);
export const clearCrystals = ({ grade, level, size }: Where, random: Random): number =>
  varied(gateCrystals(grade, level) * CRYSTAL_SHARES.clear * shareOf(size), random);

const varied = (amount: number, random: Random) =>
  Math.max(1, Math.round(amount * (0.8 + 0.4 * random.share())));

/** 0–1: how much of the extra that luck can find. In a party the luckiest's points count, and a part of the others'. */
export const findsOf = (luck: number): number => grown(FINDS_OF_LUCK, luck);

/** What a beast leaves for one member. */
export function dropsOf(beast: Beast, luck: number, size: number, random: Random): Haul[] {
  const more = (1 + LUCK_DROPS * findsOf(luck)) * shareOf(size);
  return beast.drops.flatMap(({ item, chance, count }) =>
    random.chance(Math.min(1, chance * more)) ? [{ item, count }] : [],
  );
}

/** Gear for a hunter who found some: around the gate's level, mostly of the own class, rarer with grade and luck. */
export function gearFor(
  catalog: Catalog,
  { level, grade, base, luck }: { level: number; grade: Grade; base: BaseClass; luck: number },
  random: Random,
): Item | null {
  const near = gearNear(catalog, level);
  const own = near.filter(({ classes }) => !classes || classes.includes(base));
  const pool = random.chance(OWN_CLASS) && own.length > 0 ? own : near;
  if (pool.length === 0) return null;
  const lift = 1 + findsOf(luck) + GRADES.indexOf(grade) * 0.1;
  return random.weighted(pool, ({ rarity }) => RARITY_WEIGHT[rarity] * lift ** RARITIES.indexOf(rarity));
}

const OWN_CLASS = 0.75;
const NOT_FOUND = ["mount", "pet"];

/** What may lie in a gate of that level; bound and gacha things never do. */
function gearNear(catalog: Catalog, level: number): Item[] {
  const least = level * 0.5 - 3;
  return [...catalog.items.values()].filter(
    (item) =>
      isGear(item) &&
      !item.bound &&
      !item.gacha &&
      !NOT_FOUND.includes(item.kind) &&
      item.level <= level + 1 &&
      item.level >= least,
  );
}
