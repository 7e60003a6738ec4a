/** Achievements by what they count: made once for each catalog. */

import type { Catalog } from "../catalog/catalog.ts";
import type { Achievement } from "../catalog/schemas.ts";

const known = new WeakMap<Catalog["achievements"], Map<string, Achievement[]>>();

/** For each counter its achievements, the nearest first. */
export function achievementsByCounter({
  achievements,
}: Catalog): ReadonlyMap<string, readonly Achievement[]> {
  const found = known.get(achievements);
  if (found) return found;
  const index = new Map<string, Achievement[]>();
  for (const one of achievements.values()) index.set(one.counter, [...(index.get(one.counter) ?? []), one]);
  for (const list of index.values()) list.sort((a, b) => a.at - b.at);
  known.set(achievements, index);
  return index;
}
