import { Router } from "express";
import { findGuildNames, findHunterNames } from "../../store/public-names.ts";
import type { Services } from "../app.ts";
import { archiveOf } from "../archive/archive.ts";
import { type Entry, entriesOf, find, LONGEST_QUERY } from "../archive/search.ts";

/** One field over everything that is written down, and over hunters and guilds. */
export function searchRoutes({ page, pool, catalog }: Services): Router {
  const entries = entriesOf(archiveOf(catalog));
  const people = async (words: string): Promise<Entry[]> => {
    const [hunters, guilds] = await Promise.all([findHunterNames(pool, words), findGuildNames(pool, words)]);
    return [
      ...hunters.map((name) => ({ name, path: `/hunters/${name}`, what: "hunter", also: [] })),
      ...guilds.map((name) => ({
        name,
        path: `/guilds/${encodeURIComponent(name)}`,
        what: "guild",
        also: [],
      })),
    ];
  };
  const router = Router();
  router.get("/search", async (request, response) => {
    const asked = request.query.q;
    const words = typeof asked === "string" ? asked.trim().slice(0, LONGEST_QUERY) : "";
    const known = words === "" ? [] : await people(words);
    const found = find(entries, words);
    page(request, response, "search", { words, known, found });
  });
  return router;
}
