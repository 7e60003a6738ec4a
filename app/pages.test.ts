/** Every page in a real browser: what hinders people, what it weighs, and whether it fits a phone. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser as Chromium } from "playwright-core";
import { Company } from "../store/deeds/test-company.ts";
import { faults, launch, openPage, RULES, SIZES } from "./test-axe.ts";
import { furnish, OWN, PUBLIC } from "./test-pages.ts";
import { Browser, startTestbed, type Testbed } from "./testbed.ts";

/** All that a page transfers before xterm.js, as it is sent: pages plain, assets as Nginx has them compressed. */
const MOST_BYTES = 60 * 1024;

let bed: Testbed;
let company: Company;
let browser: Chromium;
let cookie: string;
before(async () => {
  bed = await startTestbed();
  company = new Company({ url: bed.databaseUrl } as never, 1);
  cookie = await furnish(bed, company);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await company?.close();
  await bed?.stop();
});

const open = (size: keyof typeof SIZES, scheme: "light" | "dark", login: boolean) =>
  openPage(browser, size, scheme, login ? cookie : undefined);

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
          for (const path of paths) found.push(...(await faults(page, bed.url + path, RULES[scheme])));
          await page.context().close();
        }
        assert.deepEqual(found, []);
      });

  it("is read without scrolling sideways in a window of 320 pixels", async () => {
    const wide: string[] = [];
    for (const [login, paths] of [
      [false, PUBLIC],
      [true, OWN],
    ] as const) {
      const page = await open("narrow", "light", login);
      for (const path of paths) {
        await page.goto(bed.url + path);
        const width = Number(await page.evaluate("document.documentElement.scrollWidth"));
        if (width > SIZES.narrow.width) wide.push(`${path}: ${width} pixels`);
      }
      await page.context().close();
    }
    assert.deepEqual(wide, []);
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
