import { columns } from "../../ops/columns.ts";
import { rounded } from "../terminal/figures.ts";
import { MOST_PAINT_MS, MOST_TRANSFERRED, PAGES, type Report, SITES } from "./figures.ts";

const SHOWN = { ours: "ours", flask: "Flask", flask_plain: "Flask, nothing kept" };
const HEAD = ["", "a second", "p99 ms", "µs each", "bytes", "ours / its"];

/** The report for a person: the pages on each site, and what a browser sees of ours. */
export function table(report: Report): string {
  const { machine, ratios, ratios_plain, pages, painted, notes } = report;
  const rows = PAGES.flatMap((page) => [
    [page, "", "", "", "", ""],
    ...SITES.flatMap((site) => {
      const figures = pages[page]?.[site];
      if (!figures) return [];
      const ratio = site === "ours" ? null : site === "flask" ? ratios[page] : ratios_plain[page];
      return [
        [
          `  ${SHOWN[site]}`,
          ...[figures.per_s.median, figures.p99_ms.median, figures.server_us.median, figures.bytes].map(
            number,
          ),
          ratio === null ? "" : `${number(ratio)} ×`,
        ],
      ];
    }),
  ]);
  return [
    `${machine.cores} cores, ${(machine.memoryMiB / 1024).toFixed(0)} GiB, Node ${machine.node}`,
    "",
    ...columns([HEAD, ...rows], [1, 2, 3, 4, 5]),
    "",
    ...seen(report),
    ...(notes.length > 0 ? ["", ...notes.map((note) => `note  ${note}`)] : []),
    ...(painted.length > 0 ? [] : ["", "note  There is no Chromium: what a browser sees was not measured."]),
    "",
  ].join("\n");
}

function seen({ painted, first_paint_ms, layout_shift, transferred_bytes, errors }: Report): string[] {
  const head = ["in Chromium", "first paint ms", "layout shift", "transferred KiB"];
  const rows = painted.map(({ page, firstPaintMs, layoutShift, transferred }) => [
    `  ${page}`,
    ...[firstPaintMs, layoutShift, transferred / 1024].map(number),
  ]);
  const judged = (value: number | null, most: number) =>
    value === null ? "" : value <= most ? "ok" : "MISSED";
  return columns(
    [
      ...(rows.length > 0 ? [head, ...rows] : []),
      ...(rows.length > 0
        ? [
            [
              `  at most ${MOST_PAINT_MS}, 0, ${MOST_TRANSFERRED / 1024}`,
              judged(first_paint_ms, MOST_PAINT_MS),
              judged(layout_shift, 0),
              judged(transferred_bytes, MOST_TRANSFERRED),
            ],
          ]
        : []),
      ["answers that were wrong", number(errors), "", ""],
    ],
    [1, 2, 3],
  );
}

const number = (value: number) => rounded(value).toLocaleString("en");
