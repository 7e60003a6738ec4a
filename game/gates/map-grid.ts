/** The signs of a floor's map, and how they are drawn in text: for the game's own map and for clients' panels. */

/** A room as a map draws it. `what` is its kind, `stairs`, or `unknown` for one only seen through a door. */
export type MapRoom = {
  x: number;
  y: number;
  what: string;
  here: boolean;
  done: boolean;
  ways: readonly string[];
};

const SIGNS: Readonly<Record<string, string>> = {
  entry: "e",
  fight: "!",
  elite: "E",
  boss: "B",
  trap: "t",
  treasure: "$",
  rest: "r",
  stairs: ">",
  unknown: "?",
};
const HERE = "@";
const DONE = "·";
/** What is shown also when nothing is left to do there. */
const LASTING = ["entry", "stairs", "unknown"];

/** What each sign means, in the order of a legend. */
export const MAP_MEANINGS: Readonly<Record<string, string>> = {
  [HERE]: "you",
  [DONE]: "done",
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

/** The one sign of a room. */
export function signOf({ here, done, what }: Pick<MapRoom, "here" | "done" | "what">): string {
  if (here) return HERE;
  return done && !LASTING.includes(what) ? DONE : (SIGNS[what] ?? "?");
}

/** Rooms joined by lines, a string a row. `boxed` puts each sign in brackets. Rooms without ways are joined from the other side. */
export function drawnFloor(rooms: readonly MapRoom[], { boxed }: { boxed: boolean }): string[] {
  const box = boxed ? 3 : 1;
  const line = boxed ? "──" : "───";
  const step = box + line.length;
  const [left, top] = [Math.min(...rooms.map(({ x }) => x)), Math.min(...rooms.map(({ y }) => y))];
  const [right, bottom] = [Math.max(...rooms.map(({ x }) => x)), Math.max(...rooms.map(({ y }) => y))];
  const grid = Array.from({ length: (bottom - top + 1) * 2 }, () =>
    Array<string>((right - left + 1) * step).fill(" "),
  );
  const put = (x: number, y: number, text: string) => {
    const row = grid[y];
    for (const [at, sign] of [...text].entries())
      if (row && x + at >= 0 && x + at < row.length) row[x + at] = sign;
  };
  for (const room of rooms) {
    const [x, y] = [(room.x - left) * step, (room.y - top) * 2];
    const middle = x + Math.floor(box / 2);
    put(x, y, boxed ? `[${signOf(room)}]` : signOf(room));
    if (room.ways.includes("east")) put(x + box, y, line);
    if (room.ways.includes("west")) put(x - line.length, y, line);
    if (room.ways.includes("south")) put(middle, y + 1, "│");
    if (room.ways.includes("north")) put(middle, y - 1, "│");
  }
  return grid.map((row) => row.join("").trimEnd()).filter((row) => row !== "");
}
