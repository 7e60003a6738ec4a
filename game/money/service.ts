/** Where the city's services are had: in a place, or through a licence. */

import { carriedCount } from "../things/pack.ts";
import type { Service } from "../town.ts";
import { placeOf } from "../town.ts";
import type { Turn } from "../turn.ts";
import { directions, offers } from "../way.ts";

/** The shop's counter wherever its bearer is. */
const REMOTE_SHOP = "remote-shop-licence";

const DONE_AT: Partial<Record<Service, string>> = {
  shop: "The shop's counter is",
  workshop: "The workshop is",
  clinic: "That is cured at the clinic:",
  gacha: "Mounts and pets are drawn at",
  coin: "The coin is flipped at",
};

/** Null where `hunter` has that service; else the sentence that says where it is and how to go there. */
export function notServed(
  { hunter, catalog }: Pick<Turn, "hunter" | "catalog">,
  service: Service,
): string | null {
  if (!hunter.run && offers(service)(placeOf(catalog.town, hunter.room))) return null;
  if (service === "shop" && carriedCount(hunter, REMOTE_SHOP) > 0) return null;
  if (hunter.run) return "Not in here. A Remote Shop Licence brings the shop's counter into a gate.";
  return `${DONE_AT[service] ?? "That is done at"} elsewhere: ${directions(catalog.town, hunter.room, offers(service))}.`;
}
