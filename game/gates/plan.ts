/** A whole gate from its seed: floors, rooms, what each says and who lives there. Never stored: made again from the seed. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Beast, Theme, ThemeRoom, Trap } from "../catalog/schemas.ts";
import type { BeastRank, Grade } from "../catalog/words.ts";
import { BOSS_ODDS, GRADE_FLOORS, GRADE_ROOMS, PAIR_CHANCE } from "../combat/tuning.ts";
import { Random } from "../random.ts";
import type { Exit } from "../town.ts";
import { type Cell, planFloor, WAYS } from "./floor.ts";
import type { Run } from "./run.ts";

/** A beast in a room, and how many of its kind were met before: what it appears with is not said twice in a run. */
export type Dweller = { beast: string; nth: number };
export type PlannedRoom = Cell & {
  /** Its ways as exits of a place, in the order of the compass. */
  exits: readonly Exit[];
  name: string;
  text: string;
  /** Those of a room with a fight: as many as a great party meets, of which a lone hunter meets the first `alone`. */
  dwellers: readonly Dweller[];
  alone: number;
  trap: Trap | null;
  /** What is read when the treasure is opened or somebody rests. */
  line: string;
};
export type Plan = {
  theme: Theme;
  entrance: string;
  cleared: string;
  floors: readonly (readonly PlannedRoom[])[];
};

/** Beasts that stand in a room against a great party. */
const MOST_DWELLERS = 3;

type Made = Pick<Run, "kind" | "seed" | "theme" | "grade">;

/** Plans last asked for: a room is entered more often than a gate. */
const KEPT = 512;
const kept = new WeakMap<Catalog["themes"], Map<string, Plan>>();
/** The very last one: a command asks for its gate several times. */
let last: (Made & { themes: Catalog["themes"]; plan: Plan }) | null = null;

/** The gate of a run. Pure: what is remembered is only what would be made again. */
export function planOf(catalog: Catalog, run: Made): Plan {
  const { kind, seed, theme, grade } = run;
  const { themes } = catalog;
  if (
    last !== null &&
    last.seed === seed &&
    last.theme === theme &&
    last.grade === grade &&
    last.kind === kind &&
    last.themes === themes
  )
    return last.plan;
  const plan = keptPlan(catalog, run);
  last = { kind, seed, theme, grade, themes, plan };
  return plan;
}

function keptPlan(catalog: Catalog, run: Made): Plan {
  const key = `${run.kind}\n${run.seed}\n${run.theme}\n${run.grade}`;
  const plans = kept.get(catalog.themes) ?? new Map<string, Plan>();
  kept.set(catalog.themes, plans);
  const known = plans.get(key);
  if (known) return known;
  const plan = planGate(catalog, run);
  const [oldest] = plans.keys();
  if (plans.size >= KEPT && oldest !== undefined) plans.delete(oldest);
  plans.set(key, plan);
  return plan;
}

/** The room that a run is in. */
export function roomOf(catalog: Catalog, run: Run): PlannedRoom {
  return roomAt(planOf(catalog, run), run.floor, run.room);
}

export function roomAt({ floors }: Plan, floor: number, room: number): PlannedRoom {
  const found = floors[floor - 1]?.[room] ?? floors[0]?.[0];
  if (!found) throw new Error(`a gate has no room ${room} on floor ${floor}`);
  return found;
}

/** The theme, or another one that has the grade, should the content have lost it in the middle of a run. */
export function themeOf(catalog: Catalog, { theme, grade }: Pick<Run, "theme" | "grade">): Theme {
  const found = catalog.themes.get(theme) ?? themesOf(catalog, grade)[0] ?? [...catalog.themes.values()][0];
  if (!found) throw new Error("the content has no theme");
  return found;
}

export function themesOf(catalog: Catalog, grade: Grade): Theme[] {
  return [...catalog.themes.values()].filter(({ grades }) => grades.includes(grade));
}

function planGate(catalog: Catalog, run: Made): Plan {
  const { seed, grade } = run;
  const theme = themeOf(catalog, run);
  const random = new Random(seed, "plan");
  const shapes = shapesOf(run);
  const texts = new Texts(theme, random);
  const dwell = new Dwellers(catalog, { theme, grade, pairs: run.kind === "board" }, random);
  return {
    theme,
    entrance: random.pick(theme.entrances),
    cleared: random.pick(theme.cleared),
    floors: shapes.map((cells, at) => cells.map((cell) => furnished(cell, at, texts, dwell))),
  };
}

function shapesOf({ kind, seed, grade }: Made): Cell[][] {
  if (kind === "tutorial") return [LESSON];
  if (kind === "exam") return [EXAM];
  const floors = GRADE_FLOORS[grade];
  return Array.from({ length: floors }, (_, at) => {
    const number = at + 1;
    return planFloor(
      GRADE_ROOMS[grade],
      { last: number === floors, number },
      new Random(seed, "floor", number),
    );
  });
}

const cell = (x: number, kind: Cell["kind"], ways: Cell["ways"]): Cell => ({
  x,
  y: 0,
  kind,
  stairs: false,
  ways,
});
/** The first lesson: a fight, a chest, a fight, a last fight, in a row. */
const LESSON: Cell[] = [
  cell(0, "entry", { east: 1 }),
  cell(1, "fight", { west: 0, east: 2 }),
  cell(2, "treasure", { west: 1, east: 3 }),
  cell(3, "fight", { west: 2, east: 4 }),
  cell(4, "elite", { west: 3 }),
];
/** An exam: one that is quick, one that is hard, one that decides. */
const EXAM: Cell[] = [
  cell(0, "entry", { east: 1 }),
  cell(1, "fight", { west: 0, east: 2 }),
  cell(2, "elite", { west: 1, east: 3 }),
  cell(3, "boss", { west: 2 }),
];

