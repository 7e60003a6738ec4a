/** How a thing for sale reads. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import { thingName } from "../../game/things/describe.ts";
import type { Lot } from "../../game/things/handing.ts";
import type { Words } from "../texts/words.ts";

const HOUR_MS = 3_600_000;

export type ThingWords = ReturnType<typeof thingWords>;

export function thingWords({ items }: Catalog, { t, format }: Words) {
  return {
    /** "Rusted Sword +2" without how many. */
    name: (lot: Pick<Lot, "item" | "upgrade">): string => {
      const item = items.get(lot.item);
      return item ? thingName(item, { ...lot, count: 1 }) : t("market.unknown-thing");
    },
    /** "durability 80", or "" for what is whole or never wears. */
    wear: ({ durability }: Pick<Lot, "durability">): string =>
      durability === undefined || durability >= 100
        ? ""
        : t("market.durability", { points: Math.ceil(durability) }),
    /** "3 days", "5 h" */
    left: (ms: number): string => {
      const hours = Math.max(1, Math.ceil(ms / HOUR_MS));
      return hours > 48 ? t("market.days", { days: Math.round(hours / 24) }) : t("market.hours", { hours });
    },
    number: format.number,
    crystals: (count: number): string => t("market.crystals", { count }),
  };
}
