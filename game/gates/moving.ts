/** Through a gate room by room, for one hunter or a party: pure changes of the run. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Exit } from "../town.ts";
import type { Way } from "./floor.ts";
import { fightIn } from "./meet.ts";
import { type PlannedRoom, planOf, roomAt, roomOf } from "./plan.ts";
import { type Run, tallied } from "./run.ts";

/** What is nothing but a way, a rest or a chest is done at once or by its own command; a fight by winning it. */
const HELD: readonly PlannedRoom["kind"][] = ["fight", "elite", "boss"];

export const isDone = (run: Run, room = run.room): boolean => run.done.includes(room);
export const isSeen = (run: Run, room: number): boolean => run.seen.includes(room);

/** The ways out of the room that the run is in, as exits of a place. */
export const waysOut = (catalog: Catalog, run: Run): readonly Exit[] => roomOf(catalog, run).exits;

/** The run in the room that lies that way, its fight begun for a party of `size`; null where no way is. */
export function moved(catalog: Catalog, run: Run, way: Way, size: number): Run | null {
  const to = roomOf(catalog, run).ways[way];
  return to === undefined ? null : inRoom(catalog, { ...run, from: run.room, room: to }, size);
}

/** The run at the head of the next floor; null where no stairs lead down. */
export function descended(catalog: Catalog, run: Run, size: number): Run | null {
  if (!roomOf(catalog, run).stairs) return null;
  const below = { ...run, floor: run.floor + 1, room: 0, from: 0, seen: [], done: [], searched: [] };
  return tallied(inRoom(catalog, below, size), [["floors", 1]]);
}

/** The run with the room that it is in entered: seen, counted when new, and what lives there awake. */
export function inRoom(catalog: Catalog, run: Run, size: number): Run {
  const room = roomOf(catalog, run);
  const fresh = !isSeen(run, run.room);
  const entered = fresh ? tallied({ ...run, seen: [...run.seen, run.room] }, [["rooms", 1]]) : run;
  if (isDone(entered)) return entered;
  if (room.kind === "entry") return finished(entered);
  if (!HELD.includes(room.kind)) return entered;
  return { ...entered, fight: fightIn(catalog, entered, room, size) };
}

/** The run with nothing left to do in its room. */
export function finished(run: Run): Run {
  return isDone(run) ? run : { ...run, done: [...run.done, run.room] };
}

/** Whether this is the gate's last room, done: the gate is cleared. */
export function isCleared(catalog: Catalog, run: Run): boolean {
  const { floors } = planOf(catalog, run);
  if (run.floor < floors.length) return false;
  const last = floors[run.floor - 1] ?? [];
  return last.every((room, at) => !isGoal(room, at, last) || isDone(run, at));
}

/** The room that ends a gate: its boss, or the last one where there is none. */
function isGoal(room: PlannedRoom, at: number, rooms: readonly PlannedRoom[]): boolean {
  return rooms.some(({ kind }) => kind === "boss") ? room.kind === "boss" : at === rooms.length - 1;
}

export const roomThere = (catalog: Catalog, run: Run, room: number): PlannedRoom =>
  roomAt(planOf(catalog, run), run.floor, room);
