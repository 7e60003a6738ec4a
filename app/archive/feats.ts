/** Feats in words. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { ToldFeat } from "../../store/pulse.ts";

/** What follows the hunter's name; null for an achievement that the content no longer has. */
export function featText({ achievements }: Catalog, { kind, what }: ToldFeat): string | null {
  if (kind === "level") return `has reached level ${what}.`;
  if (kind === "gate") return `has cleared a first ${what} gate.`;
  const achievement = achievements.get(what);
  return achievement ? `has earned “${achievement.name}”.` : null;
}
