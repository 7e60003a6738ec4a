/** Where the market is, and what may be sold on it. */
import type { Item } from "../catalog/schemas.ts";
import { placeOf } from "../town.ts";
import type { Turn } from "../turn.ts";
import { directions, offers } from "../way.ts";

/** Null at the market; else the sentence that says where it is. */
export function notAtMarket({ hunter, catalog }: Pick<Turn, "hunter" | "catalog">): string | null {
  if (hunter.run) return "The market is in the city. Clear the gate, or leave it.";
  if (offers("market")(placeOf(catalog.town, hunter.room))) return null;
  return `Stalls are at the market: ${directions(catalog.town, hunter.room, offers("market"))}.`;
}

/** Why a thing can't go to somebody else; null when it can. */
export function cannotGo({ name, bound }: Item): string | null {
  return bound ? `The ${name} is yours alone: it can't be sold, listed or traded.` : null;
}
