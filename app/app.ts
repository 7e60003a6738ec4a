import { dirname, join } from "node:path";
import express, { type Express } from "express";
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Catalog } from "../game/catalog/catalog.ts";
import type { Readiness } from "../store/health.ts";
import { playersOnline } from "../store/presence.ts";
import { type Switches, switchesOf } from "../store/switches.ts";
import { openThrottle, type Throttle } from "../store/throttle.ts";
import { adminRoutes } from "./admin/admin.ts";
import { BASE } from "./api/operation.ts";
import { makeApi } from "./api/operations.ts";
import { apiRouter } from "./api/router.ts";
import { apiOnly, errorAnswer, notFound } from "./errors.ts";
import { type Fragment, fragments } from "./fragment.ts";
import { kept } from "./kept.ts";
import type { Mailer } from "./mail.ts";
import { apiDuringMaintenance, pagesDuringMaintenance } from "./maintenance.ts";
import { type Surroundings, type Vitals, VitalsReader } from "./monitoring/vitals.ts";
import { type Page, pages } from "./page.ts";
import { refuseReplays } from "./replay.ts";
import { requestId } from "./request-id.ts";
import { requestLog } from "./request-log.ts";
import { accountRoutes } from "./routes/account.ts";
import { apiPageRoutes } from "./routes/api-page.ts";
import { archiveRoutes } from "./routes/archive.ts";
import { downloadRoutes } from "./routes/download.ts";
import { guestRoutes } from "./routes/guest.ts";
import { healthRoutes } from "./routes/health.ts";
import { helpRoutes } from "./routes/help.ts";
import { homeRoutes } from "./routes/home.ts";
import { loginRoutes } from "./routes/login.ts";
import { marketRoutes } from "./routes/market.ts";
import { marketOrderRoutes } from "./routes/market-orders.ts";
import { marketWantedRoutes } from "./routes/market-wanted.ts";
import { passwordRoutes } from "./routes/password.ts";
import { playRoutes } from "./routes/play.ts";
import { rankRoutes } from "./routes/ranks.ts";
import { registerRoutes } from "./routes/register.ts";
import { searchRoutes } from "./routes/search.ts";
import { themeRoutes } from "./routes/theme.ts";
import { sameOrigin } from "./same-origin.ts";
import { securityHeaders } from "./security-headers.ts";
import { sessions } from "./session.ts";
import { chooseLanguage } from "./texts/choose.ts";
import type { Texts } from "./texts/texts.ts";
import type { Words } from "./texts/words.ts";
import { refuseZeroBytes } from "./zero-bytes.ts";

const BODY_LIMIT = "10kb";
const MOST_FIELDS = 20;
/** Each letter may take nine characters on its way. */
const NEWS_LIMIT = "40kb";
const VITALS_FRESH_MS = 3_000;

export type AppSettings = {
  pool: Pool;
  redis: Redis;
  log: Logger;
  ready: () => Promise<Readiness>;
  sessionSecrets: string[];
  hosts: string[];
  version: string;
  viewsDirectory: string;
  publicDirectory: string;
  catalog: Catalog;
  texts: Texts;
  mail: Mailer;
  /** The site's public address without a slash at its end, for links in mails. */
  siteUrl: string;
  /** The published port of terminal clients; 0: none. */
  gamePort: number;
  /** This server's log file, and host:port of Nginx within the stack: what the monitoring page looks at. */
  logFile?: string | undefined;
  nginxAddress?: string | undefined;
};

/** What the routes work with. */
export type Services = {
  pool: Pool;
  redis: Redis;
  throttle: Throttle;
  page: Page;
  fragment: Fragment;
  online: () => Promise<number>;
  catalog: Catalog;
  /** For programs; pages speak to each visitor by `response.locals.words`. */
  english: Words;
  mail: Mailer;
  siteUrl: string;
  /** How the stack is, at most a few seconds old. */
  vitals: () => Promise<Vitals>;
  /** What operators have turned, at most a second old. */
  switches: () => Promise<Switches>;
  /** Does what the answer doesn't wait for; what goes wrong is logged. */
  later(work: () => Promise<void>): void;
};

/** The whole site: what a request passes, from top to bottom. */
export function createApp(settings: AppSettings): Express {
  const { pool, redis, log, catalog, mail, siteUrl } = settings;
  const page = pages(settings);
  const vitals = new VitalsReader(pool, redis, surroundings(settings));
  const services: Services = {
    pool,
    redis,
    page,
    fragment: fragments(settings),
    catalog,
    english: settings.texts.english,
    mail,
    siteUrl,
    vitals: kept(VITALS_FRESH_MS, () => vitals.read()),
    later: (work) => void work().catch((error) => log.error({ err: error }, "work in the background failed")),
    switches: switchesOf(pool),
    throttle: openThrottle(redis),
    online: playersOnline(redis),
  };

  const app = express();
  app.disable("x-powered-by").disable("etag");
  // Nginx replaces X-Forwarded-For, so the one address in it is the client's.
  app.set("trust proxy", 1);
  app.use(requestId, chooseLanguage(settings.texts));
  app.use(healthRoutes(settings.ready));
  app.use(requestLog(log));
  app.use(securityHeaders, refuseZeroBytes);
  app.use("/assets", assets(settings.publicDirectory));
  app.use(sameOrigin(settings.hosts));
  app.use(refuseReplays(redis));
  const api = makeApi(services, settings.version);
  app.use(BASE, apiDuringMaintenance(services));
  app.use(BASE, express.json({ limit: BODY_LIMIT, inflate: false }), apiRouter(services, api.operations));
  app.use(apiOnly);
  app.use(sessions(redis, settings.sessionSecrets), pagesDuringMaintenance(services));
  app.use("/admin/news", express.urlencoded({ extended: false, limit: NEWS_LIMIT, inflate: false }));
  app.use(
    express.urlencoded({ extended: false, limit: BODY_LIMIT, parameterLimit: MOST_FIELDS, inflate: false }),
  );
  app.use(homeRoutes(services), loginRoutes(services), registerRoutes(services), passwordRoutes(services));
  app.use(playRoutes(services), accountRoutes(services), downloadRoutes(services, settings));
  app.use(archiveRoutes(services), helpRoutes(services), searchRoutes(services), themeRoutes());
  app.use(guestRoutes(services), rankRoutes(services), marketRoutes(services), marketOrderRoutes(services));
  app.use(marketWantedRoutes(services));
  app.use(adminRoutes(services), apiPageRoutes(services, api.document));
  app.use(notFound, errorAnswer(page, log));
  return app;
}

function surroundings({ logFile, nginxAddress, siteUrl }: AppSettings): Surroundings {
  const siteName = new URL(siteUrl).hostname.replace(/^\[|\]$/g, "");
  return { logFolder: logFile ? dirname(logFile) : null, nginxAddress: nginxAddress ?? null, siteName };
}

/** Their names hold a hash of their content, so browsers may keep them for ever. Nginx serves them in a stack. */
function assets(publicDirectory: string) {
  return express.static(join(publicDirectory, "assets"), {
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: (response) => response.setHeader("Cache-Control", "public, max-age=31536000, immutable"),
  });
}
