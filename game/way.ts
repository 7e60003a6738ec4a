/** Ways through the town: to the place with a service, or to a person. */
import { type Place, placeOf, type Service, type Town } from "./town.ts";

/** The exits to take from `from` to the nearest place that `fits`, and that place; null when there is none. */
export function wayTo(
  town: Town,
  from: string,
  fits: (place: Place) => boolean,
): { words: string[]; place: Place } | null {
  const seen = new Set([from]);
  const queue = [{ place: placeOf(town, from), words: [] as string[] }];
  for (const { place, words } of queue) {
    if (fits(place)) return { words, place };
    for (const { word, to } of place.exits) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push({ place: placeOf(town, to), words: [...words, word] });
    }
  }
  return null;
}

/** "Hunter Shop: street, shop" — what to type, exit by exit; only the name when it is here. */
export function directions(town: Town, from: string, fits: (place: Place) => boolean): string {
  const way = wayTo(town, from, fits);
  if (!way) return "nowhere in this city";
  return way.words.length === 0 ? way.place.name : `${way.place.name} (${way.words.join(", ")})`;
}

export const offers =
  (service: Service) =>
  (place: Place): boolean =>
    place.services.includes(service);
