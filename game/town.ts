/** The town as content: its schema, and its parser. */
import * as z from "zod";
import { ContentError, type Path, readSource } from "./catalog/source.ts";

export const DIRECTIONS = ["north", "south", "east", "west", "up", "down"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What a place may offer: each is asked for by the commands that need it. */
export const SERVICES = [
  "board",
  "licences",
  "shop",
  "market",
  "workshop",
  "clinic",
  "gacha",
  "coin",
  "guilds",
  "bank",
  "respec",
] as const;
export type Service = (typeof SERVICES)[number];

const word = z.string().regex(/^[a-z][a-z0-9-]*$/, "must be one lower-case word");
const text = z.string().trim().min(1);

const personSchema = z.strictObject({
  name: text,
  /** What a player types to look at this person; by default the last word of the name. */
  word: word.optional(),
  look: text,
  /** What the person says when talked to, taken in turn. */
  says: z.array(text).default([]),
});
const exitSchema = z.strictObject({ word, to: word, direction: z.enum(DIRECTIONS).optional() });
const placeSchema = z.strictObject({
  id: word,
  name: text,
  first: text,
  again: z
    .array(text)
    .min(2, "needs at least two texts, so that coming back never reads the same twice running"),
  people: z.array(personSchema),
  /** What can be done here, by the commands that ask for it. */
  services: z.array(z.enum(SERVICES)).default([]),
  exits: z.array(exitSchema).min(1),
});
const townSchema = z.strictObject({ start: word, places: z.array(placeSchema).min(1) });

export type Exit = { word: string; to: string; direction?: Direction };
export type Person = { name: string; word: string; look: string; says: string[] };
export type Place = {
  id: string;
  name: string;
  first: string;
  again: string[];
  people: Person[];
  services: Service[];
  exits: Exit[];
};
export type Town = { start: string; places: ReadonlyMap<string, Place> };

type Problem = { path: Path; message: string };

/** Reads the town from YAML. @throws ContentError with every problem found, each with file, line and column. */
export function parseTown(text: string, file: string): Town {
  const source = readSource(text, file, townSchema);
  if (!source.value) throw new ContentError(source.problems);
  const problems = wiringProblems(source.value);
  if (problems.length === 0) return buildTown(source.value);
  throw new ContentError(problems.map(({ path, message }) => source.problem(path, message)));
}

/** The place of that id. @throws when there is none, which parseTown excludes for every exit and the start. */
export function placeOf(town: Town, id: string): Place {
  const place = town.places.get(id) ?? town.places.get(town.start);
  if (!place) throw new Error(`The town has no place "${id}" and no start.`);
  return place;
}

type TownSource = z.infer<typeof townSchema>;

function buildTown(source: TownSource): Town {
  const places = source.places.map((place): Place => {
    const people = place.people.map((person) => ({ ...person, word: person.word ?? lastWord(person.name) }));
    return { ...place, people, exits: place.exits.map(withoutUndefined) };
  });
  return { start: source.start, places: new Map(places.map((place) => [place.id, place])) };
}

/** What the schema can't say: ids are unique, exits lead somewhere, and every place can be reached and left. */
function wiringProblems({ start, places }: TownSource): Problem[] {
  const ids = new Set(places.map((place) => place.id));
  const problems: Problem[] = [];
  if (!ids.has(start)) problems.push({ path: ["start"], message: `no place has the id "${start}"` });
  const seen = new Set<string>();
  places.forEach((place, at) => {
    const path = ["places", at];
    if (seen.has(place.id)) problems.push({ path: [...path, "id"], message: `"${place.id}" is used twice` });
    seen.add(place.id);
    const taken = new Set<string>();
    place.exits.forEach((exit, which) => {
      const here = [...path, "exits", which];
      if (!ids.has(exit.to)) problems.push({ path: [...here, "to"], message: `no place "${exit.to}"` });
      for (const name of [exit.word, exit.direction]) {
        if (name && taken.has(name)) problems.push({ path: here, message: `"${name}" leads to two places` });
        if (name) taken.add(name);
      }
    });
  });
  if (problems.length > 0) return problems;
  return places.flatMap((place, at) =>
    reaches(places, start, place.id) && reaches(places, place.id, start)
      ? []
      : [{ path: ["places", at], message: `there is no way from "${start}" to "${place.id}" and back` }],
  );
}

function reaches(places: TownSource["places"], from: string, to: string): boolean {
  const byId = new Map(places.map((place) => [place.id, place]));
  const found = new Set([from]);
  for (const id of found) for (const exit of byId.get(id)?.exits ?? []) found.add(exit.to);
  return found.has(to);
}

const lastWord = (name: string) => name.toLowerCase().split(/\s+/).at(-1) ?? name;

function withoutUndefined({ word, to, direction }: TownSource["places"][number]["exits"][number]): Exit {
  return direction ? { word, to, direction } : { word, to };
}
