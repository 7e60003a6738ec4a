import type { Catalog } from "../../game/catalog/catalog.ts";
import { thingName } from "../../game/things/describe.ts";

/** "Rusted Sword +2", without how many; the id of what the content no longer has. */
export function nameOfThing(
  { items }: Catalog,
  { item, upgrade }: { item: string; upgrade?: number | undefined },
): string {
  const known = items.get(item);
  return known ? thingName(known, { count: 1, ...(upgrade !== undefined && { upgrade }) }) : item;
}
