/** How a place reads: in full, coming back, for a screen reader, and as a frame for panels. */
import type { RoomFrame } from "./protocol.ts";
import type { Place, Town } from "./town.ts";
import { placeOf } from "./town.ts";

/** Names of other hunters in a frame; a greater crowd is a number in the text. */
const IN_FRAME = 50;

/** Another hunter in the same place. */
export type Neighbour = { name: string; linkDead: boolean };
export type SceneView = { town: Town; place: Place; neighbours: readonly Neighbour[]; screenReader: boolean };

/** The place in full, as on a first visit and for `look`. */
export function fullScene(view: SceneView): string {
  const { place } = view;
  return [place.name, place.first, ...closing(view, "   ")].join("\n");
}

/** Coming back: the name, and a text that changes with each visit. `visits` counts this one and is at least 2. */
export function returnScene(view: SceneView, visits: number): string {
  const { place } = view;
  const again = place.again[(visits - 2) % place.again.length] ?? place.first;
  const [people, ...rest] = closing(view, "   ");
  if (view.screenReader) return [`${place.name}. ${again}`, people, ...rest].join("\n");
  const exits = exitsLine(view);
  const hunters = huntersLine(view);
  return [`${place.name}. ${again}   ${exits}`, ...(hunters ? [hunters] : [])].join("\n");
}

/** The same for programs. */
export function roomFrame({ town, place, neighbours }: SceneView): RoomFrame {
  return {
    kind: "room",
    id: place.id,
    name: place.name,
    ...furnitureOf(town, place).frame,
    hunters: neighbours.slice(0, IN_FRAME).map((neighbour) => neighbour.name),
  };
}

function closing(view: SceneView, gap: string): string[] {
  const people = peopleLine(view);
  const hunters = huntersLine(view);
  if (view.screenReader) return [people, hunters, `${exitsLine(view)}.`].filter((line) => line !== "");
  const last = people === "" ? exitsLine(view) : `${people}${gap}${exitsLine(view)}`;
  return hunters === "" ? [last] : [hunters, last];
}

/** What of a place is the same for everyone at all times. */
type Furniture = { people: string; exits: string; frame: Pick<RoomFrame, "exits" | "people"> };
const known = new WeakMap<Place, Furniture>();

function furnitureOf(town: Town, place: Place): Furniture {
  const before = known.get(place);
  if (before) return before;
  const names = place.people.map(({ name }) => name);
  const made: Furniture = {
    people: names.length === 0 ? "" : `People: ${names.join(", ")}.`,
    exits: `Exits: ${place.exits.map(({ word }) => word).join(", ")}`,
    frame: {
      exits: place.exits.map(({ word, to }) => ({ word, to: placeOf(town, to).name })),
      people: place.people.map(({ word }) => word),
    },
  };
  known.set(place, made);
  return made;
}

const peopleLine = ({ town, place }: SceneView): string => furnitureOf(town, place).people;
const exitsLine = ({ town, place }: SceneView): string => furnitureOf(town, place).exits;

/** A crowd is counted after so many names. */
const NAMED = 12;

function huntersLine({ neighbours }: SceneView): string {
  if (neighbours.length === 0) return "";
  const names = neighbours
    .slice(0, NAMED)
    .map(({ name, linkDead }) => (linkDead ? `${name} (link-dead)` : name));
  const more = neighbours.length - names.length;
  return `Hunters: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}