function furnished(cell: Cell, floor: number, texts: Texts, dwell: Dwellers): PlannedRoom {
  const { name, text } = cell.kind === "entry" ? texts.landing(floor) : texts.room(cell.kind);
  const ranks = RANKS_IN[cell.kind];
  return {
    ...cell,
    exits: WAYS.flatMap((way) => {
      const to = cell.ways[way];
      return to === undefined ? [] : [{ word: way, to: String(to), direction: way }];
    }),
    name,
    text,
    ...(ranks ? dwell.in(ranks) : { dwellers: [], alone: 0 }),
    trap: cell.kind === "trap" ? texts.trap() : null,
    line: cell.kind === "treasure" || cell.kind === "rest" ? texts.line(cell.kind) : "",
  };
}

const RANKS_IN: Partial<Record<Cell["kind"], readonly BeastRank[]>> = {
  fight: ["normal"],
  elite: ["elite"],
  boss: ["boss", "master", "monarch"],
};

/** Deals a theme's texts out, none twice in a gate. */
class Texts {
  readonly #rooms: ThemeRoom[];
  readonly #descents: string[];
  readonly #traps: Trap[];
  readonly #lines: { treasure: string[]; rest: string[] };
  readonly #dealt = { trap: 0, treasure: 0, rest: 0 };

  constructor(theme: Theme, random: Random) {
    this.#rooms = random.shuffled(theme.rooms);
    this.#descents = random.shuffled(theme.descents);
    this.#traps = random.shuffled(theme.traps);
    this.#lines = { treasure: random.shuffled(theme.treasures), rest: random.shuffled(theme.rests) };
  }

  /** Where a floor begins: the first reads as the gate's entrance does, the others as the way down. */
  landing(floor: number): { name: string; text: string } {
    if (floor === 0) return { name: "entrance", text: "" };
    return { name: "landing", text: this.#descents[(floor - 1) % this.#descents.length] ?? "" };
  }

  room(kind: Exclude<Cell["kind"], "entry">): { name: string; text: string } {
    const at = this.#rooms.findIndex(({ kinds }) => kinds.includes(kind));
    const [room] = this.#rooms.splice(at < 0 ? 0 : at, 1);
    return room ?? { name: "passage", text: "" };
  }

  trap(): Trap | null {
    return this.#traps[this.#dealt.trap++ % this.#traps.length] ?? null;
  }

  line(kind: "treasure" | "rest"): string {
    const lines = this.#lines[kind];
    return lines[this.#dealt[kind]++ % lines.length] ?? "";
  }
}

/** Deals a theme's beasts out: each kind once before any comes again. */
class Dwellers {
  readonly #beasts: readonly Beast[];
  readonly #random: Random;
  readonly #odds: Partial<Record<BeastRank, number>>;
  /** Lessons and exams are one against one. */
  readonly #pairs: boolean;
  readonly #waiting = new Map<string, Beast[]>();
  readonly #met = new Map<string, number>();

  constructor(
    catalog: Catalog,
    { theme, grade, pairs }: { theme: Theme; grade: Grade; pairs: boolean },
    random: Random,
  ) {
    const here = [...catalog.beasts.values()].filter(({ themes }) => themes.includes(theme.id));
    const ofGrade = here.filter(({ grades }) => grades.includes(grade));
    this.#beasts = ofGrade.length > 0 ? ofGrade : here;
    this.#random = random;
    this.#odds = BOSS_ODDS[grade];
    this.#pairs = pairs;
  }

  /** The first one, or a pair, is what a lone hunter meets; the others come for a party. */
  in(ranks: readonly BeastRank[]): { dwellers: Dweller[]; alone: number } {
    if (ranks[0] !== "normal") return { dwellers: [this.#next(this.#rankOf(ranks))], alone: 1 };
    const alone = this.#random.chance(PAIR_CHANCE) && this.#pairs ? 2 : 1;
    const dwellers = Array.from({ length: MOST_DWELLERS }, (_, at) =>
      this.#next(ranks, at < alone ? "" : "more"),
    );
    return { dwellers, alone };
  }

  /** One of the ranks that live here, by the grade's odds; all of them where there is nothing to choose. */
  #rankOf(ranks: readonly BeastRank[]): readonly BeastRank[] {
    const here = ranks.filter(
      (rank) => this.#odds[rank] && this.#beasts.some((beast) => beast.rank === rank),
    );
    return here.length > 1 ? [this.#random.weighted(here, (rank) => this.#odds[rank] ?? 0)] : ranks;
  }

  #next(ranks: readonly BeastRank[], pile = ""): Dweller {
    const key = `${ranks.join()}${pile}`;
    let waiting = this.#waiting.get(key) ?? [];
    if (waiting.length === 0) {
      const fitting = this.#beasts.filter(({ rank }) => ranks.includes(rank));
      waiting = this.#random.shuffled(fitting.length > 0 ? fitting : this.#beasts);
    }
    const beast = waiting.pop();
    this.#waiting.set(key, waiting);
    if (!beast) throw new Error("a theme has no beasts");
    const nth = this.#met.get(beast.id) ?? 0;
    this.#met.set(beast.id, nth + 1);
    return { beast: beast.id, nth };
  }
}
