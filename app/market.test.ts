import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { Company, type Player } from "../store/deeds/test-company.ts";
import { openRedis, redisReady } from "../store/redis.ts";
import { eventually } from "../test/patience.ts";
import { pageAnswer } from "./market/answer.ts";
import { dayOf, priceChart } from "./market/chart.ts";
import { Browser, startTestbed, TEXTS, type Testbed, tokenIn } from "./testbed.ts";

/** As store/deeds/test-company.ts registers its hunters. */
const COMPANY_PASSWORD = "rain on the tram rails";
const THING = "life-draught";

let bed: Testbed;
let company: Company;
before(async () => {
  bed = await startTestbed();
  company = new Company({ url: bed.databaseUrl } as never, 1);
});
after(async () => {
  await company?.close();
  await bed?.stop();
});

let count = 0;
async function trader(
  belongings: Parameters<Company["hunter"]>[1],
): Promise<{ player: Player; browser: Browser }> {
  const player = await company.hunter(`Trader${++count}`, belongings);
  const browser = new Browser(bed.url, `198.51.100.${count}`);
  const { status } = await browser.submit("/login", { name: player.name, password: COMPANY_PASSWORD });
  assert.equal(status, 303);
  return { player, browser };
}

const keyIn = (html: string) => /name="key" value="([\w-]+)"/.exec(html)?.[1] ?? "";
const newKey = () => randomBytes(18).toString("base64url");

async function listed(
  amount: number,
  price: number,
): Promise<{ seller: Awaited<ReturnType<typeof trader>>; id: number }> {
  const seller = await trader({ things: { [THING]: amount } });
  const [thing] = (await company.state(seller.player)).pack.carried;
  const page = await seller.browser.get(`/market/sell/${thing?.id}`);
  const answer = await seller.browser.post("/market/list", {
    ...{ formToken: tokenIn(page.text), key: keyIn(page.text), thing: String(thing?.id) },
    ...{ amount: String(amount), price: String(price), days: "7" },
  });
  assert.equal(answer.status, 303, answer.text);
  const { rows } = await bed.pool.query("SELECT max(id)::float8 AS id FROM listings");
  return { seller, id: rows[0].id };
}

