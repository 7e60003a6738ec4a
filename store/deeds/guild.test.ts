import assert from "node:assert/strict";
import { test } from "node:test";
import { FOUNDING } from "../../game/guilds/guild.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { type Company, companyForEach, type Player } from "./test-company.ts";

let company: Company;
companyForEach((fresh) => {
  company = fresh;
});

/** A guild of them, the first one leading; the second is an officer. */
async function guild(leader: Player, ...others: Player[]): Promise<void> {
  await company.does(leader, { do: "guild-found", name: "Night Shift", yes: true });
  for (const other of others) {
    await company.does(leader, { do: "guild-invite", name: other.name });
    assert.match(
      (await company.does(other, { do: "guild-accept", guild: null })).text,
      /recruit of Night Shift/,
    );
  }
}

const bank = async () => Number((await company.pool.query("SELECT crystals FROM guilds")).rows[0].crystals);

test("founding costs, joining is by invitation, ranks give permissions, and the log says who did what", async () => {
  const mara = await company.hunter("Mara", { crystals: FOUNDING + 50 });
  const jun = await company.hunter("Jun", { crystals: 30 });
  assert.match((await company.does(jun, { do: "guild-accept", guild: null })).text, /No guild invites you/);
  await guild(mara, jun);
  await company.does(jun, { do: "guild-deposit", amount: 20 });
  assert.match((await company.does(jun, { do: "guild-withdraw", amount: 5 })).text, /Only from officer on/);
  for (let step = 0; step < 3; step++) await company.does(mara, { do: "guild-rank", name: "jun", by: 1 });
  assert.match(
    (await company.does(jun, { do: "guild-withdraw", amount: 10 })).text,
    /Withdrawn 10 \(2 tax\)/,
  );
  assert.match((await company.does(jun, { do: "guild-kick", name: "mara" })).text, /not below you/);
  assert.match((await company.does(mara, { do: "guild-leave", yes: true })).text, /leader first/);
  await company.does(mara, { do: "guild-lead", name: "jun" });
  await company.does(mara, { do: "guild-leave", yes: true });
  assert.equal((await company.state(mara)).guild, null);
  assert.match((await company.does(jun, { do: "guild-log" })).text, /Jun withdraws 10 crystals: 10\./);
  assert.match((await company.does(jun, { do: "guild-leave", yes: true })).text, /Empty the bank/);
  await company.does(jun, { do: "guild-withdraw", amount: 10 });
  await company.does(jun, { do: "guild-leave", yes: true });
  assert.equal((await company.pool.query("SELECT 1 FROM guilds")).rowCount, 0);
  await company.prove();
});

test("a storm of deposits and withdrawals over three servers never overdraws and loses nothing", async () => {
  const players = await Promise.all(
    ["Ada", "Bea", "Cyd", "Dee"].map((name, at) =>
      company.hunter(name, { crystals: (at === 0 ? FOUNDING : 0) + 60 }),
    ),
  );
  const [leader, ...others] = players;
  assert.ok(leader);
  await guild(leader, ...others);
  for (const other of others)
    for (let step = 0; step < 3; step++)
      await company.does(leader, { do: "guild-rank", name: other.name, by: 1 });
  await company.does(leader, { do: "guild-deposit", amount: 40 });
  await Promise.all(
    players.map(async (player, at) => {
      for (let round = 0; round < 16; round++)
        await company.does(
          player,
          (at + round) % 3 === 0
            ? { do: "guild-deposit", amount: 7 }
            : { do: "guild-withdraw", amount: 11 + round },
          at + round,
        );
    }),
  );
  assert.ok((await bank()) >= 0);
  await company.prove();
});

test("what members of one guild sell and trade each other is taxed with 15 %, and others' with 13 %", async () => {
  const mara = await company.hunter("Mara", { crystals: FOUNDING, things: { "life-draught": 9 } });
  const jun = await company.hunter("Jun", { crystals: 400 });
  const far = await company.hunter("Far", { crystals: 400 });
  await guild(mara, jun);
  const purse = async () => (await company.state(mara)).purse.crystals;
  const [thing] = (await company.state(mara)).pack.carried;
  assert.ok(thing);
  await company.does(mara, { do: "market-list", thing: thing.id, amount: 2, price: 100, days: 1 });
  const listing = Number((await company.pool.query("SELECT id FROM listings")).rows[0].id);
  for (const [buyer, gets] of [
    [jun, 85],
    [far, 87],
  ] as const) {
    const before = await purse();
    await company.does(buyer, { do: "market-buy", listing, amount: 1, yes: true });
    assert.equal((await purse()) - before, gets);
  }
  for (const [partner, gets, shown] of [
    [jun, 85, /100 crystals \(15 tax\)/],
    [far, 87, /100 crystals \(13 tax\)/],
  ] as const) {
    const before = await purse();
    await company.does(mara, { do: "trade-with", name: partner.name });
    await company.does(partner, { do: "trade-with", name: "Mara" });
    assert.match((await company.does(partner, { do: "trade-crystals", amount: 100 })).text, shown);
    for (const one of [mara, partner]) await company.does(one, { do: "trade-lock" });
    await company.does(partner, { do: "trade-confirm" });
    assert.match((await company.does(mara, { do: "trade-confirm" })).text, shown);
    assert.equal((await purse()) - before, gets);
  }
  await company.prove();
});

test("work is taken on by an officer, handed in by members, and pays the guild once", async () => {
  const cleared = (count: number) => (hunter: Hunter) => ({
    ...hunter,
    annals: { ...hunter.annals, counters: { gates: count } },
  });
  const mara = await company.hunter("Mara", { crystals: FOUNDING, change: cleared(3) });
  const jun = await company.hunter("Jun");
  await guild(mara, jun);
  assert.match((await company.does(jun, { do: "guild-work", take: "gates" })).text, /Only from officer/);
  assert.match((await company.does(mara, { do: "guild-work", take: "gates" })).text, /0 of 10 gates/);
  assert.match((await company.does(mara, { do: "guild-work", take: null })).text, /0 of 10 gates cleared; 0/);
  await company.pool.query("UPDATE characters SET trail = $1", [
    JSON.stringify({ visits: {}, tally: { gates: 6 } }),
  ]);
  await company.does(jun, { do: "guild-work", take: null });
  const done = await Promise.all(
    [mara, jun].map((who, at) => company.does(who, { do: "guild-work", take: null }, at)),
  );
  assert.equal(done.filter(({ text }) => text.includes("work is done")).length, 1);
  assert.equal(await bank(), 60 - 9);
  await company.prove();
});
