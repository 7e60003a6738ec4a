/** Every page in a real browser: what hinders people, what it weighs, and whether it fits a phone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { type Browser as Chromium, chromium, type Page } from "playwright-core";
import { Company } from "../store/deeds/test-company.ts";
import { addNews } from "../store/news.ts";
import { tally } from "../store/tally.ts";
import { Browser, startTestbed, type Testbed } from "./testbed.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** All that a page transfers before xterm.js, as it is sent: pages plain, assets as Nginx has them compressed. */
const MOST_BYTES = 60 * 1024;
const COMPANY_PASSWORD = "rain on the tram rails";

const PUBLIC = [
  "/",
  "/news",
  "/leaderboards",
  "/leaderboards?page=9",
  "/leaderboards/guilds",
  "/leaderboards/gates/E",
  "/leaderboards/gates/Monarch",
  "/hunters/Mara",
  "/guilds/Ninth%20Ward",
  "/archive",
  "/beasts",
  "/beasts?gate=boiler-house",
  "/beasts/cinder-hound",
  "/items",
  "/items?kind=consumable",
  "/items?kind=material",
  "/items/life-draught",
  "/gates",
  "/gates/boiler-house",
  "/recipes",
  "/achievements",
  "/help",
  "/search",
  "/search?q=hound",
  "/search?q=cindr+hound",
  "/market",
  "/market?words=nothing+such",
  "/market/items/life-draught",
  "/market/items/rat-tail",
  "/market/listings/1",
  "/guest",
  "/login",
  "/forgot",
  "/register",
  "/download",
  "/api",
  "/nowhere",
];
const OWN = [
  "/",
  "/market",
  "/market/sell",
  "/market/sell/1",
  "/market/mine",
  "/market/listings/1",
  "/account",
  "/account/password",
  "/account/email",
  "/account/second-factor",
  "/account/delete",
  "/account/tokens",
];

let bed: Testbed;
let company: Company;
let browser: Chromium;
let cookie: string;
before(async () => {
  bed = await startTestbed();
  company = new Company({ url: bed.databaseUrl } as never, 1);
  cookie = await furnish();
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  await company?.close();
  await bed?.stop();
});

/** Something to see on each page; returns the cookie of one who is logged in. */
async function furnish(): Promise<string> {
  const things = { "life-draught": 9, "rat-tail": 5 };
  const mara = await company.hunter("Mara", { things, change: (hunter) => ({ ...hunter, guild: null }) });
  const jun = await company.hunter("Jun", { crystals: 90, things });
  await tally(bed.pool);
  await bed.pool.query(
    `UPDATE characters SET version = version + 1, level = 20, annals = $1 WHERE name = 'Mara'`,
    [JSON.stringify({ counters: { gates: 3, "gates:E": 2, "gates:D": 1 }, achievements: ["first-pin"] })],
  );
  await tally(bed.pool);
  const { rows } = await bed.pool.query("INSERT INTO guilds (name) VALUES ('Ninth Ward') RETURNING id");
  await bed.pool.query("INSERT INTO guild_members VALUES ($1, $2, 'leader')", [mara.id, rows[0].id]);
  await addNews(bed.pool, {
    title: "The tram runs again",
    text: "Two stops.\n\nBring a lamp.",
    byName: "Oh",
  });
  for (const { id } of (await company.state(mara)).pack.carried)
    await company.does(mara, { do: "market-list", thing: id, amount: 2, price: 3, days: 7 });
  await bed.pool.query(
    `INSERT INTO sales (item, count, price, at)
     SELECT 'life-draught', 2, 5 + n % 4, now() - n * interval '1 day' FROM generate_series(0, 20) n`,
  );
  const visitor = new Browser(bed.url);
  await visitor.submit("/login", { name: jun.name, password: COMPANY_PASSWORD });
  assert.ok(visitor.cookie);
  return visitor.cookie;
}

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

async function open(size: keyof typeof SIZES, colorScheme: "light" | "dark", login: boolean): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme,
    // The test's own script is no part of the page.
    bypassCSP: true,
    extraHTTPHeaders: {
      "x-forwarded-proto": "https",
      "x-forwarded-for": "203.0.113.9",
      ...(login && { cookie }),
    },
  });
  return context.newPage();
}

/** The themes differ in nothing but colours. */
const RULES = {
  light: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  dark: ["color-contrast"],
};

type Axe = { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

/** What axe finds, one line each, and what else a page must not do. */
async function faults(page: Page, path: string, rules: string[]): Promise<string[]> {
  await page.goto(bed.url + path);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (runOnly) => (globalThis as unknown as { axe: Axe }).axe.run({ runOnly }),
    rules,
  );
  const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  return [
    ...violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html.slice(0, 200)}`),
    ...(wide ? [`${path}: wider than the window`] : []),
  ];
}

describe("every page", () => {
  for (const size of ["phone", "desktop"] as const)
    for (const scheme of ["light", "dark"] as const)
      it(`hinders nobody on a ${size} in the ${scheme} theme`, async () => {
        const found: string[] = [];
        for (const [login, paths] of [
          [false, PUBLIC],
          [true, OWN],
        ] as const) {
          const page = await open(size, scheme, login);
          for (const path of paths) found.push(...(await faults(page, path, RULES[scheme])));
          await page.context().close();
        }
        assert.deepEqual(found, []);
      });

  it("weighs little, has one heading of the first order, a title of its own and headings in order", async () => {
    const visitor = new Browser(bed.url);
    const titles = new Map<string, string>();
    const assets = await weightOfAssets(visitor);
    for (const path of PUBLIC) {
      const { text } = await visitor.get(path);
      const bytes = Buffer.byteLength(text) + assets;
      assert.ok(bytes <= MOST_BYTES, `${path}: ${bytes} bytes`);
      assert.equal(text.match(/<h1/g)?.length, 1, path);
      const orders = [...text.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
      for (const [at, order] of orders.entries()) assert.ok(order <= (orders[at - 1] ?? 0) + 1, path);
      assert.doesNotMatch(text, /\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=/, path);
      titles.set(path.replace(/\?.*/, ""), /<title>([^<]*)/.exec(text)?.[1] ?? "");
    }
    assert.equal(new Set(titles.values()).size, titles.size);
  });

  it("moves nothing once it is drawn", async () => {
    const page = await open("phone", "light", false);
    await page.addInitScript(() => {
      const shifts = { sum: 0 };
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.sum += (entry as unknown as { value: number }).value;
      }).observe({ type: "layout-shift" as never, buffered: true });
    });
    for (const path of ["/", "/market", "/market/items/life-draught", "/leaderboards"]) {
      await page.goto(bed.url + path, { waitUntil: "networkidle" });
      const { sum } = await page.evaluate(
        () => (globalThis as unknown as { shifts: { sum: number } }).shifts,
      );
      assert.equal(sum, 0, path);
    }
    await page.context().close();
  });
});

async function weightOfAssets(visitor: Browser): Promise<number> {
  const { text } = await visitor.get("/market");
  const addresses = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? "");
  const sizes = await Promise.all(
    addresses.map(async (address) => {
      const { status, headers } = await visitor.get(`${address}.gz`);
      assert.equal(status, 200, address);
      return Number(headers.get("content-length"));
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