describe("the market's pages", () => {
  it("list a thing, sell it, and tell buyer, seller and the running game", async () => {
    const { seller, id } = await listed(5, 10);
    const buyer = await trader({ crystals: 100 });
    const heard: string[] = [];
    const subscriber = openRedis(bed.services.redisUrl, { name: "test-listener" });
    await redisReady(subscriber, 60_000);
    await subscriber.subscribe("deed:done");
    subscriber.on("message", (_channel, text) => heard.push(text));

    const page = await buyer.browser.get(`/market/listings/${id}`);
    const sent = { formToken: tokenIn(page.text), key: keyIn(page.text), listing: String(id), amount: "2" };
    const answer = await buyer.browser.post("/market/buy", sent);
    assert.equal(answer.status, 303);
    const done = await buyer.browser.get(answer.headers.get("location") ?? "");
    assert.match(done.text, /Bought: Life Draught ×2 from Trader\d+ for 20 crystals/);
    assert.equal((await company.state(buyer.player)).purse.crystals, 80);
    assert.equal((await company.state(seller.player)).purse.crystals, 17);
    await eventually(() => assert.ok(heard[0]));
    const told = JSON.parse(heard[0] ?? "");
    subscriber.disconnect();
    assert.deepEqual([...told.changed].sort(), [buyer.player.id, seller.player.id].sort());
    assert.match(told.tells[0].text, /Sold on the market/);
    await company.prove();
  });

  it("buy once for a form that was clicked twice, reloaded, or sent again later", async () => {
    const { id } = await listed(9, 5);
    const buyer = await trader({ crystals: 100 });
    const page = await buyer.browser.get(`/market/listings/${id}`);
    const sent = { formToken: tokenIn(page.text), key: keyIn(page.text), listing: String(id), amount: "1" };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => buyer.browser.post("/market/buy", sent)),
    );
    answers.push(await buyer.browser.post("/market/buy", sent));
    assert.equal(new Set(answers.map(({ headers }) => headers.get("location"))).size, 1);
    assert.equal((await company.state(buyer.player)).purse.crystals, 95);
    await company.prove();
  });

  it("refuse in words what the rules refuse, and keep what was typed", async () => {
    const { seller, id } = await listed(3, 50);
    const buyer = await trader({ crystals: 60 });
    const formToken = tokenIn((await buyer.browser.get(`/market/listings/${id}`)).text);
    const send = (amount: string) =>
      buyer.browser.post("/market/buy", { formToken, key: newKey(), listing: String(id), amount });
    const dear = await send("2");
    assert.deepEqual([dear.status, /costs 100 crystals; you have 60/.test(dear.text)], [409, true]);
    assert.match(dear.text, /value="2"/);
    const many = await send("9");
    assert.match(many.text, /There are only 3 of Life Draught/);
    for (const amount of ["0", "-1", "1e3", "1,000", "NaN", "", "99999999999999999999", "0x10"]) {
      const { status, text } = await send(amount);
      assert.equal(status, 422, amount);
      assert.match(text, /aria-invalid="true"/);
    }
    const token = tokenIn((await seller.browser.get("/market/mine")).text);
    const own = { formToken: token, key: newKey(), listing: String(id), amount: "1" };
    assert.match((await seller.browser.post("/market/buy", own)).text, /That one is yours/);
    const theirs = { formToken, key: newKey(), listing: String(id) };
    assert.match((await buyer.browser.post("/market/cancel", theirs)).text, /You have no such listing/);
    assert.equal((await company.state(buyer.player)).purse.crystals, 60);
    await company.prove();
  });

  it("are looked up once for many, and show an order of the site at once", async () => {
    const ask = async () => (await new Browser(bed.url, "198.51.101.9").get("/market?words=rat+tail")).text;
    assert.match(await ask(), /Nothing like that is for sale now/);
    const seller = await trader({ things: { "rat-tail": 2 } });
    const [thing] = (await company.state(seller.player)).pack.carried;
    const page = await seller.browser.get(`/market/sell/${thing?.id}`);
    await seller.browser.post("/market/list", {
      ...{ formToken: tokenIn(page.text), key: keyIn(page.text), thing: String(thing?.id) },
      ...{ amount: "2", price: "41", days: "7" },
    });
    assert.match(await ask(), new RegExp(`from ${seller.player.name} for 41`));
    const { rows } = await bed.pool.query("UPDATE listings SET price = 42 WHERE price = 41 RETURNING id");
    assert.equal(rows.length, 1);
    await eventually(async () => assert.match(await ask(), new RegExp(`from ${seller.player.name} for 42`)));
  });

  it("take a listing back once", async () => {
    const { seller, id } = await listed(4, 10);
    const page = await seller.browser.get("/market/mine");
    const sent = { formToken: tokenIn(page.text), key: keyIn(page.text), listing: String(id) };
    for (let times = 0; times < 2; times++)
      assert.equal((await seller.browser.post("/market/cancel", sent)).status, 303);
    assert.equal((await company.state(seller.player)).pack.carried[0]?.count, 4);
    assert.match((await seller.browser.get("/market/mine")).text, /You have nothing for sale/);
  });

  it("do nothing from inside a gate, for strangers, without the form's token, or for another's key", async () => {
    const { id } = await listed(4, 10);
    const inside = await trader({ crystals: 50 });
    await bed.pool.query('UPDATE characters SET run = \'{"kind":"board"}\' WHERE id = $1', [
      inside.player.id,
    ]);
    const formToken = tokenIn((await inside.browser.get("/market/mine")).text || "");
    const sent = { key: newKey(), listing: String(id), amount: "1" };
    const away = await inside.browser.post("/market/buy", { ...sent, formToken });
    assert.match(away.text, /No order comes out of a gate/);
    assert.equal((await inside.browser.post("/market/buy", sent)).status, 403);
    assert.equal((await new Browser(bed.url, "198.51.101.1").post("/market/buy", sent)).status, 403);
    assert.equal((await new Browser(bed.url, "198.51.101.1").get("/market/mine")).status, 303);
    const other = await trader({});
    assert.equal((await other.browser.get(`/market/done/${sent.key}`)).status, 404);
    assert.equal((await company.state(inside.player)).purse.crystals, 50);
  });

  it("take an order, sell to it in parts and give what is left back, each form once", async () => {
    const buyer = await trader({ crystals: 100 });
    const seller = await trader({ things: { [THING]: 4 } });
    const offer = await buyer.browser.get(`/market/order/${THING}`);
    assert.match(offer.text, /The crystals are set aside/);
    const wants = { formToken: tokenIn(offer.text), key: keyIn(offer.text), item: THING };
    const bad = await buyer.browser.post("/market/order", {
      ...{ ...wants, key: newKey(), amount: "9", price: "50", days: "7" },
    });
    assert.deepEqual([bad.status, /450 crystals to set aside; you have 100/.test(bad.text)], [409, true]);
    for (let times = 0; times < 2; times++) {
      const sent = { ...wants, amount: "5", price: "10", days: "7" };
      const placed = await buyer.browser.post("/market/order", sent);
      assert.equal(placed.status, 303, placed.text);
      const done = await buyer.browser.get(placed.headers.get("location") ?? "");
      assert.match(done.text, /Wanted: Life Draught ×5 for 10 crystals each, 7 days; 50 set aside\./);
    }
    assert.equal((await company.state(buyer.player)).purse.crystals, 50);
    const list = await seller.browser.get("/market/wanted?words=draught");
    const id = /\/market\/wanted\/(\d+)/.exec(list.text)?.[1] ?? "";
    assert.match(list.text, /One order, crystals for one/);
    const page = await seller.browser.get(`/market/wanted/${id}`);
    assert.match(page.text, /8 crystals for one, after the tax/);
    const sale = { formToken: tokenIn(page.text), key: keyIn(page.text), order: id, amount: "3" };
    for (let times = 0; times < 2; times++)
      assert.equal((await seller.browser.post("/market/fill", sale)).status, 303);
    assert.equal((await company.state(seller.player)).purse.crystals, 26);
    assert.equal((await company.state(buyer.player)).pack.carried[0]?.count, 3);
    const many = await seller.browser.post("/market/fill", { ...sale, key: newKey(), amount: "9" });
    assert.match(many.text, /Only 2 of Life Draught are wanted there/);
    const mine = await buyer.browser.get("/market/mine");
    assert.match(mine.text, /One thing wanted by you/);
    const off = { formToken: tokenIn(mine.text), key: keyIn(mine.text), listing: id };
    assert.equal((await buyer.browser.post("/market/cancel", off)).status, 303);
    assert.equal((await company.state(buyer.player)).purse.crystals, 70);
    assert.equal((await seller.browser.get(`/market/wanted/${id}`)).status, 404);
    await company.prove();
  });

  it("answer bad addresses with a page", async () => {
    const stranger = new Browser(bed.url, "198.51.101.2");
    for (const path of [
      "/market/listings/0",
      "/market/listings/x",
      "/market/listings/999999",
      "/market/items/nothing",
      "/market/wanted/0",
      "/market/wanted/999999",
    ])
      assert.equal((await stranger.get(path)).status, 404, path);
    for (const query of ["page=-1", "page=x", "under=NaN", "kind=sword", "sort=up", "words[]=a"])
      for (const path of ["/market", "/market/wanted"])
        assert.equal((await stranger.get(`${path}?${query}`)).status, 200, query);
  });
});

