/** What a won fight, an opened chest or a clear puts into a run: experience at once, the rest with what was found. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Beast } from "../catalog/schemas.ts";
import type { Counter } from "../catalog/words.ts";
import { ELITE_GEAR, GEAR_CHANCE, GEAR_ROLLS, TREASURE_GEAR } from "../combat/tuning.ts";
import { bodyOf, refreshed } from "../hunter/body.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { gainXp } from "../hunter/levels.ts";
import type { Random } from "../random.ts";
import { type Haul, hauled, type Run, tallied } from "./run.ts";
import { beastCrystals, clearCrystals, clearXp, dropsOf, gearFor, treasureCrystals, xpFor } from "./worth.ts";

/** What one reward was, for the System to say. */
export type Spoils = { xp: number; crystals: number; haul: readonly Haul[]; levels: number };
export type Rewarded = { hunter: Hunter; run: Run; spoils: Spoils };

/** For beating `beasts`, to one of `size` members. */
export function forFight(
  hunter: Hunter,
  catalog: Catalog,
  run: Run,
  { beasts, size, random }: { beasts: readonly Beast[]; size: number; random: Random },
): Rewarded {
  const where = { grade: run.grade, level: run.level, size };
  const luck = luckOf(hunter, catalog);
  const xp = beasts.reduce((sum, beast) => sum + xpFor(beast, run.level, hunter.sheet.level, size), 0);
  const crystals = beasts.reduce((sum, beast) => sum + beastCrystals(beast, where, random), 0);
  const haul = beasts.flatMap((beast) => [
    ...dropsOf(beast, luck, size, random),
    ...gear(hunter, catalog, run, beast.rank === "normal" ? 0 : GEAR_CHANCE[run.grade] * ELITE_GEAR, random),
  ]);
  const kills = beasts.flatMap((beast): [Counter, number][] => [
    ["kills", 1],
    [`kills:${beast.id}`, 1],
    [`kills:${beast.rank}`, 1],
    // Whatever waits at the end of a gate is its boss, also where it is more.
    ...(beast.rank === "master" || beast.rank === "monarch" ? [["kills:boss", 1] as [Counter, number]] : []),
  ]);
  return rewarded(hunter, catalog, tallied(run, kills), { xp, crystals, haul });
}

/** For an opened chest. */
export function forTreasure(
  hunter: Hunter,
  catalog: Catalog,
  run: Run,
  { size, random }: { size: number; random: Random },
): Rewarded {
  const crystals = treasureCrystals({ grade: run.grade, level: run.level, size }, random);
  const draught = random.chance(DRAUGHT) ? [{ item: potion(catalog, run.level), count: 1 }] : [];
  const found = gear(hunter, catalog, run, GEAR_CHANCE[run.grade] * TREASURE_GEAR, random);
  const haul = [...draught.filter(({ item }) => item !== ""), ...found];
  return rewarded(hunter, catalog, tallied(run, [["treasures", 1]]), { xp: 0, crystals, haul });
}

/** For the clear. */
export function forClear(
  hunter: Hunter,
  catalog: Catalog,
  run: Run,
  { size, random }: { size: number; random: Random },
): Rewarded {
  const xp = clearXp(run.level, hunter.sheet.level, size);
  const crystals = clearCrystals({ grade: run.grade, level: run.level, size }, random);
  const haul = Array.from({ length: GEAR_ROLLS[run.grade] }, () =>
    gear(hunter, catalog, run, GEAR_CHANCE[run.grade], random),
  ).flat();
  return rewarded(hunter, catalog, run, { xp, crystals, haul });
}

/** A chest holds a draught this often. */
const DRAUGHT = 0.4;

/** The plainest potion of health that somebody of that level finds. */
function potion(catalog: Catalog, level: number): string {
  for (const item of catalog.items.values())
    if (item.kind === "consumable" && item.rarity === "common" && item.use?.hp && item.level <= level)
      return item.id;
  return "";
}

function gear(hunter: Hunter, catalog: Catalog, run: Run, chance: number, random: Random): Haul[] {
  if (!random.chance(chance)) return [];
  const { sheet } = hunter;
  const wanted = {
    level: run.level,
    grade: run.grade,
    base: sheet.base ?? "fighter",
    luck: luckOf(hunter, catalog),
  };
  const item = gearFor(catalog, wanted, random);
  return item ? [{ item: item.id, count: 1 }] : [];
}

function rewarded(
  hunter: Hunter,
  catalog: Catalog,
  run: Run,
  { xp, crystals, haul }: { xp: number; crystals: number; haul: readonly Haul[] },
): Rewarded {
  const grown = gainXp(hunter, xp);
  // A new level heals: the fight that made it was paid for.
  const after = grown.levels > 0 ? refreshed(grown.hunter, catalog) : grown.hunter;
  const richer = haul.reduce((sum, { item, count }) => hauled(sum, item, count), {
    ...run,
    xp: run.xp + xp,
    crystals: run.crystals + crystals,
  });
  return {
    hunter: after,
    run: tallied(richer, [["levels", grown.levels]]),
    spoils: { xp, crystals, haul, levels: grown.levels },
  };
}

const luckOf = (hunter: Hunter, catalog: Catalog) => bodyOf(hunter, catalog).stats.luck;
