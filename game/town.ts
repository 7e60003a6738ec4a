/** The town as content: its schema, and the parser that names file, line and column of what is wrong. */
import { isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";

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

/** One problem of a content file; `message` begins with `file:line:column`. */
export class ContentError extends Error {
  override name = "ContentError";
  readonly problems: string[];
  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

type Path = (string | number)[];
type Problem = { path: Path; message: string };

/** Reads the town from YAML. @throws ContentError with every problem found, each with file, line and column. */
export function parseTown(source: string, file: string): Town {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new ContentError(
      document.errors.map((error) => `${at(error.pos[0])}: ${firstLine(error.message)}`),
    );
  }
  const result = townSchema.safeParse(document.toJS());
  const problems: Problem[] = result.success
    ? wiringProblems(result.data)
    : result.error.issues.map((issue) => ({ path: issue.path as Path, message: issue.message }));
  if (problems.length > 0 || !result.success) {
    const root = document.contents;
    throw new ContentError(
      problems.map(({ path, message }) => describe(at(offsetOf(root, path)), path, message)),
    );
  }
  return buildTown(result.data);
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

/** Where the value at `path` begins; for a key that is missing, where its map begins. */
function offsetOf(root: unknown, path: Path): number {
  let node = root as Node | null | undefined;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (!isMap(node) && !isSeq(node)) break;
    node = node.get(step, true) as Node | undefined;
    if (!node) break;
    offset = node.range?.[0] ?? offset;
  }
  return offset;
}

const describe = (position: string, path: Path, message: string) =>
  `${position}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`;
const firstLine = (message: string) => message.split("\n")[0] ?? message;
const lastWord = (name: string) => name.toLowerCase().split(/\s+/).at(-1) ?? name;

function withoutUndefined({ word, to, direction }: TownSource["places"][number]["exits"][number]): Exit {
  return direction ? { word, to, direction } : { word, to };
}