describe("what the market says", () => {
  it("leaves out what is typed in the game", () => {
    assert.deepEqual(pageAnswer("[System] Listed: Rat Tail for 3 crystals each, 7 days. market cancel 12"), [
      "Listed: Rat Tail for 3 crystals each, 7 days.",
    ]);
    assert.deepEqual(pageAnswer("That one is yours. market cancel 3"), ["That one is yours."]);
    assert.deepEqual(
      pageAnswer("You have 12 listings, which is the most. market mine, market cancel <number>"),
      ["You have 12 listings, which is the most."],
    );
    assert.deepEqual(pageAnswer("That listing is gone: bought, or taken back. market lists what there is."), [
      "That listing is gone: bought, or taken back.",
    ]);
    assert.deepEqual(pageAnswer('Bought it.\n[System] Achievement "A". Two.\n    5 exons'), [
      "Bought it.",
      'Achievement "A". Two.',
      "5 exons",
    ]);
  });

  it("draws prices day by day, and nothing for a single day", () => {
    const today = dayOf(Date.UTC(2026, 10, 24));
    const day = (ago: number, middle: number) => ({
      ...{ day: today - ago, count: 1, least: middle - 1, middle, most: middle + 1 },
    });
    const svg = priceChart(TEXTS.english, [day(3, 10), day(1, 20)], today, 30);
    assert.match(svg, /<title id="chart-title">Prices of 30 days: from 9 to 21 crystals for one, last 20\./);
    assert.match(svg, /<polyline points="[\d., ]+"\/>/);
    assert.doesNotMatch(svg, /NaN|style=/);
    assert.equal(priceChart(TEXTS.english, [day(1, 20)], today, 30), "");
    assert.equal(priceChart(TEXTS.english, [day(40, 20), day(1, 20)], today, 30), "");
  });
});
