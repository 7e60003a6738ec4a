/** `./terminusa bench web`: the site's pages under load, paired with the same pages on Flask, and what a browser sees. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleWeb } from "../../bundles/web.ts";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Context } from "../../ops/context.ts";
import { OperatorError } from "../../ops/operator-error.ts";
import { readCatalog } from "../../store/content.ts";
import { openRedis, redisReady } from "../../store/redis.ts";
import { removeLabelled } from "../clean-up.ts";
import { spread } from "../statistics.ts";
import { type Database, Databases } from "../terminal/databases.ts";
import { busySeconds, cpuSeconds } from "../terminal/pinned.ts";
import { FLASK_SITE, PythonMissing, virtualEnvironment } from "../terminal/python.ts";
import { waitForQuiet } from "../terminal/quiet.ts";
import { logIn } from "./closed-loop.ts";
import { Measurements, makeReport, PAGES, type PageName, type Report, type SiteName } from "./figures.ts";
import { Load, type LoadOrder } from "./load.ts";
import { paint } from "./paint.ts";
import { furnish, VISITOR_PASSWORD, VISITORS, visitorName } from "./population.ts";
import { type Around, type Site, startFlask, startOurs } from "./servers.ts";

export interface WebBenchOptions {
  rounds?: number;
}

const ROUNDS = 3;
const CONNECTIONS = 32;
const TIMES = { warmMs: 2_000, measureMs: 5_000 };
const ONLINE = 300;
const READY_MS = 30_000;
const LOOK_MS = 500;

const LOADS: Record<PageName, Pick<LoadOrder, "paths" | "expects">> = {
  home: { paths: ["/"], expects: "Newest feats" },
  leaderboard: {
    paths: Array.from({ length: 8 }, (_, at) => `/leaderboards?page=${at + 1}`),
    expects: "Hunters by level",
  },
  marketplace: {
    paths: [
      "/market",
      "/market?kind=weapon",
      "/market?sort=new",
      "/market?page=3",
      "/market?kind=armor&sort=ending",
    ],
    expects: "prices for one",
  },
  login: { paths: [], expects: "" },
};
const HOW =
  `${CONNECTIONS} connections in a closed loop, from core 1; each site is one process on core 0, without Nginx and TLS. All sites have the same ` +
  "PostgreSQL and Redis, in the stack's images and settings. Pages are asked for by visitors who are logged in; a " +
  "login is a form fetched by a newcomer and sent with a right password (argon2id, the same cost), and counts once. " +
  "Flask keeps for as long what ours keeps (boards 10 s, the home page's figures 5 s, the market's pages and mark 3 s), and in a " +
  "second run nothing. Ours logs each request, Flask none.";

/** Whatever it makes is removed at its end, on failure and on Ctrl-C too. Needs Linux, as `taskset` and /proc are. */
export async function measureWeb(context: Context, { rounds = ROUNDS }: WebBenchOptions): Promise<Report> {
  if (process.platform !== "linux")
    throw new OperatorError(
      "bench web needs Linux",
      "it pins processes to cores and reads /proc",
      "run it there",
    );
  const lab = await context.out.step("the site, its databases and 20,000 hunters", () => Lab.open(context));
  const stop = () => void lab.close().finally(() => process.exit(130));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const flask = await flaskFor(lab);
    for (let round = 1; round <= rounds; round++)
      await context.out.step(`round ${round} of ${rounds}`, () => measureRound(lab, flask));
    await context.out.step("what a browser sees", () => measurePaint(lab));
    const others = spread(lab.disturbance);
    const disturbed = `Other processes took ${others.median.toFixed(2)} cores, at most ${others.max.toFixed(2)}.`;
    return makeReport(lab.measured, [HOW, disturbed, ...lab.notes]);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    await context.out.step("removing what the bench has made", () => lab.close());
  }
}

/** Each page in turns on each site, so that what disturbs the machine for a while disturbs a pair. */
async function measureRound(lab: Lab, flask: string | null): Promise<void> {
  const starts: [SiteName, () => Promise<Site>][] = [["ours", () => startOurs(lab.bundle, lab.around)]];
  if (flask) {
    starts.push(["flask", () => startFlask(flask, lab.around, true)]);
    starts.push(["flask_plain", () => startFlask(flask, lab.around, false)]);
  }
  const sites: { name: SiteName; site: Site; cookies: string[] }[] = [];
  try {
    for (const [name, start] of starts) {
      const site = await lab.keep(start());
      sites.push({ name, site, cookies: await visitors(site) });
    }
    for (const page of PAGES)
      for (const { name, site, cookies } of sites) await measurePage(lab, page, name, site, cookies);
  } finally {
    for (const { site } of sites) await lab.end(site);
  }
}

async function visitors(site: Site): Promise<string[]> {
  const cookies: string[] = [];
  for (let at = 0; at < CONNECTIONS; at++)
    cookies.push(await logIn(site.port, visitorName(at), VISITOR_PASSWORD));
  return cookies;
}

