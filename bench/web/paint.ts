/** What a browser sees of our pages: when something is painted, whether it moves, and how much came over the line. */
import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { spread } from "../statistics.ts";
import type { PageName, Painted } from "./figures.ts";

const CHROMIUM = "/usr/bin/chromium";
const VISITS = 9;
/** None of the pages that are measured. */
const ELSEWHERE = "/register";
/** After the load, so that what a script moves is seen too. */
const SETTLE_MS = 400;

/** Run in the page before anything of its own. */
const WATCH = `
  globalThis.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) globalThis.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
`;

type Seen = { paint: number; shift: number };

/** Null where there is no Chromium. The pages are visited by somebody without a login. */
export async function paint(port: number, pages: Record<PageName, string>): Promise<Painted[] | null> {
  if (!existsSync(CHROMIUM)) return null;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const painted: Painted[] = [];
    for (const [page, path] of Object.entries(pages) as [PageName, string][])
      painted.push(await paintOne(browser, page, `http://127.0.0.1:${port}${path}`));
    return painted;
  } finally {
    await browser.close();
  }
}

/** A first visit with nothing in the browser's cache, then several with what the first one left there. */
async function paintOne(browser: Browser, page: PageName, address: string): Promise<Painted> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    extraHTTPHeaders: { "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7" },
  });
  try {
    const transferred = await firstVisit(context, address);
    const visits = await lookAgain(context, address);
    return {
      page,
      firstPaintMs: Math.round(spread(visits.map(({ paint: at }) => at)).median * 10) / 10,
      layoutShift: Math.max(...visits.map(({ shift }) => shift)),
      transferred,
    };
  } finally {
    await context.close();
  }
}

async function firstVisit(context: BrowserContext, address: string): Promise<number> {
  const tab = await context.newPage();
  const wire = await context.newCDPSession(tab);
  let bytes = 0;
  wire.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await wire.send("Network.enable");
  await tab.goto(address, { waitUntil: "networkidle" });
  await tab.close();
  return bytes;
}

/** One tab as people have it: each time the page is come to from another one of the site. */
async function lookAgain(context: BrowserContext, address: string): Promise<Seen[]> {
  const tab = await context.newPage();
  await tab.addInitScript(WATCH);
  const seen: Seen[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    await tab.goto(new URL(ELSEWHERE, address).href, { waitUntil: "load" });
    await tab.goto(address, { waitUntil: "load" });
    await tab.waitForTimeout(SETTLE_MS);
    seen.push(
      await tab.evaluate(() => ({
        paint:
          performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.POSITIVE_INFINITY,
        shift: (globalThis as typeof globalThis & { shift: number }).shift,
      })),
    );
  }
  await tab.close();
  return seen;
}
