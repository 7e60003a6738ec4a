/** What the System says of a gain. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Hunter } from "../hunter/hunter.ts";
import type { Haul } from "./run.ts";
import type { Rewarded, Spoils } from "./spoils.ts";

/** `[System] 24 xp · 3 crystals · Wet Fur ×1`, and the new level where there is one. */
export function spoilsLine(
  catalog: Catalog,
  { hunter, spoils }: Pick<Rewarded, "hunter" | "spoils">,
): string {
  const gains = gainsOf(catalog, spoils);
  const level = levelLine(hunter, spoils.levels);
  return `[System] ${[gains, level].filter((part) => part !== "").join(`\n${INDENT}`)}`;
}

/** Under `[System] `. */
export const INDENT = "         ";

export function gainsOf(catalog: Catalog, { xp, crystals, haul }: Omit<Spoils, "levels">): string {
  return [
    ...(xp > 0 ? [`${xp} xp`] : []),
    ...(crystals > 0 ? [crystalsWord(crystals)] : []),
    ...haulWords(catalog, haul),
  ].join(" · ");
}

export const crystalsWord = (count: number): string => `${count} ${count === 1 ? "crystal" : "crystals"}`;

/** `Arcade Token ×1` */
export function haulWords(catalog: Catalog, haul: readonly Haul[]): string[] {
  return haul.map(({ item, count }) => `${catalog.items.get(item)?.name ?? item} ×${count}`);
}

/** `Level 4. 3 stat points: stat strength 2` */
export function levelLine({ sheet }: Hunter, levels: number): string {
  if (levels === 0) return "";
  return `Level ${sheet.level}. ${sheet.points} stat ${sheet.points === 1 ? "point" : "points"}: stat strength ${Math.min(2, sheet.points)}`;
}
