/** A page of a leaderboard. */
import type { Request } from "express";
import { MOST_PAGES, ROWS_A_PAGE } from "../store/ranks.ts";

/** Boards are at most so old (ms), and so many of their pages are remembered. */
export const BOARD_FRESH_MS = 10_000;
export const MOST_BOARDS_KEPT = 200;

/** Which page the address asks for, from 1. */
export function pageOf({ query }: Pick<Request, "query">): number {
  const at = /^\d{1,3}$/.test(String(query.page)) ? Number(query.page) : 1;
  return Math.min(Math.max(1, at), MOST_PAGES);
}

/** What its view shows of one page. */
export function boardOf<T>(rows: readonly T[], at: number) {
  return {
    rows,
    at,
    first: (at - 1) * ROWS_A_PAGE + 1,
    more: rows.length === ROWS_A_PAGE && at < MOST_PAGES,
  };
}
