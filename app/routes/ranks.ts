import { Router } from "express";
import { GRADES, type Grade } from "../../game/catalog/words.ts";
import { jobName } from "../../game/hunter/classes.ts";
import type { SeasonBoard } from "../../game/hunter/season.ts";
import { guildProfile, hunterProfile } from "../../store/profiles.ts";
import { newestFeats } from "../../store/pulse.ts";
import { guildsByLevel, huntersByLevel, huntersByScore } from "../../store/ranks.ts";
import { placesOf } from "../../store/season-boards.ts";
import type { Services } from "../app.ts";
import { featText } from "../archive/feats.ts";
import { BOARD_FRESH_MS, boardOf, MOST_BOARDS_KEPT, pageOf } from "../board.ts";
import { keptBy } from "../kept.ts";
import { Refusal } from "../refusal.ts";
import { seasonPages } from "../season-pages.ts";
import { text } from "../texts/said.ts";

const FEATS_SHOWN = 8;

/** Who stands where, and what everyone may know of a hunter or a guild. */
export function rankRoutes(services: Services): Router {
  const { page, pool, catalog } = services;
  const levels = keptBy(BOARD_FRESH_MS, MOST_BOARDS_KEPT, (at) => huntersByLevel(pool, Number(at)));
  const guilds = keptBy(BOARD_FRESH_MS, MOST_BOARDS_KEPT, (at) => guildsByLevel(pool, Number(at)));
  const gates = keptBy(BOARD_FRESH_MS, MOST_BOARDS_KEPT, (key) => {
    const [grade = "E", at = "1"] = key.split(" ");
    return huntersByScore(pool, `gates:${grade as Grade}`, Number(at));
  });

  const season = seasonPages(services);

  const router = Router();
  router.get("/leaderboards", async (request, response) => {
    if (await season.shown(request, response, "levels", null)) return;
    const at = pageOf(request);
    const rows = await levels(String(at));
    const seasons = await season.all();
    page(request, response, "ranks", {
      ...boardOf(rows, at),
      board: "levels",
      grade: null,
      jobName,
      seasons,
    });
  });
  router.get("/leaderboards/guilds", async (request, response) => {
    if (await season.shown(request, response, "guilds", null)) return;
    const at = pageOf(request);
    const rows = await guilds(String(at));
    const seasons = await season.all();
    page(request, response, "ranks", {
      ...boardOf(rows, at),
      board: "guilds",
      grade: null,
      jobName,
      seasons,
    });
  });
  router.get("/leaderboards/gates/:grade", async (request, response) => {
    const grade = GRADES.find((one) => one.toLowerCase() === request.params.grade.toLowerCase());
    if (!grade)
      throw new Refusal(
        404,
        text("refusals.no-grade"),
        text("refusals.grades", { grades: GRADES.join(", ") }),
      );
    if (await season.shown(request, response, "gates", grade)) return;
    const at = pageOf(request);
    const rows = await gates(`${grade} ${at}`);
    const seasons = await season.all();
    page(request, response, "ranks", { ...boardOf(rows, at), board: "gates", grade, jobName, seasons });
  });

  router.get("/hunters/:name", async (request, response) => {
    const hunter = await hunterProfile(pool, request.params.name);
    if (!hunter) throw nobody("hunter", request.params.name);
    const feats = (await newestFeats(pool, FEATS_SHOWN, hunter.id)).flatMap((feat) => {
      const text = featText(response.locals.words, catalog, feat);
      return text === null ? [] : [{ text, at: feat.at }];
    });
    const achievements = hunter.achievements.flatMap((id) => catalog.achievements.get(id) ?? []);
    const places = (await placesOf(pool, hunter.id)).map((place) => ({
      ...place,
      ...boardWords(place.board),
    }));
    page(request, response, "hunter", { hunter, feats, achievements, places, jobName, grades: GRADES });
  });
  router.get("/guilds/:name", async (request, response) => {
    const guild = await guildProfile(pool, request.params.name);
    if (!guild) throw nobody("guild", request.params.name);
    page(request, response, "guild", { guild });
  });
  return router;
}

/** How the text of a place in a season names its board. */
function boardWords(board: SeasonBoard): { board: string; grade: string } {
  if (board.startsWith("gates:")) return { board: "grade", grade: board.slice("gates:".length) };
  return { board: board === "kills:boss" ? "boss" : board, grade: "" };
}

function nobody(what: "hunter" | "guild", name: string): Refusal {
  const called = name.slice(0, 24);
  return new Refusal(404, text(`refusals.no-${what}`), text(`refusals.no-${what}-called`, { name: called }));
}
