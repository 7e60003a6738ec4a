import { type Request, Router } from "express";
import { GRADES, type Grade } from "../../game/catalog/words.ts";
import { jobName } from "../../game/hunter/classes.ts";
import { guildProfile, hunterProfile } from "../../store/profiles.ts";
import { newestFeats } from "../../store/pulse.ts";
import { guildsByLevel, huntersByLevel, huntersByScore, MOST_PAGES, ROWS_A_PAGE } from "../../store/ranks.ts";
import type { Services } from "../app.ts";
import { featText } from "../archive/feats.ts";
import { keptBy } from "../kept.ts";
import { Refusal } from "../refusal.ts";
import { text } from "../texts/said.ts";

/** Boards are at most so old, and so many of their pages are remembered. */
const FRESH_MS = 10_000;
const MOST_KEPT = 200;
const FEATS_SHOWN = 8;

/** Who stands where, and what everyone may know of a hunter or a guild. */
export function rankRoutes({ page, pool, catalog }: Services): Router {
  const levels = keptBy(FRESH_MS, MOST_KEPT, (at) => huntersByLevel(pool, Number(at)));
  const guilds = keptBy(FRESH_MS, MOST_KEPT, (at) => guildsByLevel(pool, Number(at)));
  const gates = keptBy(FRESH_MS, MOST_KEPT, (key) => {
    const [grade = "E", at = "1"] = key.split(" ");
    return huntersByScore(pool, `gates:${grade as Grade}`, Number(at));
  });

  const router = Router();
  router.get("/leaderboards", async (request, response) => {
    const at = pageOf(request);
    const rows = await levels(String(at));
    page(request, response, "ranks", { ...board(rows, at), board: "levels", grade: null, jobName });
  });
  router.get("/leaderboards/guilds", async (request, response) => {
    const at = pageOf(request);
    const rows = await guilds(String(at));
    page(request, response, "ranks", { ...board(rows, at), board: "guilds", grade: null, jobName });
  });
  router.get("/leaderboards/gates/:grade", async (request, response) => {
    const grade = GRADES.find((one) => one.toLowerCase() === request.params.grade.toLowerCase());
    if (!grade)
      throw new Refusal(
        404,
        text("refusals.no-grade"),
        text("refusals.grades", { grades: GRADES.join(", ") }),
      );
    const at = pageOf(request);
    const rows = await gates(`${grade} ${at}`);
    page(request, response, "ranks", { ...board(rows, at), board: "gates", grade, jobName });
  });

  router.get("/hunters/:name", async (request, response) => {
    const hunter = await hunterProfile(pool, request.params.name);
    if (!hunter) throw nobody("hunter", request.params.name);
    const feats = (await newestFeats(pool, FEATS_SHOWN, hunter.id)).flatMap((feat) => {
      const text = featText(response.locals.words, catalog, feat);
      return text === null ? [] : [{ text, at: feat.at }];
    });
    const achievements = hunter.achievements.flatMap((id) => catalog.achievements.get(id) ?? []);
    page(request, response, "hunter", { hunter, feats, achievements, jobName, grades: GRADES });
  });
  router.get("/guilds/:name", async (request, response) => {
    const guild = await guildProfile(pool, request.params.name);
    if (!guild) throw nobody("guild", request.params.name);
    page(request, response, "guild", { guild });
  });
  return router;
}

function pageOf({ query }: Request): number {
  const at = /^\d{1,3}$/.test(String(query.page)) ? Number(query.page) : 1;
  return Math.min(Math.max(1, at), MOST_PAGES);
}

function board<T>(rows: readonly T[], at: number) {
  return {
    rows,
    at,
    first: (at - 1) * ROWS_A_PAGE + 1,
    more: rows.length === ROWS_A_PAGE && at < MOST_PAGES,
  };
}

function nobody(what: "hunter" | "guild", name: string): Refusal {
  const called = name.slice(0, 24);
  return new Refusal(404, text(`refusals.no-${what}`), text(`refusals.no-${what}-called`, { name: called }));
}
