/** Every admin page in a real browser, with something on it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser as Chromium } from "playwright-core";
import { Company } from "../../store/deeds/test-company.ts";
import { countEconomy } from "../../store/economy/count.ts";
import { proveBooks } from "../../store/economy/proofs.ts";
import { book } from "../../store/economy/test-ledger.ts";
import { eventually } from "../../test/patience.ts";
import { faults, launch, openPage, RULES } from "../test-axe.ts";
import { Browser, startTestbed, type Testbed } from "../testbed.ts";
import { send, type Worker, worker } from "./test-staff.ts";

let bed: Testbed;
let company: Company;
let browser: Chromium;
let operator: Worker;
let paths: string[];
before(async () => {
  bed = await startTestbed();
  company = new Company({ url: bed.databaseUrl } as never, 1);
  operator = await worker(bed, "Opal", "operator");
  paths = await furnish();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await company?.close();
  await bed?.stop();
});

/** Something to see on each page; returns all of them. */
async function furnish(): Promise<string[]> {
  const mara = await company.hunter("Mara", { crystals: 100 });
  const jun = await company.hunter("Jun_with_a_long_name", { crystals: 90 });
  await bed.pool.query(
    "INSERT INTO chat_messages (room, character_id, name, text) VALUES ('global', $1, $2, $3)",
    [jun.id, jun.name, `give me your crystals ${"now ".repeat(80)}`],
  );
  await company.does(mara, { do: "report", name: jun.name, reason: "threats" });
  await company.does(mara, { do: "report", name: jun.name, reason: "more threats" });
  await bed.pool.query(
    `INSERT INTO ledger (key, debit, credit, currency, amount, reason) VALUES ('t.1', 'mint', $1, 'crystals', 412, 'gate')`,
    [`hunter:${jun.id}`],
  );
  const purse = `hunter:${jun.id}`;
  await book(bed.pool, [
    { from: "mint", to: purse, amount: 60_000, hoursAgo: 50 },
    { from: purse, to: "burn", amount: 9_000, reason: "repair", hoursAgo: 26 },
  ]);
  await countEconomy(bed.pool);
  await proveBooks(bed.pool);
  const player = `/admin/players/${jun.accountId}`;
  await send(operator, player, `${player}/note`, { text: "A note" });
  await send(operator, player, `${player}/mute`, { minutes: "60", reason: "threats" });
  await send(operator, player, `${player}/ban`, { minutes: "forever", reason: "threats" });
  await send(operator, "/admin/reports/2", "/admin/reports/2/resolve", { outcome: "muted" });
  await send(operator, "/admin/invitations", "/admin/invitations", {
    note: "a guild",
    uses: "5",
    days: "14",
  });
  await send(operator, "/admin/announcements", "/admin/announcements", { text: "The tram stops at ten." });
  await send(operator, "/admin/news", "/admin/news", { title: "The tram runs", text: "Two stops." });
  await send(operator, "/admin/switches", "/admin/switches/registration", { registration: "invitation" });
  const { text: desk } = await operator.browser.get("/admin");
  const sections = [
    ...(desk.split('aria-label="Admin"')[1]?.split("</nav>")[0] ?? "").matchAll(/href="([^"]+)"/g),
  ];
  const own = `/admin/players/${operator.id}`;
  return [
    ...sections.map(([, path]) => path ?? ""),
    "/admin/reports?closed=on",
    "/admin/reports/1",
    "/admin/reports/2",
    player,
    own,
    "/admin/players?name=nobody_at_all",
    "/admin/audit?by=nobody_at_all",
    "/admin/economy/ledger",
    "/admin/economy/ledger?whose=nobody_at_all",
  ];
}

describe("the admin pages", () => {
  for (const size of ["phone", "desktop"] as const)
    for (const scheme of ["light", "dark"] as const)
      it(`hinder nobody on a ${size} in the ${scheme} theme`, async () => {
        assert.ok(paths.length >= 15, paths.join());
        const page = await openPage(browser, size, scheme, operator.browser.cookie);
        const found: string[] = [];
        for (const path of paths)
          found.push(...(await faults(page, bed.url + path, RULES[scheme], { open: true })));
        await page.context().close();
        assert.deepEqual(found, []);
      });

  it("have one heading of the first order, a title, and nothing inline", async () => {
    for (const path of paths) {
      const { text } = await operator.browser.get(path);
      assert.equal(text.match(/<h1/g)?.length, 1, path);
      assert.match(text, /<title>[^<]+ · /, path);
      const orders = [...text.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
      for (const [at, order] of orders.entries()) assert.ok(order <= (orders[at - 1] ?? 0) + 1, path);
      assert.doesNotMatch(text, /\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=/, path);
      assert.doesNotMatch(text, /undefined|\[object Object\]/, path);
    }
  });

  it("are used without a mouse: all that a report asks for is reached by Tab", async () => {
    const page = await openPage(browser, "desktop", "light", operator.browser.cookie);
    await page.goto(`${bed.url}/admin/reports/1`);
    const seen: string[] = [];
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press("Tab");
      seen.push(await page.evaluate("document.activeElement.innerText || document.activeElement.name || ''"));
    }
    for (const name of ["Take it", "outcome", "Close the report", "Mute", "Ban anew"])
      assert.ok(seen.includes(name), `${name} is reached by Tab: ${seen.join(" | ")}`);
    await page.context().close();
  });

  it("show players the closed city in a page that hinders nobody", async () => {
    await send(operator, "/admin/switches", "/admin/switches/maintenance", {
      maintenance: "on",
      message: "Back at ten.",
    });
    const visitor = new Browser(bed.url);
    await eventually(async () => assert.equal((await visitor.get("/market")).status, 503));
    const page = await openPage(browser, "phone", "light");
    const found = await faults(page, `${bed.url}/market`, RULES.light);
    assert.deepEqual(found, ["/market: status 503"]);
    await page.context().close();
  });
});
