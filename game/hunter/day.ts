/** Days of UTC: what is counted by the day begins anew at midnight. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Hunter } from "./hunter.ts";

const DAY_MS = 86_400_000;

/** Days since 1970. */
export const dayOf = (now: number): number => Math.floor(now / DAY_MS);

/** Weeks since the Monday before 1970, by a day of those; a week begins on Monday. */
export const weekOf = (day: number): number => Math.floor((day + 3) / 7);

/** "3 h 20 min" until the next day begins. */
export function untilMidnight(now: number): string {
  const minutes = Math.ceil(((dayOf(now) + 1) * DAY_MS - now) / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The hunter as of today: on a new day without yesterday's daily quests and flips. The same object on the same day. */
export function today(hunter: Hunter, catalog: Catalog, now: number): Hunter {
  const { annals } = hunter;
  const day = dayOf(now);
  if (annals.day === day) return hunter;
  const quests = annals.quests.filter(({ id }) => catalog.quests.get(id)?.kind !== "daily");
  return { ...hunter, annals: { ...annals, day, quests, dailyDone: [], flips: 0 } };
}
