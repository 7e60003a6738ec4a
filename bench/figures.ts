import { availableParallelism, totalmem } from "node:os";
import { pairedRatios, type Spread, spread } from "./statistics.ts";

type Unit = "s" | "MiB" | "MB" | "×" | "";
interface Definition {
  name: string;
  unit: Unit;
  /** The most that it may be; null where there is nothing to hold. */
  target: number | null;
  /** Whether it belongs to the figure above it. */
  detail?: true;
}

/** Every figure of `bench deploy` in the order of its table. The keys are those of --json. */
const DEFINITIONS = {
  firstUp: row("up: toolchain and images cached, no stack", "s", 30),
  pulumiUnchanged: row("pulumi up --skip-preview, nothing changed", "s", 2),
  upUnchanged: row("./terminusa up, nothing changed", "s", 3),
  touchedUnchanged: detail("resources touched by these", "", 0),
  touchedAfterRefresh: detail("resources touched after pulumi refresh", "", 0),
  changeWeb: row("up: one line changed in web", "s", 15),
  changeTerminal: row("up: one line changed in terminal", "s", 15),
  otherServicesTouched: detail("other services touched by these", "", 0),
  destroy: row("destroy", "s", 15),
  idleMemory: row("memory of all services, idle", "MiB", 300),
  webImage: row("web image over its base", "MB", 25),
  terminalImage: row("terminal image over its base", "MB", 25),
  create: row("paired: up, no stack and no data", "s", null),
  composeCreate: detail("Compose up -d --wait", "s", null),
  unchanged: row("paired: pulumi up, nothing changed", "s", null),
  composeUnchanged: detail("Compose up -d --wait, jobs run again", "s", null),
  composeUnchangedServices: detail("Compose up -d --wait --no-deps, services only", "s", null),
  remove: row("paired: destroy, and data volumes", "s", null),
  composeRemove: detail("Compose down -v", "s", null),
} satisfies Record<string, Definition>;

const RATIOS = {
  create: { ours: "create", theirs: "composeCreate", name: "create / Compose's", target: 1.5 },
  unchanged: { ours: "unchanged", theirs: "composeUnchanged", name: "unchanged / Compose's", target: null },
  unchangedServices: {
    ours: "unchanged",
    theirs: "composeUnchangedServices",
    name: "unchanged / Compose's without jobs",
    target: null,
  },
  remove: { ours: "remove", theirs: "composeRemove", name: "remove / Compose's", target: null },
} as const satisfies Record<
  string,
  { ours: FigureKey; theirs: FigureKey; name: string; target: number | null }
>;

export type FigureKey = keyof typeof DEFINITIONS;
type RatioKey = keyof typeof RATIOS;
/** What was measured so far, each figure's values in the order of the rounds. */
export type Measurements = { [K in FigureKey]?: number[] };

/** One line of the table. */
export interface Figure extends Spread {
  name: string;
  unit: Unit;
  target: number | null;
  /** Whether the median, or the most of a count, keeps to the target; null without a target. */
  ok: boolean | null;
}

/** What `bench deploy --json` prints. A figure that was not measured is absent, and a note says why. */
export interface Report {
  /** Whether every figure that has a target keeps to it. */
  ok: boolean;
  machine: { cores: number; memoryMiB: number; engine: string; toolchain: string };
  figures: { [K in FigureKey]?: Figure };
  /** Ours divided by Compose's: below 1 ours is quicker. */
  ratios: Partial<Record<RatioKey, Figure>>;
  notes: string[];
}

/** Makes the report of what was measured. `surroundings` are the engine's version and the toolchain's kind. */
export function makeReport(
  measured: Measurements,
  surroundings: { engine: string; toolchain: string },
  notes: string[],
): Report {
  const keys = (Object.keys(DEFINITIONS) as FigureKey[]).filter((key) => measured[key]?.length);
  const figures = Object.fromEntries(keys.map((key) => [key, figure(DEFINITIONS[key], measured[key]!)]));
  const ratios = ratiosOf(measured);
  const ok = [...Object.values(figures), ...Object.values(ratios)].every((each) => each.ok !== false);
  const machine = {
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    ...surroundings,
  };
  return { ok, machine, figures, ratios, notes };
}

function ratiosOf(measured: Measurements): Report["ratios"] {
  const ratios: Report["ratios"] = {};
  for (const key of Object.keys(RATIOS) as RatioKey[]) {
    const { ours, theirs, name, target } = RATIOS[key];
    const [a, b] = [measured[ours], measured[theirs]];
    if (a?.length && b?.length) ratios[key] = figure({ name, unit: "×", target }, pairedRatios(a, b));
  }
  return ratios;
}

function figure({ name, unit, target }: Definition, values: readonly number[]): Figure {
  const all = spread(values);
  // A time may be unlucky once; a count may not.
  const judged = unit === "" ? all.max : all.median;
  return { name, unit, ...all, target, ok: target === null ? null : judged <= target };
}

/** Whether a figure belongs to the one above it in the table. */
export function isDetail(key: FigureKey): boolean {
  return (DEFINITIONS[key] as Definition).detail === true;
}

function row(name: string, unit: Unit, target: number | null): Definition {
  return { name, unit, target };
}

function detail(name: string, unit: Unit, target: number | null): Definition {
  return { name, unit, target, detail: true };
}
