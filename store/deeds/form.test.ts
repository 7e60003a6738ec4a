import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deed } from "../../game/deeds.ts";
import { formAnswer, performFormDeed } from "./form.ts";
import { type Company, companyForEach, type Player } from "./test-company.ts";

let company: Company;
let mara: Player;
let jun: Player;
let listing: number;
companyForEach(async (fresh) => {
  company = fresh;
  mara = await company.hunter("Mara", { things: { "life-draught": 9 } });
  jun = await company.hunter("Jun", { crystals: 100 });
  const [thing] = (await company.state(mara)).pack.carried;
  assert.ok(thing);
  const listed = await send(mara, "a".repeat(20), {
    ...{ do: "market-list", thing: thing.id, amount: 9, price: 10, days: 7 },
  });
  assert.equal(listed.kind, "done");
  const { rows } = await company.pool.query("SELECT id::float8 AS id FROM listings");
  listing = rows[0].id;
});

async function send(
  player: Player,
  key: string,
  deed: Deed,
  server = 0,
  forbids: () => string | null = () => null,
  asked?: Buffer,
) {
  return performFormDeed(company.pools[server] ?? company.pool, {
    accountId: player.accountId as never,
    key,
    ...(asked && { asked }),
    actor: await company.state(player),
    deed,
    catalog: company.catalog,
    now: company.now,
    forbids,
  });
}

const buy = (amount: number) => ({ do: "market-buy", listing, amount, yes: true }) as const;

test("a form is done once, however often and to however many servers it is sent at once", async () => {
  const results = await Promise.all(
    [0, 1, 2, 0, 1, 2].map((server) => send(jun, "k".repeat(20), buy(2), server)),
  );
  assert.deepEqual(results.map(({ kind }) => kind).sort(), ["done", ...Array(5).fill("repeated")]);
  assert.equal(new Set(results.map(({ text }) => text)).size, 1);
  assert.equal((await company.state(jun)).purse.crystals, 80);
  assert.match(
    (await formAnswer(company.pool, jun.accountId as never, "k".repeat(20))) ?? "",
    /Bought: Life Draught ×2/,
  );
  await company.prove();
});

test("another form is another deed, and another account's key is its own", async () => {
  assert.equal((await send(jun, "k".repeat(20), buy(1))).kind, "done");
  assert.equal((await send(jun, "l".repeat(20), buy(1))).kind, "done");
  assert.equal(await formAnswer(company.pool, mara.accountId as never, "k".repeat(20)), null);
  assert.equal((await company.state(jun)).purse.crystals, 80);
  await company.prove();
});

test("a key that was used for something else does nothing, and says so", async () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const first = await send(jun, "k".repeat(20), buy(1), 0, undefined, one);
  assert.equal((await send(jun, "k".repeat(20), buy(3), 0, undefined, two)).kind, "misused");
  assert.deepEqual(await send(jun, "k".repeat(20), buy(1), 0, undefined, one), {
    ...{ kind: "repeated", text: first.text },
  });
  assert.equal((await company.state(jun)).purse.crystals, 90);
});

test("what is refused leaves nothing behind, and the same form may be sent again", async () => {
  const refused = await send(jun, "k".repeat(20), buy(99));
  assert.deepEqual([refused.kind, /only 9/.test(refused.text)], ["refused", true]);
  const kept = await send(jun, "k".repeat(20), buy(1), 0, () => "Not from there.");
  assert.deepEqual(kept, { kind: "refused", text: "Not from there." });
  assert.equal((await send(jun, "k".repeat(20), buy(1))).kind, "done");
  await company.prove();
});

test("a command of the running game that was decided on the row before is not written over a form's deed", async () => {
  const { rows: before } = await company.pool.query("SELECT version FROM characters WHERE id = $1", [jun.id]);
  const bought = await send(jun, "k".repeat(20), buy(1));
  assert.ok(bought.kind === "done");
  assert.deepEqual([...bought.changed].sort(), [jun.id, mara.id].sort());
  assert.match(bought.tells[0]?.text ?? "", /Sold on the market: Life Draught for 8 crystals \(2 tax\)/);
  const { rows: after } = await company.pool.query("SELECT version FROM characters WHERE id = $1", [jun.id]);
  assert.equal(Number(after[0].version), Number(before[0].version) + 1);
});

test("forms and commands that reach for the same listing at once sell each thing once", async () => {
  const buyers = await Promise.all(
    ["Ada", "Bea", "Cyd", "Dee"].map((name) => company.hunter(name, { crystals: 60 })),
  );
  await Promise.all(
    buyers.map(async (buyer, at) => {
      for (const round of [0, 1, 2])
        if (at % 2 === 0) await send(buyer, `${buyer.name}-key-number-${round}`, buy(1), round);
        else await company.does(buyer, buy(1), round);
    }),
  );
  assert.equal(await company.count("life-draught"), 9);
  await company.prove();
});
