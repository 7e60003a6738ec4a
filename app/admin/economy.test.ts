import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { countEconomy } from "../../store/economy/count.ts";
import { book, bookMany } from "../../store/economy/test-ledger.ts";
import { eventually } from "../../test/patience.ts";
import { startTestbed, type Testbed } from "../testbed.ts";
import { type Worker, worker } from "./test-staff.ts";

let bed: Testbed;
let operator: Worker;
before(async () => {
  bed = await startTestbed();
  operator = await worker(bed, "Opal", "operator");
});
after(() => bed?.stop());

const page = async (path: string) => {
  const { status, text } = await operator.browser.get(path);
  assert.equal(status, 200, text.slice(0, 500));
  return text;
};
/** What is read of a page, without its marks. */
const words = (html: string) =>
  html
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");

test("an economy that was never counted says so", async () => {
  const text = words(await page("/admin/economy"));
  assert.match(text, /The ledger was not added up yet/);
  assert.match(text, /Nothing moved in 30 days/);
  assert.match(text, /The books were not proven yet/);
});

test("the page shows supply, taxes, sources and sinks, holders and the largest movements, with charts", async () => {
  const mara = await worker(bed, "Mara", "player");
  const { rows } = await bed.pool.query(
    "INSERT INTO characters (account_id, name, room) VALUES ($1, 'Mara', 'hall') RETURNING id",
    [mara.id],
  );
  const purse = `hunter:${rows[0].id}`;
  await book(bed.pool, [
    { from: "mint", to: purse, amount: 87_000, hoursAgo: 70 },
    { from: "mint", to: "operator", amount: 13_000, reason: "tax", hoursAgo: 70 },
    { from: purse, to: "burn", amount: 2_500, reason: "repair", hoursAgo: 40 },
    { from: "mint", to: "hunter:99999", amount: 1_200, hoursAgo: 20 },
    { from: "mint", to: purse, amount: 7, currency: "exons", reason: "achievement" },
  ]);
  await countEconomy(bed.pool);
  // What an earlier test asked is kept for a few seconds.
  await eventually(async () => assert.match(words(await page("/admin/economy")), /98,700 crystals in all/));
  const html = await page("/admin/economy");
  const text = words(html);
  assert.match(text, /101,200 made, 2,500 burnt/);
  assert.match(text, /Taxes, with the operator 13,000 13\.2 %/);
  assert.match(text, /repair 2,500 100\.0 % 1/);
  assert.match(text, /Mara 84,500 85\.6 %/);
  assert.match(text, /hunter 99999 \(gone\) 1,200/);
  assert.match(text, /new → Mara 87,000 gate/);
  for (const id of ["supply-chart", "flow-chart"]) assert.match(html, new RegExp(`aria-labelledby="${id}"`));
  assert.match(words(await page("/admin/economy?currency=exons&days=7")), /7 exons in all: 7 made, 0 burnt/);
  assert.match(words(await page("/admin/economy?currency=gold&days=12")), /98,700 crystals in all/);
});

test("the ledger is searched by whose it is, kind, amount and time, and says when it knows nobody", async () => {
  const found = async (query: string) => words(await page(`/admin/economy/ledger?${query}`));
  const mara = await found("whose=mara");
  assert.match(mara, /Movements of Mara/);
  assert.match(mara, /87,000 crystals gate new Mara/);
  assert.doesNotMatch(mara, /13,000 crystals tax/);
  assert.match(await found("whose=operator"), /13,000 crystals tax new operator \(taxes\)/);
  assert.match(await found("reason=repair"), /2,500 crystals repair Mara burnt/);
  assert.match(await found("least=80000"), /87,000/);
  assert.match(await found("least=90000"), /No movement is like that/);
  assert.match(await found("from=2020-01-01&to=2020-01-02T10:00"), /No movement is like that/);
  assert.match(await found("whose=nobody"), /No hunter or guild is called “nobody”/);
});

test("pages of the ledger follow each other, and an address that makes no sense shows the newest", async () => {
  await bookMany(bed.pool, 130, 2);
  const seen = new Set<string>();
  let next: string | null = "/admin/economy/ledger?currency=crystals";
  let pages = 0;
  while (next) {
    const html: string = await page(next);
    const keys = [...html.matchAll(/title="(many\.\d+)"/g)].map((match) => match[1] ?? "");
    for (const key of keys) assert.ok(!seen.has(key), key);
    for (const key of keys) seen.add(key);
    next = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? null;
    pages += 1;
  }
  assert.deepEqual([seen.size, pages], [130, 3]);
  const odd = "before=x&from=2026-13-45&least=-3&most=1e9&reason=&whose=%20&currency=gold";
  assert.match(await page(`/admin/economy/ledger?${odd}`), /title="many\.130"/);
  assert.match(await page("/admin/economy/ledger?before=9999999999999999.x"), /title="many\.130"/);
});

test("an alarm stands on the page and on the desk, and a moderator's desk has none of it", async () => {
  const { status, headers } = await operator.browser.submit("/admin/economy", {}, "/admin/economy/proof");
  assert.equal(status, 303);
  assert.equal(headers.get("location"), "/admin/economy?proving=1#proof");
  await eventually(async () => {
    const { rows } = await bed.pool.query("SELECT 1 FROM economy_proofs");
    assert.equal(rows.length, 1);
  });
  // The tests' movements are of no hunter's purse, so the books are wrong.
  assert.match(words(await page("/admin")), /The books don't add up: \d+ balances differ from the ledger/);
  await eventually(async () => assert.match(words(await page("/admin/economy")), /the books did not add up/));
  const moderator = await worker(bed, "Moss", "moderator");
  assert.doesNotMatch((await moderator.browser.get("/admin")).text, /books/);
});

test("a proof without the form's token is refused", async () => {
  assert.equal((await operator.browser.post("/admin/economy/proof", {})).status, 403);
});
