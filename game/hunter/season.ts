/**
 * A season: a quarter of a year, in UTC, in which what hunters and guilds do is counted anew. What happens in it gives
 * points, its standings are kept for ever, and the best wear its title.
 */
import { GRADES, type Grade } from "../catalog/words.ts";
import type { Scores } from "./scores.ts";

/** `points` for gates of all grades, then what they are made of. */
export const SEASON_BOARDS = [
  "points",
  "gates",
  ...GRADES.map((grade) => `gates:${grade}` as const),
  "kills:boss",
] as const;
export type SeasonBoard = (typeof SEASON_BOARDS)[number];

/** A cleared gate of the lowest grade is a point, and each grade is worth twice the one below. */
export const pointsOf = (grade: Grade): number => 2 ** GRADES.indexOf(grade);

/** What a hunter who had the scores `before` has gained by `now`, where it is something. */
export function seasonGains(before: Scores, now: Scores): { board: SeasonBoard; more: number }[] {
  const more = (kind: Exclude<SeasonBoard, "points">) => Math.max(0, (now[kind] ?? 0) - (before[kind] ?? 0));
  const points = GRADES.reduce((sum, grade) => sum + pointsOf(grade) * more(`gates:${grade}`), 0);
  return SEASON_BOARDS.map((board) => ({ board, more: board === "points" ? points : more(board) })).filter(
    (gain) => gain.more > 0,
  );
}

/** The quarter of the year that `now` is in: its first moment and the next one's, in ms since 1970. */
export function quarterAt(now: number): { starts: number; ends: number } {
  const date = new Date(now);
  const [year, first] = [date.getUTCFullYear(), date.getUTCMonth() - (date.getUTCMonth() % 3)];
  return { starts: Date.UTC(year, first), ends: Date.UTC(year, first + 3) };
}

const PLACES = ["First", "Second", "Third"];

/** What whoever ends there may wear from then on; null below that. `place` is from 1. */
export function seasonTitle(season: number, board: SeasonBoard, place: number): string | null {
  const word = PLACES[place - 1];
  if (board === "points") return word ? `${word} of Season ${season}` : null;
  if (place > 1 || board === "gates" || board === "kills:boss") return null;
  return `First in ${board.slice("gates:".length)} Gates, Season ${season}`;
}
