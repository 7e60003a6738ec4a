import { findExit } from "../exits.ts";
import { fullScene, type Neighbour, roomFrame } from "../scene.ts";
import { nearest } from "../suggestion.ts";
import { type Person, placeOf } from "../town.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";
import { viewOf } from "../walk.ts";
import { lookInGate } from "./exploring.ts";
import { lookAtThing, looked } from "./look-at-thing.ts";

/** The place in full with its frame, or one person, hunter or way in it. */
export function look(turn: Turn, whom: string): Outcome {
  if (turn.hunter.run) return lookInGate(turn, whom);
  const view = viewOf(turn);
  if (whom === "") return { text: fullScene(view), frame: roomFrame(view) };
  const { place, neighbours } = view;
  const person = findPerson(whom, place.people);
  if (person) return looked(turn, person.look);
  const exit = findExit(whom, place.exits);
  if (exit) return tell(`That way: ${placeOf(turn.catalog.town, exit.to).name}. go ${exit.word}`);
  const neighbour = neighbours.find(({ name }) => name.toLowerCase() === whom);
  if (neighbour) return tell(describeNeighbour(neighbour));
  return lookAtThing(turn, whom) ?? refuse(notHere(whom, place.people, neighbours));
}

/** A person by word, whole name, or the unambiguous beginning of a part of the name. */
export function findPerson(typed: string, people: readonly Person[]): Person | undefined {
  const exact = people.find(({ word, name }) => word === typed || name.toLowerCase() === typed);
  if (exact) return exact;
  const fitting = people.filter(({ name }) =>
    name
      .toLowerCase()
      .split(" ")
      .some((part) => part.startsWith(typed)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The sentence for somebody who isn't there. */
export function notHere(whom: string, people: readonly Person[], neighbours: readonly Neighbour[]): string {
  const known = [...people.map(({ word }) => word), ...neighbours.map(({ name }) => name)];
  const near = nearest(whom, known);
  const hint =
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Here: ${known.join(", ") || "nobody"}.`;
  return `No "${whom}" here. ${hint}`;
}

function describeNeighbour({ name, linkDead }: Neighbour): string {
  return linkDead
    ? `${name} stands still. The line is lost, not the hunter.`
    : `${name}, a hunter like you. Wet coat.`;
}
