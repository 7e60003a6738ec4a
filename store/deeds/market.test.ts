import assert from "node:assert/strict";
import { test } from "node:test";
import { performEvent } from "./event.ts";
import { sendHome } from "./market.ts";
import { type Company, companyForEach } from "./test-company.ts";

let company: Company;
companyForEach((fresh) => {
  company = fresh;
});

const THING = "life-draught";

async function listed(seller: Awaited<ReturnType<Company["hunter"]>>, amount: number, price: number) {
  const { pack } = await company.state(seller);
  const thing = pack.carried.find(({ item }) => item === THING);
  assert.ok(thing);
  const decision = await company.does(seller, { do: "market-list", thing: thing.id, amount, price, days: 7 });
  assert.equal(decision.refused, undefined, decision.text);
  return Number(/market cancel (\d+)/.exec(decision.text)?.[1]);
}

test("what is listed leaves the pack, is bought in part, and pays its seller less 13 % tax", async () => {
  const mara = await company.hunter("Mara", { things: { [THING]: 5 } });
  const jun = await company.hunter("Jun", { crystals: 100 });
  const listing = await listed(mara, 4, 10);
  assert.equal((await company.state(mara)).pack.carried[0]?.count, 1);
  const bought = await company.does(jun, { do: "market-buy", listing, amount: 3, yes: false });
  assert.match(bought.text, /Bought: Life Draught ×3 from Mara for 30 crystals/);
  assert.equal((await company.state(jun)).purse.crystals, 70);
  assert.equal((await company.state(mara)).purse.crystals, 26);
  assert.equal(await company.count(THING), 5);
  const back = await company.does(mara, { do: "market-cancel", listing });
  assert.match(back.text, /Taken back: Life Draught/);
  assert.equal((await company.state(mara)).pack.carried[0]?.count, 2);
  await company.prove();
});

test("a purchase that can't be is refused in words and changes nothing", async () => {
  const mara = await company.hunter("Mara", { things: { [THING]: 5 } });
  const jun = await company.hunter("Jun", { crystals: 5 });
  const listing = await listed(mara, 4, 10);
  const buy = { do: "market-buy", listing, amount: 1, yes: true } as const;
  assert.match((await company.does(jun, buy)).text, /costs 10 crystals; you have 5/);
  assert.match((await company.does(mara, buy)).text, /That one is yours/);
  assert.match((await company.does(jun, { ...buy, amount: 9 })).text, /only 4 of Life Draught/);
  assert.match((await company.does(jun, { ...buy, listing: 99 })).text, /gone/);
  assert.match((await company.does(jun, { do: "market-cancel", listing })).text, /no such listing/);
  assert.equal(await company.count(THING), 5);
  await company.prove();
});

test("a listing that ran out goes home once, whoever sees it first", async () => {
  const mara = await company.hunter("Mara", { things: { [THING]: 5 } });
  const listing = await listed(mara, 4, 10);
  company.now += 8 * 86_400_000;
  const { catalog, now, around } = company;
  const done = await Promise.all(
    company.pools.map((pool) => performEvent(pool, { catalog, now, around }, sendHome(listing))),
  );
  assert.equal(done.filter((decision) => decision !== null).length, 1);
  assert.equal((await company.state(mara)).pack.carried[0]?.count, 5);
  assert.equal(await company.count(THING), 5);
});

test("a hundred purchases of the same listings from three servers sell each thing once", async () => {
  const sellers = await Promise.all(
    ["Ada", "Bea", "Cyd"].map((name) => company.hunter(name, { crystals: 40, things: { [THING]: 10 } })),
  );
  const buyers = await Promise.all(
    ["Dee", "Eli", "Fay", "Gus"].map((name) => company.hunter(name, { crystals: 90 })),
  );
  const listings = await Promise.all(sellers.map((seller) => listed(seller, 10, 7)));
  const everyone = [...sellers, ...buyers];
  await Promise.all(
    everyone.map(async (player, at) => {
      for (let round = 0; round < 15; round++) {
        const listing = listings[(at + round) % listings.length] ?? 0;
        const deed =
          round === 13 && at < 3
            ? ({ do: "market-cancel", listing: listings[at] ?? 0 } as const)
            : ({ do: "market-buy", listing, amount: 1 + (round % 2), yes: true } as const);
        await company.does(player, deed, at + round);
      }
    }),
  );
  assert.equal(await company.count(THING), 30);
  await company.prove();
  for (const player of everyone) assert.ok((await company.state(player)).purse.crystals >= 0);
});

test("the same number of a session is done once, however often it is sent", async () => {
  const mara = await company.hunter("Mara", { things: { [THING]: 9 } });
  const jun = await company.hunter("Jun", { crystals: 100 });
  const listing = await listed(mara, 9, 10);
  const results = await Promise.all(
    [0, 1, 2].map((server) => {
      jun.number = 0;
      return company.attempt(jun, { do: "market-buy", listing, amount: 2, yes: true }, server);
    }),
  );
  assert.deepEqual(results.map(({ kind }) => kind).sort(), ["done", "lost", "lost"]);
  assert.equal((await company.state(jun)).purse.crystals, 80);
  await company.prove();
});
