import { Router } from "express";
import type { Services } from "../app.ts";
import { archiveOf } from "../archive/archive.ts";
import { peopleNamed } from "../archive/people.ts";
import { entriesOf, find, LONGEST_QUERY } from "../archive/search.ts";
import { perLanguage } from "../texts/per-language.ts";

/** One field over everything that is written down, and over hunters and guilds. */
export function searchRoutes({ page, pool, catalog }: Services): Router {
  const archive = archiveOf(catalog);
  const entriesIn = perLanguage((words) => entriesOf(archive, words));
  const router = Router();
  router.get("/search", async (request, response) => {
    const asked = request.query.q;
    const typed = typeof asked === "string" ? asked.trim().slice(0, LONGEST_QUERY) : "";
    const { words } = response.locals;
    const known = typed === "" ? [] : await peopleNamed(pool, words, typed);
    const found = find(entriesIn(words), typed);
    page(request, response, "search", { words: typed, known, found });
  });
  return router;
}
