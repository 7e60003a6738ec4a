/** Charts of the economy as SVG, made here: they need no script and take their colours from the page. */
import type { Flow } from "../../store/economy/flows.ts";

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 64;
const TOP = 16;
const BOTTOM = 28;
const RIGHT = 16;
const DAY_MS = 86_400_000;

/** What there is at a day's end; a day is a number since 1970 in UTC. */
export type Level = { day: number; amount: number };

/** The supply at the end of each of the `days` up to `today`, from what there is now and what came and went since. */
export function levelsOf(flows: readonly Flow[], now: number, today: number, days: number): Level[] {
  const net = new Map(flows.map(({ since, minted, burnt }) => [since, minted - burnt]));
  const levels: Level[] = [];
  for (let [day, amount] = [today, now]; day > today - days; day -= 1) {
    levels.unshift({ day, amount });
    amount -= net.get(day) ?? 0;
  }
  return levels;
}

/** A line from the first day to the last; "" for fewer than two. */
export function supplyChart(levels: readonly Level[], currency: string): string {
  const [first, last] = [levels[0], levels.at(-1)];
  if (!first || !last || first.day === last.day) return "";
  const most = niceOver(Math.max(...levels.map(({ amount }) => amount)));
  const x = across(first.day, last.day);
  const y = (amount: number) => round(HEIGHT - BOTTOM - (amount / most) * (HEIGHT - TOP - BOTTOM));
  const summary = `${currency} in all at each day's end: ${whole(first.amount)} on ${dayText(first.day)}, ${whole(last.amount)} on ${dayText(last.day)}.`;
  return chart("supply-chart", summary, [
    ...[0, most / 2, most].map((amount) => gridLine(y(amount), amount)),
    `<polyline points="${levels.map(({ day, amount }) => `${x(day)},${y(amount)}`).join(" ")}"/>`,
    ...ends(first.day, last.day),
  ]);
}

/** What came, upwards, and what went, downwards, on each day; "" where nothing did. */
export function flowChart(flows: readonly Flow[], today: number, days: number): string {
  const shown = flows.filter(({ since }) => since > today - days && since <= today);
  if (shown.length === 0 || days < 2) return "";
  const most = niceOver(Math.max(...shown.map(({ minted, burnt }) => Math.max(minted, burnt))));
  const x = across(today - days + 1, today, 8);
  const y = (amount: number) =>
    round((HEIGHT - BOTTOM + TOP) / 2 - (amount / most) * ((HEIGHT - TOP - BOTTOM) / 2));
  const width = round(Math.max(2, Math.min(12, ((WIDTH - LEFT - RIGHT) / days) * 0.7)));
  const bar = (kind: string, day: number, amount: number) =>
    amount === 0
      ? ""
      : `<line class="${kind}" stroke-width="${width}" x1="${x(day)}" y1="${y(0)}" x2="${x(day)}" y2="${y(kind === "in" ? amount : -amount)}"/>`;
  const sum = (pick: (flow: Flow) => number) => shown.reduce((total, flow) => total + pick(flow), 0);
  const summary = `In ${days} days ${whole(sum(({ minted }) => minted))} came (bars upwards) and ${whole(sum(({ burnt }) => burnt))} went (bars downwards).`;
  return chart("flow-chart", summary, [
    ...[most, 0, -most].map((amount) => gridLine(y(amount), Math.abs(amount))),
    ...shown.map(({ since, minted, burnt }) => bar("in", since, minted) + bar("out", since, burnt)),
    ...ends(today - days + 1, today),
  ]);
}

function chart(id: string, summary: string, parts: readonly string[]): string {
  return [
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="${id}">`,
    `<title id="${id}">${summary}</title>`,
    ...parts,
    "</svg>",
  ].join("");
}

const gridLine = (y: number, amount: number): string =>
  `<line class="grid" x1="${LEFT}" y1="${y}" x2="${WIDTH - RIGHT}" y2="${y}"/>` +
  `<text x="${LEFT - 8}" y="${y + 5}" text-anchor="end">${shortNumber(amount)}</text>`;

const ends = (first: number, last: number): string[] => [
  `<text x="${LEFT}" y="${HEIGHT - 4}">${dayText(first)}</text>`,
  `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${dayText(last)}</text>`,
];

const across =
  (first: number, last: number, inset = 0) =>
  (day: number): number =>
    round(LEFT + inset + ((day - first) / (last - first)) * (WIDTH - LEFT - RIGHT - 2 * inset));

/** The next 1, 2, 4, 6, 8 or 10 times a power of ten, so that half of it is a plain number too. */
function niceOver(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= value) ?? 10;
  return Math.max(2, step * power);
}

const shortNumber = (value: number): string =>
  new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(value);
const whole = (value: number): string => Math.round(value).toLocaleString("en");
const round = (value: number): number => Math.round(value * 10) / 10;

/** "2026-11-24" */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);
