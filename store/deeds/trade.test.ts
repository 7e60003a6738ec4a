import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deed } from "../../game/deeds.ts";
import { type Company, companyForEach, type Player } from "./test-company.ts";

let company: Company;
companyForEach((fresh) => {
  company = fresh;
});

const THING = "life-draught";

async function open(one: Player, two: Player): Promise<void> {
  await company.does(one, { do: "trade-with", name: two.name });
  assert.match((await company.does(two, { do: "trade-with", name: one.name })).text, /You agree to trade/);
}

async function numberOf(player: Player): Promise<number> {
  return (await company.state(player)).pack.carried.find(({ item }) => item === THING)?.id ?? -1;
}

test("both offer, lock and confirm; a change opens the locks; everything is handed over at once", async () => {
  const mara = await company.hunter("Mara", { things: { [THING]: 5 } });
  const jun = await company.hunter("Jun", { crystals: 100 });
  await open(mara, jun);
  await company.does(mara, { do: "trade-thing", thing: await numberOf(mara), amount: 3 });
  await company.does(jun, { do: "trade-crystals", amount: 50 });
  await company.does(mara, { do: "trade-lock" });
  await company.does(jun, { do: "trade-lock" });
  await company.does(jun, { do: "trade-confirm" });
  await company.does(mara, { do: "trade-thing", thing: await numberOf(mara), amount: 2 });
  assert.match((await company.does(jun, { do: "trade-confirm" })).text, /Both lock first/);
  for (const who of [mara, jun]) await company.does(who, { do: "trade-lock" });
  await company.does(jun, { do: "trade-confirm" }, 1);
  assert.match((await company.does(mara, { do: "trade-confirm" }, 2)).text, /Traded\. From Jun: 50 crystals/);
  assert.equal((await company.state(mara)).purse.crystals, 43);
  assert.equal((await company.state(jun)).purse.crystals, 50);
  assert.equal((await company.state(jun)).pack.carried[0]?.count, 2);
  assert.equal(await company.count(THING), 5);
  await company.prove();
});

test("what is gone since it was offered is not handed over, and the offer is open again", async () => {
  const mara = await company.hunter("Mara", { things: { [THING]: 5 } });
  const jun = await company.hunter("Jun");
  await open(mara, jun);
  await company.does(mara, { do: "trade-thing", thing: await numberOf(mara), amount: 5 });
  for (const who of [mara, jun]) await company.does(who, { do: "trade-lock" });
  await company.does(mara, { do: "market-list", thing: await numberOf(mara), amount: 5, price: 1, days: 1 });
  await company.does(jun, { do: "trade-confirm" });
  assert.match((await company.does(mara, { do: "trade-confirm" })).text, /no longer has all/);
  assert.equal(await company.count(THING), 5);
  assert.match((await company.does(mara, { do: "trade-confirm" })).text, /Both lock first/);
});

test("a storm of trades, sales and cancellations over three servers neither doubles nor loses anything", async () => {
  const players = await Promise.all(
    ["Ada", "Bea", "Cyd", "Dee"].map((name) =>
      company.hunter(name, { crystals: 200, things: { [THING]: 8 } }),
    ),
  );
  const pairs = players.flatMap((one, at) => players.slice(at + 1).map((two) => [one, two] as const));
  await Promise.all(
    players.map(async (player, at) => {
      for (let round = 0; round < 24; round++) {
        const partner = players[(at + 1 + (round % 3)) % players.length] as Player;
        const thing = await numberOf(player);
        const deeds: readonly Deed[] = [
          { do: "trade-with", name: partner.name },
          { do: "trade-thing", thing, amount: 1 + (round % 2) },
          { do: "trade-crystals", amount: 5 * at },
          { do: "trade-lock" },
          { do: "trade-confirm" },
          round % 5 === 4
            ? { do: "trade-cancel" }
            : { do: "market-list", thing, amount: 1, price: 3, days: 1 },
        ];
        await company.does(player, deeds[round % deeds.length] as Deed, at + round);
      }
    }),
  );
  assert.ok(pairs.length > 0);
  assert.equal(await company.count(THING), 32);
  await company.prove();
});

test("two confirmations at the same moment hand over once", async () => {
  const mara = await company.hunter("Mara", { things: { [THING]: 5 } });
  const jun = await company.hunter("Jun", { crystals: 100 });
  for (let round = 0; round < 6; round++) {
    await open(mara, jun);
    await company.does(jun, { do: "trade-crystals", amount: 10 });
    for (const who of [mara, jun]) await company.does(who, { do: "trade-lock" });
    await Promise.all([mara, jun].map((who, at) => company.does(who, { do: "trade-confirm" }, at)));
    assert.equal((await company.state(jun)).purse.crystals, 90 - 10 * round);
  }
  assert.equal((await company.state(mara)).purse.crystals, 6 * 8);
  await company.prove();
});
