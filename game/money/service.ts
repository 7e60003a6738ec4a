/** Where the city's services are had: in a place, or through a licence. */

import { carriedCount } from "../things/pack.ts";
import { type Place, placeOf, type Service } from "../town.ts";
import type { Turn } from "../turn.ts";
import { directions, offers } from "../way.ts";

/** The shop's counter wherever its bearer is. */
const REMOTE_SHOP = "remote-shop-licence";

/**
 * Null where `hunter` has one of those services; else the sentence that says where the nearest is and how to go
 * there. `what` begins that sentence, such as "Things are mended".
 */
export function notServed(
  { hunter, catalog }: Pick<Turn, "hunter" | "catalog">,
  what: string,
  ...services: readonly Service[]
): string | null {
  const fits = (place: Place) => services.some((service) => offers(service)(place));
  if (!hunter.run && fits(placeOf(catalog.town, hunter.room))) return null;
  if (services.includes("shop") && carriedCount(hunter, REMOTE_SHOP) > 0) return null;
  if (hunter.run) return `${what} in the city. A Remote Shop Licence brings the shop's counter into a gate.`;
  return `${what} elsewhere: ${directions(catalog.town, hunter.room, fits)}.`;
}
