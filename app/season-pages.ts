/** A season's boards, shown in place of those of all time where the address names one. */
import type { Request, Response } from "express";
import type { Grade } from "../game/catalog/words.ts";
import type { SeasonBoard } from "../game/hunter/season.ts";
import { seasonGuilds, seasonHunters } from "../store/season-boards.ts";
import { allSeasons, type Season } from "../store/seasons.ts";
import type { Services } from "./app.ts";
import { BOARD_FRESH_MS, boardOf, MOST_BOARDS_KEPT, pageOf } from "./board.ts";
import { kept, keptFor } from "./kept.ts";
import { Refusal } from "./refusal.ts";
import { text } from "./texts/said.ts";

export type Board = "levels" | "guilds" | "gates";

export function seasonPages({ page, pool }: Pick<Services, "page" | "pool">) {
  const all = kept(BOARD_FRESH_MS, () => allSeasons(pool));
  const boards = keptFor<Awaited<ReturnType<typeof rowsOf>>>(BOARD_FRESH_MS, MOST_BOARDS_KEPT);

  const rowsOf = (season: Season, board: Board, grade: Grade | null, at: number) => {
    if (board === "guilds") return seasonGuilds(pool, season, at);
    const kind: SeasonBoard = board === "levels" ? "points" : `gates:${grade ?? "E"}`;
    return seasonHunters(pool, season, kind, at);
  };

  return {
    all,
    /** Shows the board of the season that the address names; false where it names none. */
    async shown(request: Request, response: Response, board: Board, grade: Grade | null): Promise<boolean> {
      const { season: typed } = request.query;
      if (typed === undefined) return false;
      const seasons = await all();
      const season = seasons.find(({ number }) => String(number) === typed);
      if (!season) throw new Refusal(404, text("seasons.no-season"), text("seasons.no-season-detail"));
      const at = pageOf(request);
      const rows = await boards([season.number, season.over, board, grade, at].join(), () =>
        rowsOf(season, board, grade, at),
      );
      page(request, response, "season", { ...boardOf<object>(rows, at), board, grade, season, seasons });
      return true;
    },
  };
}
