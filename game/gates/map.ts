/** The floor as far as it is known, drawn or told. */
import type { Catalog } from "../catalog/catalog.ts";
import { WAYS } from "./floor.ts";
import { drawnFloor, MAP_MEANINGS, type MapRoom, signOf } from "./map-grid.ts";
import { isDone, isSeen } from "./moving.ts";
import { type PlannedRoom, planOf } from "./plan.ts";
import type { Run } from "./run.ts";

/** A room as a map knows it. */
export type Charted = {
  at: number;
  x: number;
  y: number;
  /** `unknown` for one that was only seen through a door. */
  kind: PlannedRoom["kind"] | "unknown";
  name: string;
  here: boolean;
  done: boolean;
  stairs: boolean;
  ways: PlannedRoom["ways"];
};

/** The rooms that were entered, and those beyond their doors. */
export function charted(catalog: Catalog, run: Run): Charted[] {
  const rooms = planOf(catalog, run).floors[run.floor - 1] ?? [];
  const beyond = new Set(run.seen.flatMap((at) => Object.values(rooms[at]?.ways ?? {})));
  return rooms.flatMap((room, at): Charted[] => {
    const seen = isSeen(run, at);
    if (!seen && !beyond.has(at)) return [];
    const { x, y, name, stairs, ways } = room;
    const here = at === run.room;
    const done = isDone(run, at);
    return seen
      ? [{ at, x, y, kind: room.kind, name, here, done, stairs, ways }]
      : [{ at, x, y, kind: "unknown", name: "", here, done, stairs: false, ways: {} }];
  });
}

/** The room as it is drawn. */
export function placed({ x, y, kind, here, done, stairs, ways }: Charted): MapRoom {
  const what = stairs && kind !== "unknown" ? "stairs" : kind;
  return { x, y, what, here, done, ways: Object.keys(ways) };
}

/** Drawn as boxes joined by lines, with a line that says what the signs mean. */
export function drawnMap(rooms: readonly Charted[]): string {
  const drawn = rooms.map(placed);
  const used = new Set(drawn.map(signOf));
  const legend = Object.entries(MAP_MEANINGS)
    .filter(([sign]) => used.has(sign))
    .map(([sign, meaning]) => `${sign} ${meaning}`)
    .join("  ");
  return [...drawnFloor(drawn, { boxed: true }), legend].join("\n");
}

/** One line a room that was seen, with where its ways lead. */
export function toldMap(rooms: readonly Charted[]): string {
  const names = new Map(rooms.map(({ at, name, kind }) => [at, kind === "unknown" ? "not seen yet" : name]));
  return rooms
    .filter(({ kind }) => kind !== "unknown")
    .map((room) => toldRoom(room, names))
    .join("\n");
}

function toldRoom(room: Charted, names: ReadonlyMap<number, string>): string {
  const { kind, name, here, done, stairs, ways } = room;
  const marks = [
    ...(kind === "entry" || kind === "fight" ? [] : [kind]),
    ...(kind === "entry" ? [] : [done ? "done" : "not done"]),
    ...(stairs ? ["stairs down"] : []),
    ...(here ? ["you are here"] : []),
  ];
  const exits = WAYS.flatMap((way) => {
    const to = ways[way];
    return to === undefined ? [] : [`${way}, ${names.get(to) ?? "not seen yet"}`];
  });
  const what = [`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, ...marks].join(", ");
  return `${what}. Ways: ${exits.join("; ")}.`;
}
