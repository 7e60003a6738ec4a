/** Through an exit, and how the place beyond reads. */

import { exitByPrefix, findExit, noWay } from "./exits.ts";
import { gateFrame, roomInFull } from "./gates/view.ts";
import { count } from "./hunter/counters.ts";
import { withMore } from "./hunter/counts.ts";
import { fullScene, returnScene, roomFrame, type SceneView } from "./scene.ts";
import { placeOf } from "./town.ts";
import { type Outcome, refuse, type Turn } from "./turn.ts";

export function gone(turn: Turn, word: string): Outcome {
  const { hunter, catalog } = turn;
  const from = placeOf(catalog.town, hunter.room);
  const exit = findExit(word, from.exits) ?? exitByPrefix(word, from.exits);
  if (!exit) return refuse(noWay(word, from.exits));
  const to = placeOf(catalog.town, exit.to);
  const visits = withMore(hunter.trail.visits, [[to.id, 1]]);
  const walked = { ...hunter, room: to.id, trail: { ...hunter.trail, visits } };
  const first = visits[to.id] === 1;
  const arrived = count(walked, ["moves", 1], [`places:${to.id}`, first ? 1 : 0], ["places", first ? 1 : 0]);
  return {
    ...arrival({ ...turn, hunter: arrived }),
    hunter: arrived,
    happenings: [
      { room: from.id, text: `${hunter.name} leaves for the ${exit.word}.` },
      { room: to.id, text: `${hunter.name} comes in from ${from.name}.` },
    ],
  };
}

/** How the place reads to a hunter that has just entered it; `trail.visits` counts this visit already. */
export function arrival(turn: Turn): Outcome {
  const { hunter, catalog } = turn;
  if (hunter.run) {
    const inside = { catalog, run: hunter.run, screenReader: hunter.screenReader, size: 1 };
    return { text: roomInFull(inside), frame: gateFrame(inside) };
  }
  const view = viewOf(turn);
  const visits = turn.hunter.trail.visits[view.place.id] ?? 1;
  const text = visits < 2 ? fullScene(view) : returnScene(view, visits);
  return { text, frame: roomFrame(view) };
}

export function viewOf({ hunter, catalog, around }: Turn): SceneView {
  return {
    town: catalog.town,
    place: placeOf(catalog.town, hunter.room),
    neighbours: around.neighbours(hunter.room),
    screenReader: hunter.screenReader,
  };
}
