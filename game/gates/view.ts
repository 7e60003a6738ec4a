/** How a gate reads: the room that a run is in, on entering, coming back, and for `look`. */
import type { Catalog } from "../catalog/catalog.ts";
import { beastOf, shownMove } from "../combat/foe.ts";
import { type Line, set } from "../combat/lines.ts";
import { bane, capital, filled, showing } from "../combat/showing.ts";
import type { RoomFrame } from "../protocol.ts";
import { lessonLine } from "./lesson.ts";
import { metIn } from "./meet.ts";
import { isDone, isSeen, roomThere, waysOut } from "./moving.ts";
import { type PlannedRoom, planOf, roomOf } from "./plan.ts";
import type { Run } from "./run.ts";

type View = { catalog: Catalog; run: Run; screenReader: boolean; size: number };

/** The room in full, as on entering it for the first time and for `look`. */
export function roomInFull(view: View): string {
  const { catalog, run } = view;
  const room = roomOf(catalog, run);
  return set(
    [
      { text: heading(run, room) },
      { text: textOf(catalog, run, room) },
      ...appearing(view, room),
      ...closing(view, room),
    ],
    view.screenReader,
  );
}

/** The room coming back to it: its name, what is left in it, the ways. */
export function roomAgain(view: View): string {
  const { catalog, run } = view;
  const room = roomOf(catalog, run);
  return set(
    [{ text: `${heading(run, room)}.` }, ...appearing(view, room), ...closing(view, room)],
    view.screenReader,
  );
}

/** `Floor 2, boiler room` */
export function heading(run: Pick<Run, "floor" | "kind">, room: Pick<PlannedRoom, "name">): string {
  return `Floor ${run.floor}, ${room.name}`;
}

/** For programs: the same frame as a place of the town has. */
export function gateFrame({ catalog, run }: Pick<View, "catalog" | "run">): RoomFrame {
  const room = roomOf(catalog, run);
  return {
    kind: "room",
    id: `gate-${run.floor}-${run.room}`,
    name: `${run.name}: ${heading(run, room)}`,
    exits: waysOut(catalog, run).map(({ word, to }) => ({ word, to: wayName(catalog, run, Number(to)) })),
    people: (run.fight?.foes ?? []).flatMap((foe) => (foe.hp > 0 ? [beastOf(catalog, foe).name] : [])),
    hunters: [],
  };
}

/** What a door leads to, as far as it is known. */
function wayName(catalog: Catalog, run: Run, to: number): string {
  return isSeen(run, to) ? roomThere(catalog, run, to).name : "not seen yet";
}

function textOf(catalog: Catalog, run: Run, room: PlannedRoom): string {
  return room.text === "" ? planOf(catalog, run).entrance : room.text;
}

/** The beasts of the room, if they still stand: how they come, and what they show. */
function appearing({ catalog, run, screenReader, size }: View, room: PlannedRoom): Line[] {
  const { fight } = run;
  if (!fight) return [];
  const met = metIn(room, size);
  return fight.foes.flatMap((foe, at): Line[] => {
    if (foe.hp <= 0) return [];
    const beast = beastOf(catalog, foe);
    const text = beast.appears[(met[at]?.nth ?? 0) % beast.appears.length] ?? "";
    const comes = fight.round === 1 ? [{ text: capital(filled(text, { beast: beast.name })) }] : [];
    return [...comes, showing(catalog, foe, screenReader)];
  });
}

function closing(view: View, room: PlannedRoom): Line[] {
  const { catalog, run, screenReader } = view;
  const lesson = lessonLine(run);
  if (run.fight) return lesson ? [{ text: lesson }] : [];
  const offer = offered(run, room);
  const ways = waysLine(catalog, run, screenReader);
  return [...(offer ? [{ text: offer }] : []), ...(lesson ? [{ text: lesson }] : []), { text: ways }];
}

/** What can be done in the room, and by which word. */
function offered(run: Run, room: PlannedRoom): string {
  if (isDone(run)) return room.stairs ? "[System] Stairs lead down: descend" : "";
  switch (room.kind) {
    case "trap":
      return room.trap ? `${room.trap.sign}\n[System] A trap: search, disarm, or go on and hope.` : "";
    case "treasure":
      return "[System] Something worth the way: open";
    case "rest":
      return "[System] Safe, once: rest";
    default:
      return "";
  }
}

function waysLine(catalog: Catalog, run: Run, screenReader: boolean): string {
  const ways = waysOut(catalog, run).map(({ word, to }) => {
    const room = Number(to);
    return isSeen(run, room) ? `${word} (${roomThere(catalog, run, room).name})` : word;
  });
  return `Ways: ${ways.join(", ")}${screenReader ? "." : ""}`;
}

/** What `look` says of one beast: a habit, and its element. */
export function beastInFull(catalog: Catalog, run: Run, at: number): string {
  const foe = run.fight?.foes[at];
  if (!foe) return "";
  const beast = beastOf(catalog, foe);
  const move = shownMove(beast, foe);
  const element = `[System] Element: ${beast.element}. ${bane(beast.element)}`;
  return `${beast.look}\n${element}\n${filled(move.tell, { beast: beast.name })}`;
}
