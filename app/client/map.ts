/** The floor of a gate as an SVG: rooms as boxes with a sign, ways as lines. */
import { signOf } from "../../game/gates/map-grid.ts";
import type { Panel } from "../../game/protocol.ts";
import { t } from "./words.ts";

type MapPanel = Extract<Panel, { kind: "map" }>;

const SVG = "http://www.w3.org/2000/svg";
/** Distance between rooms and the side of one, in the drawing's own units. */
const STEP = 28;
const SIDE = 18;

const TOWARDS: Record<string, readonly [number, number]> = {
  north: [0, -1],
  south: [0, 1],
  east: [1, 0],
  west: [-1, 0],
};

export function drawMap({ rooms, gate, floor }: MapPanel): Element {
  const xs = rooms.map(({ x }) => x);
  const ys = rooms.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const width = (Math.max(...xs) - left + 1) * STEP;
  const height = (Math.max(...ys) - top + 1) * STEP;
  const drawing = make("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    class: "map",
    role: "img",
  });
  drawing.setAttribute("aria-label", told(rooms, gate, floor));
  const middle = (x: number, y: number) => [(x - left + 0.5) * STEP, (y - top + 0.5) * STEP] as const;
  for (const room of rooms) {
    const [x, y] = middle(room.x, room.y);
    for (const way of room.ways) {
      const [dx, dy] = TOWARDS[way] ?? [0, 0];
      drawing.append(make("line", { x1: x, y1: y, x2: x + dx * STEP, y2: y + dy * STEP }));
    }
  }
  for (const room of rooms) {
    const [x, y] = middle(room.x, room.y);
    const kind = room.here ? "here" : room.done ? "done" : room.what;
    drawing.append(
      make("rect", { x: x - SIDE / 2, y: y - SIDE / 2, width: SIDE, height: SIDE, class: kind }),
    );
    const sign = make("text", { x, y: y + 4, class: kind });
    sign.textContent = signOf(room);
    drawing.append(sign);
  }
  return drawing;
}

function told(rooms: MapPanel["rooms"], gate: string | null, floor: number): string {
  const open = rooms.filter(({ done }) => !done).length;
  const where = gate ?? t("play-script.the-gate");
  return t("play-script.map", { gate: where, floor, count: rooms.length, open });
}

function make(name: string, attributes: Record<string, string | number>): Element {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
