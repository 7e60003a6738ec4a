/** The floor as far as it is known, drawn or told. */
import type { Catalog } from "../catalog/catalog.ts";
import { WAYS } from "./floor.ts";
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

const SIGNS: Record<Charted["kind"], string> = {
  entry: "e",
  fight: "!",
  elite: "E",
  boss: "B",
  trap: "t",
  treasure: "$",
  rest: "r",
  unknown: "?",
};
const MEANINGS: Record<string, string> = {
  "@": "you",
  "·": "done",
  e: "the entry",
  "!": "a beast",
  E: "a strong beast",
  B: "the boss",
  t: "a trap",
  $: "something locked",
  r: "a place to rest",
  "?": "not seen yet",
  ">": "stairs down",
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

/** Drawn as boxes joined by lines, with a line that says what the signs mean. */
export function drawnMap(rooms: readonly Charted[]): string {
  const xs = rooms.map(({ x }) => x);
  const ys = rooms.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const width = (Math.max(...xs) - left + 1) * 5;
  const lines = Array.from({ length: (Math.max(...ys) - top + 1) * 2 }, () => Array<string>(width).fill(" "));
  const put = (x: number, y: number, text: string) => {
    for (const [at, sign] of [...text].entries()) {
      const line = lines[y];
      if (line && x + at < width) line[x + at] = sign;
    }
  };
  for (const room of rooms) {
    const [x, y] = [(room.x - left) * 5, (room.y - top) * 2];
    put(x, y, `[${signOf(room)}]`);
    if (room.ways.east !== undefined) put(x + 3, y, "──");
    if (room.ways.south !== undefined) put(x + 1, y + 1, "│");
    if (room.ways.west !== undefined) put(x - 2, y, "──");
    if (room.ways.north !== undefined) put(x + 1, y - 1, "│");
  }
  const drawn = lines.map((line) => line.join("").trimEnd()).filter((line) => line !== "");
  return [...drawn, legend(rooms)].join("\n");
}

function signOf(room: Charted): string {
  if (room.here) return "@";
  if (room.stairs && room.kind !== "unknown") return ">";
  return room.done && room.kind !== "entry" ? "·" : SIGNS[room.kind];
}

function legend(rooms: readonly Charted[]): string {
  const used = new Set(rooms.map(signOf));
  return Object.entries(MEANINGS)
    .filter(([sign]) => used.has(sign))
    .map(([sign, meaning]) => `${sign} ${meaning}`)
    .join("  ");
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
