/** All content, checked and indexed: what the rules look things up in. */
import * as z from "zod";
import { parseTown, type Town } from "../town.ts";
import { referenceProblems } from "./references.ts";
import {
  type Achievement,
  type Beast,
  type Item,
  KINDS,
  type Kind,
  type Quest,
  type Recipe,
  type Skill,
  type Theme,
} from "./schemas.ts";
import { ContentError, readSource, type Source } from "./source.ts";

export type Catalog = {
  town: Town;
  beasts: ReadonlyMap<string, Beast>;
  items: ReadonlyMap<string, Item>;
  skills: ReadonlyMap<string, Skill>;
  themes: ReadonlyMap<string, Theme>;
  recipes: ReadonlyMap<string, Recipe>;
  quests: ReadonlyMap<string, Quest>;
  achievements: ReadonlyMap<string, Achievement>;
};

/**
 * A content file: `path` is relative to the content folder, such as `beasts/boiler-house.yaml` or `town.yaml`; `shown`
 * is what problems call it, the same unless given.
 */
export type ContentFile = { path: string; text: string; shown?: string };

/** Where an entry stands, for problems that only show when entries are compared. */
export type Entry = {
  kind: Kind;
  id: string;
  value: unknown;
  say(path: (string | number)[], message: string): string;
};

/** How many entries of each kind were read, and of the town's places. */
export type Counts = Record<Kind | "places", number>;

const TOWN = "town.yaml";

/**
 * Reads all files; an operator's own come after ours and may only add.
 * Throws ContentError with every problem found, each with file, line and column.
 */
export function parseCatalog(files: readonly ContentFile[]): Catalog {
  const { catalog, problems } = inspectCatalog(files);
  if (!catalog) throw new ContentError(problems);
  return catalog;
}

/** The same without throwing: `catalog` is null when there are problems; what could be read is counted anyway. */
export function inspectCatalog(files: readonly ContentFile[]): {
  catalog: Catalog | null;
  counts: Counts;
  problems: string[];
} {
  const problems: string[] = [];
  const entries: Entry[] = [];
  let town: Town | null = null;
  for (const file of files) {
    if (file.path === TOWN) town = readTown(file, problems) ?? town;
    else entries.push(...readEntries(file, problems));
  }
  const maps = indexed(entries, problems);
  if (!files.some(({ path }) => path === TOWN)) problems.push(`${TOWN}: the town is missing`);
  if (town && problems.length === 0) problems.push(...referenceProblems({ town, ...maps }, entries));
  const counts = countsOf(maps, town);
  return { catalog: town && problems.length === 0 ? { town, ...maps } : null, counts, problems };
}

function countsOf(maps: Maps, town: Town | null): Counts {
  const sizes = Object.entries(maps).map(([kind, { size }]) => [kind, size]);
  return { ...Object.fromEntries(sizes), places: town?.places.size ?? 0 };
}

function readTown({ path, text, shown = path }: ContentFile, problems: string[]): Town | null {
  try {
    return parseTown(text, shown);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

function readEntries({ path, text, shown = path }: ContentFile, problems: string[]): Entry[] {
  const [folder = ""] = path.split("/");
  if (!(folder in KINDS)) {
    problems.push(`${shown}: content lies in ${TOWN} or in a folder named ${Object.keys(KINDS).join(", ")}`);
    return [];
  }
  const kind = folder as Kind;
  const source = readSource(text, shown, z.array(KINDS[kind])) as Source<{ id: string }[]>;
  problems.push(...source.problems);
  return (source.value ?? []).map((value, at) => ({
    kind,
    id: value.id,
    value,
    say: (inside, message) => source.problem([at, ...inside], message),
  }));
}

type Maps = Omit<Catalog, "town">;

function indexed(entries: readonly Entry[], problems: string[]): Maps {
  const maps = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, new Map<string, unknown>()]));
  for (const { kind, id, value, say } of entries) {
    const map = maps[kind];
    if (map?.has(id)) problems.push(say(["id"], `"${id}" is used twice among the ${kind}`));
    map?.set(id, value);
  }
  return maps as unknown as Maps;
}
