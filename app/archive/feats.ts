/** Feats in words. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { ToldFeat } from "../../store/pulse.ts";
import type { Words } from "../texts/words.ts";

/** What follows the hunter's name; null for an achievement that the content no longer has. */
export function featText({ t }: Words, { achievements }: Catalog, { kind, what }: ToldFeat): string | null {
  if (kind === "level") return t("archive.feat-level", { level: what });
  if (kind === "gate") return t("archive.feat-gate", { grade: what });
  const achievement = achievements.get(what);
  return achievement ? t("archive.feat-achievement", { name: achievement.name }) : null;
}