/** Waits for a quiet machine, and notes how much of it others take all the same. */
async function quiet(lab: Lab): Promise<void> {
  await waitForQuiet();
  const [busy, began] = [busySeconds(), performance.now()];
  await sleep(LOOK_MS);
  lab.disturbance.push((busySeconds() - busy) / ((performance.now() - began) / 1000));
}

async function measurePage(
  lab: Lab,
  page: PageName,
  name: SiteName,
  site: Site,
  cookies: string[],
): Promise<void> {
  await quiet(lab);
  const names = Array.from({ length: VISITORS }, (_, at) => visitorName(at));
  const began = cpuSeconds(site.pid);
  const outcome = await lab.load.run({
    ...{ port: site.port, connections: CONNECTIONS, ...TIMES, ...LOADS[page] },
    cookies: page === "login" ? [] : cookies,
    ...(page === "login" && { logins: { names, password: VISITOR_PASSWORD } }),
  });
  const seconds = (cpuSeconds(site.pid) - began) * (TIMES.measureMs / (TIMES.warmMs + TIMES.measureMs));
  const { measured } = lab;
  measured.record(page, name, "per_s", outcome.answers / outcome.seconds);
  measured.record(page, name, "p99_ms", outcome.latency.p99);
  measured.record(page, name, "bytes", outcome.bytes);
  measured.record(page, name, "server_us", (seconds * 1e6) / Math.max(1, outcome.answers));
  for (const [what, times] of Object.entries(outcome.errors)) {
    measured.errors += times;
    lab.notes.push(`${name}, ${page}: ${times} times ${what}.`);
  }
}

async function measurePaint(lab: Lab): Promise<void> {
  const site = await lab.keep(startOurs(lab.bundle, lab.around));
  try {
    await quiet(lab);
    const pages = { home: "/", leaderboard: "/leaderboards", marketplace: "/market", login: "/login" };
    lab.measured.painted = (await paint(site.port, pages)) ?? [];
  } finally {
    await lab.end(site);
  }
}

/** The folder of its environment; null, with a note, where there is no Python for it. */
async function flaskFor(lab: Lab): Promise<string | null> {
  try {
    return await lab.context.out.step("Flask to compare with", () =>
      virtualEnvironment(join(lab.context.home, "bench"), FLASK_SITE),
    );
  } catch (error) {
    if (!(error instanceof PythonMissing)) throw error;
    lab.notes.push(`Flask was not measured: ${error.message}.`);
    return null;
  }
}

/** Everything that is measured with, made once and removed at the end. */
class Lab {
  readonly context: Context;
  readonly folder: string;
  readonly bundle: string;
  readonly around: Around;
  readonly load = new Load();
  readonly measured = new Measurements();
  readonly notes: string[] = [];
  /** Cores that other processes took before each measurement. */
  readonly disturbance: number[] = [];
  readonly #label: string;
  readonly #running = new Set<Site>();
  #closing: Promise<void> | undefined;

  private constructor(context: Context, folder: string, label: string, around: Around) {
    this.context = context;
    this.folder = folder;
    this.bundle = join(folder, "bundle");
    this.around = around;
    this.#label = label;
  }

  static async open(context: Context): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), "terminusa-bench-"));
    const name = `terminusa-bench-${process.pid}`;
    const label = `io.terminusa.bench=${process.pid}`;
    try {
      await bundleWeb({ outDir: join(folder, "bundle") });
      const catalog = readCatalog([join(context.root, "game/content")]);
      const databases = await Databases.start(context, name, label);
      await databases.template("city", true, (owner) => furnish(owner, catalog));
      const database: Database = await databases.fresh("city");
      await presence(databases.redisUrl);
      const items = writeItems(folder, catalog);
      return new Lab(context, folder, label, { folder, database, redisUrl: databases.redisUrl, items });
    } catch (error) {
      await removeLabelled(context.docker, label);
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async keep(starting: Promise<Site>): Promise<Site> {
    const site = await starting;
    this.#running.add(site);
    return site;
  }

  async end(site: Site): Promise<void> {
    if (this.#running.delete(site)) await site.stop();
  }

  /** Asked again, it waits for the first time. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.load.stop();
    await Promise.allSettled([...this.#running].map((site) => this.end(site)));
    await removeLabelled(this.context.docker, this.#label);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What the game servers would say of who is in the city. */
async function presence(redisUrl: string): Promise<void> {
  const redis = openRedis(redisUrl, { name: "terminusa-bench" });
  try {
    await redisReady(redis, READY_MS);
    await redis.mset(...Array.from({ length: ONLINE }, (_, at) => [`presence:${at}`, "{}"]).flat());
  } finally {
    redis.disconnect();
  }
}

/** What the peer must know of the content. */
function writeItems(folder: string, { items }: Catalog): string {
  const path = join(folder, "items.json");
  const known = [...items.values()].map(({ id, name, kind, rarity }) => ({ id, name, kind, rarity }));
  writeFileSync(path, JSON.stringify(known));
  return path;
}
