/** The shape of a floor: rooms on a grid, ways between neighbours, the goal as far from the entry as can be. */
import type { RoomKind } from "../catalog/words.ts";
import type { Random } from "../random.ts";

/** The four ways of a gate. */
export const WAYS = ["north", "east", "south", "west"] as const;
export type Way = (typeof WAYS)[number];
export const STEP_OF: Record<Way, readonly [x: number, y: number]> = {
  north: [0, -1],
  east: [1, 0],
  south: [0, 1],
  west: [-1, 0],
};
export const BACK: Record<Way, Way> = { north: "south", east: "west", south: "north", west: "east" };

export type Cell = {
  x: number;
  y: number;
  kind: RoomKind | "entry";
  /** Down to the next floor. */
  stairs: boolean;
  ways: Partial<Record<Way, number>>;
};

/** What a floor holds beside its goal, most needed first; even floors come before a boss and have a bed. */
const BAGS: readonly (readonly RoomKind[])[] = [
  ["fight", "elite", "rest", "treasure", "fight", "trap", "fight", "treasure"],
  ["fight", "fight", "treasure", "trap", "rest", "elite", "fight", "trap"],
];
/** A floor gets a second way round this often. */
const LOOP_CHANCE = 0.6;
const MOST_WAYS = 3;

/** A floor of `rooms` rooms beside the entry. The last floor's goal is the boss, the others' the stairs. */
export function planFloor(
  rooms: number,
  { last, number }: { last: boolean; number: number },
  random: Random,
): Cell[] {
  const cells: Cell[] = [{ x: 0, y: 0, kind: "entry", stairs: false, ways: {} }];
  while (cells.length <= rooms) grow(cells, random);
  if (random.chance(LOOP_CHANCE)) loop(cells, random);
  const goal = farthest(cells);
  const kinds = kindsFor(cells, goal, (BAGS[number % 2] ?? []).slice(0, rooms - 1), random);
  return cells.map((cell, at) => {
    if (at === 0) return cell;
    if (at === goal) return { ...cell, kind: last ? "boss" : "fight", stairs: !last };
    return { ...cell, kind: kinds.get(at) ?? "fight" };
  });
}

/**
 * What the bag holds, dealt out. Fights lie next to the entry: whatever is worth having lies behind one, so that nobody
 * lives on going in, opening a chest and going out.
 */
function kindsFor(
  cells: readonly Cell[],
  goal: number,
  bag: readonly RoomKind[],
  random: Random,
): Map<number, RoomKind> {
  const doors = Object.values(cells[0]?.ways ?? {});
  const near = cells.flatMap((_, at) => (at !== goal && doors.includes(at) ? [at] : []));
  const far = cells.flatMap((_, at) => (at !== 0 && at !== goal && !doors.includes(at) ? [at] : []));
  const guarded = random.shuffled(bag).sort((a, b) => rankAtDoor(a) - rankAtDoor(b));
  const first = guarded
    .slice(0, near.length)
    .map((kind, at): [number, RoomKind] => [near[at] ?? 0, atDoor(kind)]);
  const rest = random.shuffled(guarded.slice(near.length));
  return new Map([...first, ...rest.map((kind, at): [number, RoomKind] => [far[at] ?? 0, kind])]);
}

/** What lies next to the entry, first choice first. */
const AT_DOOR: readonly RoomKind[] = ["fight", "elite", "trap", "rest", "treasure"];
const rankAtDoor = (kind: RoomKind): number => AT_DOOR.indexOf(kind);
const atDoor = (kind: RoomKind): RoomKind => (kind === "elite" ? "elite" : "fight");

function grow(cells: Cell[], random: Random): void {
  // Nearer to the newest, so that floors become ways rather than lumps.
  const from = random.weighted(cells, (cell) => 1 + cells.indexOf(cell));
  const free = WAYS.filter((way) => !neighbour(cells, from, way));
  if (free.length === 0 || Object.keys(from.ways).length >= MOST_WAYS) return;
  const way = random.pick(free);
  const [dx, dy] = STEP_OF[way];
  const at = cells.length;
  cells.push({
    x: from.x + dx,
    y: from.y + dy,
    kind: "fight",
    stairs: false,
    ways: { [BACK[way]]: cells.indexOf(from) },
  });
  from.ways[way] = at;
}

function loop(cells: Cell[], random: Random): void {
  const pairs = cells.flatMap((cell, at) =>
    (["east", "south"] as const).flatMap((way) => {
      const other = neighbour(cells, cell, way);
      return other && cell.ways[way] === undefined ? [{ cell, at, way, other }] : [];
    }),
  );
  if (pairs.length === 0) return;
  const { cell, at, way, other } = random.pick(pairs);
  cell.ways[way] = cells.indexOf(other);
  other.ways[BACK[way]] = at;
}

function neighbour(cells: readonly Cell[], from: Cell, way: Way): Cell | undefined {
  const [dx, dy] = STEP_OF[way];
  return cells.find(({ x, y }) => x === from.x + dx && y === from.y + dy);
}

function farthest(cells: readonly Cell[]): number {
  const steps = new Map([[0, 0]]);
  for (const [at, far] of steps)
    for (const to of Object.values(cells[at]?.ways ?? {})) if (!steps.has(to)) steps.set(to, far + 1);
  let best = 0;
  for (const [at, far] of steps) if (far >= (steps.get(best) ?? 0)) best = at;
  return best;
}
