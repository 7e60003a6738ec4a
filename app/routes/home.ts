import { type Request, type Response, Router } from "express";
import type { Catalog } from "../../game/catalog/catalog.ts";
import { GRADES } from "../../game/catalog/words.ts";
import { latestNews } from "../../store/news.ts";
import { gatesCleared, newestFeats, type ToldFeat } from "../../store/pulse.ts";
import type { Services } from "../app.ts";
import { featText } from "../archive/feats.ts";
import { refusalFrom } from "../errors.ts";
import { kept } from "../kept.ts";
import type { Words } from "../texts/words.ts";

const ROBOTS =
  "User-agent: *\nDisallow: /account\nDisallow: /admin\nDisallow: /play\nDisallow: /search\nDisallow: /live/\n";
/** Everything here is at most so old. */
const FRESH_MS = 5_000;
const NEWS_SHOWN = 3;
const NEWS_LISTED = 30;
const FEATS_READ = 40;
const FEATS_SHOWN = 7;
/** One good night of one hunter doesn't fill the board. */
const FEATS_OF_ONE = 2;

export function homeRoutes({ page, fragment, online, pool, catalog }: Services): Router {
  const city = kept(FRESH_MS, async () => {
    const [gates, feats, news] = await Promise.all([
      gatesCleared(pool),
      newestFeats(pool, FEATS_READ),
      latestNews(pool, NEWS_SHOWN),
    ]);
    return { gates, feats, news, grades: GRADES, away: false };
  });
  const pulse = async (words: Words) => {
    const { feats, ...known } = await city().catch(withoutRecord);
    return { ...known, feats: toldOf(words, catalog, feats), online: await online() };
  };

  const router = Router();
  router.get("/", async (request: Request, response: Response) =>
    page(request, response, "home", await pulse(response.locals.words)),
  );
  router.get("/live/pulse", async (_request, response) => {
    response.json({ html: fragment(response.locals.words, "pulse", await pulse(response.locals.words)) });
  });
  router.get("/news", async (request: Request, response: Response) =>
    page(request, response, "news", { news: await latestNews(pool, NEWS_LISTED) }),
  );
  router.get("/robots.txt", (_request, response) => void response.type("text/plain").send(ROBOTS));
  // Browsers ask for it whatever the page says; the page's own icon is an asset.
  router.get("/favicon.ico", (_request, response) => void response.status(204).end());
  return router;
}

/** What can be told without the database: the page is worth reading all the same. */
function withoutRecord(error: unknown) {
  if (refusalFrom(error).status !== 503) throw error;
  return { gates: {}, feats: [], news: [], grades: GRADES, away: true };
}

function toldOf(words: Words, catalog: Catalog, feats: readonly ToldFeat[]) {
  const told: { name: string; text: string }[] = [];
  for (const feat of feats) {
    const text = featText(words, catalog, feat);
    const known = told.filter(({ name }) => name === feat.name).length;
    if (text !== null && known < FEATS_OF_ONE) told.push({ name: feat.name, text });
  }
  return told.slice(0, FEATS_SHOWN);
}
