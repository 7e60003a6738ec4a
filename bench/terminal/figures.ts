/** The figures of `bench terminal`: what each is called, what it must reach, and the report that --json prints. */
import { availableParallelism, totalmem } from "node:os";
import { type Spread, spread } from "../statistics.ts";

interface Definition {
  name: string;
  unit: string;
  /** What it must reach: at least, or at most. */
  least?: number;
  most?: number;
}

/** In the order of the table. The keys are those of --json. */
export const DEFINITIONS = {
  durable_per_s: { name: "durable commands, 1,000 in a closed loop", unit: "/s", least: 25_000 },
  p99_ms: { name: "  their p99", unit: "ms", most: 80 },
  writing_share: { name: "  of them writing", unit: "", least: 0.6 },
  server_us: { name: "  processor time of the server for each", unit: "µs" },
  postgres_us: { name: "  processor time of PostgreSQL for each", unit: "µs" },
  ws_json_echo_per_s: { name: "bare ws, JSON in and out", unit: "/s" },
  ws_pg_per_s: { name: "naive ws + pg, a transaction for each", unit: "/s" },
  flask_pg_per_s: { name: "Flask + gevent, a transaction for each", unit: "/s" },
  evennia_inventory_per_s: { name: "Evennia's inventory", unit: "/s" },
  evennia_look_per_s: { name: "Evennia's look, 50 in the room", unit: "/s" },
  ratio_flask_pg: { name: "ours / Flask's", unit: "×", least: 5 },
  ratio_ws_pg: { name: "ours / naive ws + pg's", unit: "×", least: 4 },
  ratio_ws_json_echo: { name: "ours / bare ws's", unit: "×", least: 0.5 },
  ratio_evennia_inventory: { name: "ours / Evennia's inventory", unit: "×", least: 30 },
  per_s_100: { name: "100 connections", unit: "/s" },
  per_s_10000: { name: "10,000 connections", unit: "/s" },
  fall_100_to_10000: { name: "  falls from 100 to 10,000 by", unit: "", most: 0.35 },
  ratio_two_servers: { name: "two servers / one", unit: "×", least: 1 },
  p99_ms_5000_paced: { name: "5,000 players at human pace, Nginx and TLS: p99", unit: "ms", most: 30 },
  dropped_5000_paced: { name: "  dropped", unit: "", most: 0 },
  p99_ms_10000_paced: { name: "10,000 players at human pace, Nginx and TLS: p99", unit: "ms", most: 75 },
  dropped_10000_paced: { name: "  dropped", unit: "", most: 0 },
  growth_mib_10000_paced: { name: "  memory of the server, end against begin", unit: "MiB" },
  kib_per_idle_player: { name: "memory for each idle player", unit: "KiB", most: 25 },
  say_1000_p99_ms: { name: "a say to 1,000 in the place, the last has it: p99", unit: "ms", most: 25 },
  start_to_ready_ms: { name: "start to ready, 100,000 characters", unit: "ms", most: 1_000 },
  lost_commands: { name: "acknowledged commands that the database lacks", unit: "", most: 0 },
  failed_commands: { name: "commands answered by an error, or not at all", unit: "", most: 0 },
} satisfies Record<string, Definition>;

export type FigureKey = keyof typeof DEFINITIONS;

/** What was measured so far, each figure's values in the order of the rounds. */
export class Measurements {
  readonly values: { [K in FigureKey]?: number[] } = {};

  record(key: FigureKey, value: number): void {
    const known = this.values[key] ?? [];
    known.push(value);
    this.values[key] = known;
  }

  /** The ratio of two figures of the same round. */
  recordRatio(key: FigureKey, ours: FigureKey, theirs: FigureKey): void {
    const [a, b] = [this.values[ours]?.at(-1), this.values[theirs]?.at(-1)];
    if (a !== undefined && b !== undefined && b > 0) this.record(key, a / b);
  }
}

export interface Figure extends Spread {
  target: string | null;
  /** Whether the median keeps to the target, or the worst of a count; null without a target. */
  ok: boolean | null;
}

/** What --json prints: each figure's median by its key, null where it was not measured, and the rest below. */
export type Report = Record<FigureKey, number | null> & {
  ok: boolean;
  machine: { cores: number; memoryMiB: number; node: string };
  details: { [K in FigureKey]?: Figure };
  notes: string[];
};

export function makeReport({ values }: Measurements, notes: string[]): Report {
  const keys = Object.keys(DEFINITIONS) as FigureKey[];
  const details: Report["details"] = {};
  for (const key of keys) if (values[key]?.length) details[key] = figure(DEFINITIONS[key], values[key]);
  const medians = Object.fromEntries(
    keys.map((key) => [key, details[key] ? rounded(details[key].median) : null]),
  );
  return {
    ...(medians as Record<FigureKey, number | null>),
    ok: Object.values(details).every(({ ok }) => ok !== false),
    machine: {
      cores: availableParallelism(),
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      node: process.version,
    },
    details,
    notes,
  };
}

function figure(definition: Definition, values: readonly number[]): Figure {
  const { least, most, unit } = definition;
  const all = spread(values);
  if (least !== undefined) return { ...all, target: `≥ ${least} ${unit}`.trim(), ok: all.median >= least };
  if (most === undefined) return { ...all, target: null, ok: null };
  // A time may be unlucky once; a count of what must not happen may not.
  const judged = most === 0 ? all.max : all.median;
  return { ...all, target: `≤ ${most} ${unit}`.trim(), ok: judged <= most };
}

/** To four digits that count. */
export function rounded(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4));
}
