/** A chart of prices as SVG, made here: it needs no script, and takes its colours from the page. */
import type { DayPrice } from "../../store/price-history.ts";
import { escapeMarkup } from "../texts/speak.ts";
import type { Words } from "../texts/words.ts";

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 64;
const TOP = 16;
const BOTTOM = 28;
const RIGHT = 16;
const DAY_MS = 86_400_000;

/**
 * The middle price of each day as a line, and from the lowest to the highest as a bar; "" for fewer than two days with
 * a sale. `today` is in days since 1970; `days` how many it shows up to then.
 */
export function priceChart(
  { t, format }: Words,
  prices: readonly DayPrice[],
  today: number,
  days: number,
): string {
  const shown = prices.filter(({ day }) => day > today - days && day <= today);
  if (shown.length < 2) return "";
  const most = niceOver(Math.max(...shown.map((price) => price.most)));
  const x = (day: number) => round(LEFT + ((day - (today - days + 1)) / (days - 1)) * (WIDTH - LEFT - RIGHT));
  const y = (price: number) => round(HEIGHT - BOTTOM - (price / most) * (HEIGHT - TOP - BOTTOM));
  const grid = [0, most / 2, most].map(
    (price) =>
      `<line class="grid" x1="${LEFT}" y1="${y(price)}" x2="${WIDTH - RIGHT}" y2="${y(price)}"/>` +
      `<text x="${LEFT - 8}" y="${y(price) + 5}" text-anchor="end">${said(format.shortNumber(price))}</text>`,
  );
  const bars = shown.map(
    ({ day, least, most: top }) =>
      `<line class="span" x1="${x(day)}" y1="${y(least)}" x2="${x(day)}" y2="${y(top)}"/>`,
  );
  const line = shown.map(({ day, middle }) => `${x(day)},${y(middle)}`).join(" ");
  const dots = shown.map(({ day, middle }) => `<circle cx="${x(day)}" cy="${y(middle)}" r="3"/>`);
  return [
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="chart-title">`,
    `<title id="chart-title">${said(summary(t, shown, days))}</title>`,
    ...grid,
    ...bars,
    `<polyline points="${line}"/>`,
    ...dots,
    `<text x="${LEFT}" y="${HEIGHT - 4}">${said(format.date(dateOf(today - days + 1), "day"))}</text>`,
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${said(format.date(dateOf(today), "day"))}</text>`,
    "</svg>",
  ].join("");
}

function summary(t: Words["t"], shown: readonly DayPrice[], days: number): string {
  const least = Math.min(...shown.map((price) => price.least));
  const most = Math.max(...shown.map((price) => price.most));
  return t("market.chart", { days, least, most, last: shown.at(-1)?.middle ?? least });
}

/** The next 1, 2 or 5 times a power of ten, so that half of it is a plain number too. */
function niceOver(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= value) ?? 10;
  return Math.max(2, step * power);
}

/** "2026-11-24", for programs. */
export const dayText = (day: number): string => dateOf(day).toISOString().slice(0, 10);
/** The beginning of a day that is counted since 1970. */
export const dateOf = (day: number): Date => new Date(day * DAY_MS);
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

const said = escapeMarkup;
const round = (value: number) => Math.round(value * 10) / 10;
