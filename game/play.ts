/** The rules: what a command does. Pure: the state of one hunter and what surrounds it in, an outcome out. */
import { COMMANDS, commandsFor, type Role, usage } from "./commands.ts";
import { type Command, exitByPrefix, findExit, noWay } from "./parse.ts";
import type { Frame } from "./protocol.ts";
import { fullScene, type Neighbour, returnScene, roomFrame, type SceneView } from "./scene.ts";
import { nearest } from "./suggestion.ts";
import { type Person, placeOf, type Town } from "./town.ts";

export type Hunter = {
  name: string;
  role: Role;
  room: string;
  /** How often each place was entered, by id. */
  visits: Readonly<Record<string, number>>;
  screenReader: boolean;
};
export type Surroundings = {
  town: Town;
  /** Other hunters in the same place, on all servers. */
  neighbours: readonly Neighbour[];
  /** Everyone in the city; `complete` is false when other servers can't be asked. */
  online: () => { names: string[]; complete: boolean };
};

/** What must be written before the reply may leave. */
export type Change = { kind: "move"; to: string } | { kind: "say"; text: string };
/** What others in `room` see once it is written. */
export type Happening = { room: string; text: string };
export type Outcome = {
  text: string;
  frame?: Frame;
  change?: Change;
  happenings: Happening[];
  /** It could not be done, and the text says why. */
  refused?: true;
  quit?: true;
};

/** The names that `who` lists before it only counts. */
const LISTED = 60;

/** What `command` does. A command that can't be done has an outcome without a change that says why. */
export function play(hunter: Hunter, command: Command, around: Surroundings): Outcome {
  switch (command.name) {
    case "help":
      return help(command.argument, hunter.role);
    case "look":
      return look(hunter, command.argument, around);
    case "go":
      return go(hunter, command.argument, around);
    case "say":
      return say(hunter, command.argument);
    case "who":
      return who(around);
    case "whoami":
      return tell(whoami(hunter, around.town));
    case "quit":
      return { ...tell("You leave the city. Your place is kept."), quit: true };
  }
}

/** The place in full with its frame, as a redraw after a resume. */
export function redraw(hunter: Hunter, around: Surroundings): Outcome {
  const view = viewOf(hunter, around);
  return { text: fullScene(view), frame: roomFrame(view), happenings: [] };
}

/** The line that others read. */
export const spoken = (name: string, text: string) => `${name} says: ${text}`;

/** The line that others read when a hunter enters the city, leaves it, or loses the line. */
export const PRESENCE_LINES = {
  came: (name: string) => `${name} comes into the city.`,
  left: (name: string) => `${name} leaves the city.`,
  lost: (name: string) => `${name} stands still, eyes on nothing. (link-dead)`,
  back: (name: string) => `${name} blinks and looks around.`,
} as const;

function look(hunter: Hunter, whom: string, around: Surroundings): Outcome {
  const { place } = viewOf(hunter, around);
  if (whom === "") return redraw(hunter, around);
  const person = findPerson(whom, place.people);
  if (person) return tell(person.look);
  const exit = findExit(whom, place.exits);
  if (exit) return tell(`That way: ${placeOf(around.town, exit.to).name}. go ${exit.word}`);
  const neighbour = around.neighbours.find(({ name }) => name.toLowerCase() === whom);
  if (neighbour) return tell(describeNeighbour(neighbour));
  const known = [...place.people.map(({ word }) => word), ...around.neighbours.map(({ name }) => name)];
  const near = nearest(whom, known);
  const hint =
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Here: ${known.join(", ") || "nobody"}.`;
  return refuse(`No "${whom}" here. ${hint}`);
}

function go(hunter: Hunter, word: string, around: Surroundings): Outcome {
  const from = placeOf(around.town, hunter.room);
  const exit = findExit(word, from.exits) ?? exitByPrefix(word, from.exits);
  if (!exit) return refuse(noWay(word, from.exits));
  const to = placeOf(around.town, exit.to);
  return {
    // The reply is drawn by `arrival` when it is known who is there.
    text: to.name,
    change: { kind: "move", to: to.id },
    happenings: [
      { room: from.id, text: `${hunter.name} leaves for the ${exit.word}.` },
      { room: to.id, text: `${hunter.name} comes in from ${from.name}.` },
    ],
  };
}

/** How the place reads to a hunter that has just entered it; `hunter.visits` counts this visit already. */
export function arrival(hunter: Hunter, around: Surroundings): Outcome {
  const view = viewOf(hunter, around);
  const visits = hunter.visits[view.place.id] ?? 1;
  const text = visits < 2 ? fullScene(view) : returnScene(view, visits);
  return { text, frame: roomFrame(view), happenings: [] };
}

function say(hunter: Hunter, words: string): Outcome {
  const text = words.replace(/\s+/g, " ");
  return {
    text: `You say: ${text}`,
    change: { kind: "say", text },
    happenings: [{ room: hunter.room, text: spoken(hunter.name, text) }],
  };
}

function who(around: Surroundings): Outcome {
  const { names, complete } = around.online();
  const count = names.length;
  const listed = names.slice(0, LISTED);
  const rest = count > listed.length ? ` and ${count - listed.length} more` : "";
  const head = `[System] ${count} ${count === 1 ? "hunter" : "hunters"} in the city:`;
  const note = complete ? "" : "\n[System] Other servers do not answer; this counts one server.";
  const frame: Frame = { kind: "who", count, names: listed, complete };
  return { text: `${head} ${listed.join(", ")}${rest}.${note}`, frame, happenings: [] };
}

function whoami(hunter: Hunter, town: Town): string {
  const role = hunter.role === "player" ? "hunter" : hunter.role;
  return `[System] ${hunter.name}, ${role}. Place: ${placeOf(town, hunter.room).name}.`;
}

function help(topic: string, role: Role): Outcome {
  const commands = commandsFor(role);
  if (topic === "") {
    const width = Math.max(...commands.map((command) => usage(command).length));
    const rows = commands.map((command) => `${usage(command).padEnd(width)}  ${command.summary}`);
    return tell(
      [...rows, "An exit's name takes you there. The first letters of a word are enough."].join("\n"),
    );
  }
  const found =
    commands.find(({ name, aliases }) => name === topic || aliases.includes(topic)) ??
    commands.find(({ name }) => name.startsWith(topic));
  if (!found) {
    const near = nearest(
      topic,
      COMMANDS.map(({ name }) => name),
    );
    return refuse(
      `No help on "${topic}". ${near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "help lists what there is."}`,
    );
  }
  const aliases = found.aliases.length > 0 ? `\nAlso: ${found.aliases.join(", ")}` : "";
  return tell(`${usage(found)}\n${found.summary}\n${found.help}${aliases}`);
}

function findPerson(typed: string, people: readonly Person[]): Person | undefined {
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

function describeNeighbour({ name, linkDead }: Neighbour): string {
  return linkDead
    ? `${name} stands still. The line is lost, not the hunter.`
    : `${name}, a hunter like you. Wet coat.`;
}

function viewOf(hunter: Hunter, { town, neighbours }: Surroundings): SceneView {
  return { town, place: placeOf(town, hunter.room), neighbours, screenReader: hunter.screenReader };
}

const tell = (text: string): Outcome => ({ text, happenings: [] });
const refuse = (text: string): Outcome => ({ text, happenings: [], refused: true });
