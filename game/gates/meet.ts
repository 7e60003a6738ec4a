/** Beasts in the way: what stands in a room when somebody comes in. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Fight } from "../combat/fight.ts";
import { newFoe } from "../combat/foe.ts";
import { PAIR_FACTOR } from "../combat/tuning.ts";
import { Random } from "../random.ts";
import type { Dweller, PlannedRoom } from "./plan.ts";
import type { Run } from "./run.ts";

/** From so many members on, two beasts stand in a room, and three. */
const TWO_FROM = 3;
const THREE_FROM = 6;

/** Those of a room's beasts that a party of `size` meets. */
export function metIn(room: PlannedRoom, size: number): readonly Dweller[] {
  const number = size >= THREE_FROM ? 3 : size >= TWO_FROM ? 2 : room.alone;
  return room.dwellers.slice(0, number);
}

/** The fight that a room holds for a party of `size`; null where nothing lives. */
export function fightIn(catalog: Catalog, run: Run, room: PlannedRoom, size: number): Fight | null {
  const met = metIn(room, size);
  if (met.length === 0) return null;
  const random = new Random(run.dice, run.floor, run.room, "meet", run.rounds);
  const factor = met.length > 1 ? PAIR_FACTOR : undefined;
  const foes = met.flatMap(({ beast }) => {
    const known = catalog.beasts.get(beast);
    return known ? [newFoe(known, run.level, { size, random, ...(factor ? { factor } : {}) })] : [];
  });
  return foes.length > 0 ? { round: 1, foes, stances: {} } : null;
}
