/** The figures of `bench web`: what each is called, what it must reach, and the report that --json prints. */
import { availableParallelism, totalmem } from "node:os";
import { pairedRatios, type Spread, spread } from "../statistics.ts";
import { rounded } from "../terminal/figures.ts";

export const PAGES = ["home", "leaderboard", "marketplace", "login"] as const;
export type PageName = (typeof PAGES)[number];
/** `flask` remembers what ours remembers for as long; `flask_plain` asks the database each time. */
export const SITES = ["ours", "flask", "flask_plain"] as const;
export type SiteName = (typeof SITES)[number];

/** Of first visits and of later ones, whose assets the browser has. */
export interface Painted {
  page: PageName;
  /** Of later visits, the median, ms. */
  firstPaintMs: number;
  /** The layout's shifts together, as browsers score them. */
  layoutShift: number;
  /** All that a first visit transfers, bytes. */
  transferred: number;
}

export const MOST_PAINT_MS = 100;
export const MOST_TRANSFERRED = 60 * 1024;

export interface PageFigures {
  per_s: Spread;
  p99_ms: Spread;
  bytes: number;
  /** Processor time of the server for each answer. */
  server_us: Spread;
}

/** What was measured, in the order of the rounds. */
export class Measurements {
  readonly #values = new Map<string, number[]>();
  painted: Painted[] = [];
  errors = 0;

  record(page: PageName, site: SiteName, what: keyof PageFigures, value: number): void {
    const key = `${page} ${site} ${what}`;
    this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
  }

  values(page: PageName, site: SiteName, what: keyof PageFigures): readonly number[] {
    return this.#values.get(`${page} ${site} ${what}`) ?? [];
  }
}

/** `ratios`: requests a second, ours over Flask's, the median of the rounds' pairs; null where Flask was not measured. */
export interface Report {
  ok: boolean;
  ratios: Record<PageName, number | null>;
  /** The same against a Flask that remembers nothing. */
  ratios_plain: Record<PageName, number | null>;
  /** The worst page's; null where there is no Chromium. */
  first_paint_ms: number | null;
  layout_shift: number | null;
  transferred_bytes: number | null;
  pages: { [P in PageName]?: { [S in SiteName]?: PageFigures } };
  painted: Painted[];
  errors: number;
  machine: { cores: number; memoryMiB: number; node: string };
  notes: string[];
}

export function makeReport(measured: Measurements, notes: string[]): Report {
  const { painted, errors } = measured;
  const worst = (of: (one: Painted) => number) => (painted.length > 0 ? Math.max(...painted.map(of)) : null);
  const first_paint_ms = worst(({ firstPaintMs }) => firstPaintMs);
  const layout_shift = worst(({ layoutShift }) => layoutShift);
  const transferred_bytes = worst(({ transferred }) => transferred);
  return {
    ok:
      errors === 0 &&
      (first_paint_ms ?? 0) <= MOST_PAINT_MS &&
      (layout_shift ?? 0) === 0 &&
      (transferred_bytes ?? 0) <= MOST_TRANSFERRED,
    ratios: ratiosTo(measured, "flask"),
    ratios_plain: ratiosTo(measured, "flask_plain"),
    ...{ first_paint_ms, layout_shift, transferred_bytes },
    pages: Object.fromEntries(PAGES.map((page) => [page, figuresOf(measured, page)])),
    ...{ painted, errors },
    machine: {
      cores: availableParallelism(),
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      node: process.version,
    },
    notes,
  };
}

function ratiosTo(measured: Measurements, peer: SiteName): Record<PageName, number | null> {
  const ratio = (page: PageName) => {
    const [ours, theirs] = [measured.values(page, "ours", "per_s"), measured.values(page, peer, "per_s")];
    if (theirs.length === 0 || ours.length !== theirs.length) return null;
    return rounded(spread(pairedRatios(ours, theirs)).median);
  };
  return Object.fromEntries(PAGES.map((page) => [page, ratio(page)])) as Record<PageName, number | null>;
}

function figuresOf(measured: Measurements, page: PageName): { [S in SiteName]?: PageFigures } {
  return Object.fromEntries(
    SITES.filter((site) => measured.values(page, site, "per_s").length > 0).map((site) => {
      const of = (what: keyof PageFigures) => spread(measured.values(page, site, what));
      const figures = { per_s: of("per_s"), p99_ms: of("p99_ms"), server_us: of("server_us") };
      return [site, { ...figures, bytes: Math.round(of("bytes").median) }];
    }),
  );
}
