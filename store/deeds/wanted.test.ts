import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deed } from "../../game/deeds.ts";
import { performEvent } from "./event.ts";
import { performFormDeed } from "./form.ts";
import { type Company, companyForEach, type Player } from "./test-company.ts";
import { overdue, payBack } from "./wanted.ts";

let company: Company;
companyForEach((fresh) => {
  company = fresh;
});

const THING = "life-draught";

/** Places an order and answers its number. */
async function wanted(buyer: Player, amount: number, price: number, server = 0): Promise<number> {
  const { refused, text } = await company.does(
    buyer,
    { do: "market-order", item: THING, amount, price, days: 7 },
    server,
  );
  assert.equal(refused, undefined, text);
  return Number(/market cancel (\d+)/.exec(text)?.[1]);
}

const fill = (order: number, amount: number | null = null, thing: number | null = null): Deed => ({
  do: "market-fill",
  order,
  amount,
  thing,
});
const purse = async (player: Player) => (await company.state(player)).purse.crystals;

test("an order sets its crystals aside, is filled in parts less the tax, and what is left comes back", async () => {
  const mara = await company.hunter("Mara", { crystals: 100 });
  const jun = await company.hunter("Jun", { things: { [THING]: 4 } });
  const order = await wanted(mara, 6, 10);
  assert.equal(await purse(mara), 40);
  await company.prove();
  const sold = await company.does(jun, fill(order, 3));
  assert.match(sold.text, /Sold: Life Draught ×3 to Mara for 26 crystals \(4 tax\)\./);
  assert.match(sold.tells?.[0]?.text ?? "", /Your order: Life Draught ×3 from Jun for 30 crystals\. 3 still/);
  assert.equal(await purse(jun), 26);
  assert.equal((await company.state(mara)).pack.carried[0]?.count, 3);
  // The rest of what Jun has, which is less than what is wanted.
  assert.match((await company.does(jun, fill(order))).text, /Sold: Life Draught to Mara for 8 crystals/);
  await company.prove();
  assert.match(
    (await company.does(mara, { do: "market-cancel", listing: order })).text,
    /Called off: Life Draught ×2\. 20 crystals back/,
  );
  assert.equal(await purse(mara), 60);
  assert.match((await company.does(jun, fill(order))).text, /That order is gone/);
  assert.equal(await company.count(THING), 4);
  await company.prove();
});

test("what can't be ordered or filled is refused in words and changes nothing", async () => {
  const mara = await company.hunter("Mara", { crystals: 50 });
  const jun = await company.hunter("Jun", { things: { [THING]: 2, "tram-rail-blade": 1 } });
  assert.match(
    (await company.does(mara, { do: "market-order", item: THING, amount: 6, price: 10, days: 1 })).text,
    /60 crystals to set aside; you have 50/,
  );
  const order = await wanted(mara, 1, 10);
  assert.match((await company.does(mara, fill(order))).text, /That order is yours/);
  assert.match((await company.does(jun, fill(order, 2))).text, /Only 1 of Life Draught are wanted/);
  assert.match((await company.does(jun, fill(999))).text, /That order is gone/);
  const sword = (await company.state(jun)).pack.carried.find(({ item }) => item !== THING);
  assert.match((await company.does(jun, fill(order, 1, sword?.id))).text, /You have|Only a/);
  assert.match(
    (await company.does(jun, { do: "market-cancel", listing: order })).text,
    /no such listing or order/,
  );
  assert.equal(await purse(mara), 40);
  await company.prove();
});

test("worn gear fills no order, and of what is whole the least upgraded goes first", async () => {
  const mara = await company.hunter("Mara", { crystals: 50 });
  const jun = await company.hunter("Jun", {
    change: (hunter) => ({
      ...hunter,
      pack: {
        ...hunter.pack,
        nextId: 4,
        carried: [
          { id: 1, item: "tram-rail-blade", count: 1, durability: 60 },
          { id: 2, item: "tram-rail-blade", count: 1, durability: 100, upgrade: 3 },
          { id: 3, item: "tram-rail-blade", count: 1, durability: 100 },
        ],
      },
    }),
  });
  const order = { do: "market-order", item: "tram-rail-blade", amount: 3, price: 10, days: 7 } as const;
  const placed = await company.does(mara, order);
  assert.equal(placed.refused, undefined, placed.text);
  const id = Number(/market cancel (\d+)/.exec(placed.text)?.[1]);
  await company.does(jun, fill(id, 1));
  assert.deepEqual(
    (await company.state(jun)).pack.carried.map((one) => one.id),
    [1, 2],
  );
  assert.match((await company.does(jun, fill(id, 1, 1))).text, /Only a .* that is not worn fills an order/);
  await company.does(jun, fill(id));
  assert.equal((await company.state(mara)).pack.carried.find(({ upgrade }) => upgrade)?.upgrade, 3);
  await company.prove();
});

test("an order that ran out is paid back once, whoever sees it first", async () => {
  const mara = await company.hunter("Mara", { crystals: 60 });
  const order = await wanted(mara, 6, 10);
  await company.pool.query("UPDATE buy_orders SET expires_at = now() - interval '1 second'");
  assert.deepEqual(await overdue(company.pool), [order]);
  company.now += 1_000;
  const { catalog, now, around } = company;
  const done = await Promise.all(
    company.pools.map((pool) => performEvent(pool, { catalog, now, around }, payBack(order))),
  );
  assert.deepEqual(
    done.flatMap((decision) => decision?.tells?.map(({ text }) => text) ?? []),
    ["[System] Nobody sold you Life Draught ×6. 60 crystals back."],
  );
  assert.equal(await purse(mara), 60);
  await company.prove();
});

test("a listing below what somebody pays says so, and an order above what is for sale does", async () => {
  const mara = await company.hunter("Mara", { crystals: 60 });
  const jun = await company.hunter("Jun", { things: { [THING]: 4 } });
  const order = await wanted(mara, 2, 10);
  const [thing] = (await company.state(jun)).pack.carried;
  const listing = { do: "market-list", thing: thing?.id ?? 0, amount: 1, price: 9, days: 1 } as const;
  assert.match(
    (await company.does(jun, listing)).text,
    new RegExp(`Somebody pays 10 now, order ${order}\\.`),
  );
  const more = { do: "market-order", item: THING, amount: 1, price: 9, days: 1 } as const;
  assert.match((await company.does(mara, more)).text, /It is for sale now for 9\./);
  assert.match(
    (await company.does(jun, { do: "market-orders", words: "draught", page: 1 })).text,
    /2 orders/,
  );
  assert.match((await company.does(jun, { do: "market-prices", item: THING })).text, /wanted at 10/);
  assert.match((await company.does(mara, { do: "market-mine" })).text, /Wanted by you/);
});

test("a storm of orders, sales to them, listings, purchases and cancellations doubles and loses nothing", async () => {
  const players = await Promise.all(
    ["Ada", "Bea", "Cyd", "Dee", "Eli"].map((name) =>
      company.hunter(name, { crystals: 300, things: { [THING]: 12 } }),
    ),
  );
  const ids = async (table: string) =>
    (await company.pool.query(`SELECT id::float8 AS id FROM ${table} ORDER BY id`)).rows.map(({ id }) => id);
  await Promise.all(
    players.map(async (player, at) => {
      for (let round = 0; round < 20; round++) {
        const [orders, listings] = await Promise.all([ids("buy_orders"), ids("listings")]);
        const order = orders[(at + round) % Math.max(1, orders.length)] ?? 1;
        const listing = listings[(at + round) % Math.max(1, listings.length)] ?? 1;
        const [thing] = (await company.state(player)).pack.carried;
        const deeds: readonly Deed[] = [
          { do: "market-order", item: THING, amount: 1 + (round % 3), price: 4 + at, days: 1 },
          fill(order, 1 + (round % 2)),
          fill(order),
          { do: "market-list", thing: thing?.id ?? 0, amount: 1, price: 5, days: 1 },
          { do: "market-buy", listing, amount: 1, yes: true },
          { do: "market-cancel", listing: round % 2 === 0 ? order : listing },
        ];
        await company.does(player, deeds[(round + at) % deeds.length] as Deed, at + round);
      }
    }),
  );
  assert.equal(await company.count(THING), 60);
  const filled =
    "SELECT count(*)::int AS n FROM ledger WHERE debit LIKE 'market:%' AND credit LIKE 'hunter:%'";
  assert.ok((await company.pool.query(filled)).rows[0].n > 10, "the storm did something");
  await company.prove();
  for (const order of await ids("buy_orders")) {
    const owner = (await company.pool.query("SELECT buyer_id AS id FROM buy_orders WHERE id = $1", [order]))
      .rows[0];
    const buyer = players.find(({ id }) => id === owner.id);
    assert.ok(buyer);
    await company.does(buyer, { do: "market-cancel", listing: order });
  }
  await company.prove();
  const held = await company.pool.query(
    "SELECT coalesce(sum(CASE WHEN credit LIKE 'market:%' THEN amount ELSE -amount END), 0)::int AS n FROM ledger WHERE credit LIKE 'market:%' OR debit LIKE 'market:%'",
  );
  assert.equal(held.rows[0].n, 0, "no order keeps anything after its end");
});

test("forms place, fill and call off an order once, however often they are sent", async () => {
  const mara = await company.hunter("Mara", { crystals: 100 });
  const jun = await company.hunter("Jun", { things: { [THING]: 4 } });
  const send = async (player: Player, key: string, deed: Deed) => {
    const actor = await company.state(player);
    return Promise.all(
      company.pools.map((pool) =>
        performFormDeed(pool, {
          accountId: player.accountId as never,
          key: key.padEnd(20, "x"),
          actor,
          deed,
          catalog: company.catalog,
          now: company.now,
          forbids: () => null,
        }),
      ),
    );
  };
  const kinds = ["done", "repeated", "repeated"];
  const placed = await send(mara, "order", {
    do: "market-order",
    item: THING,
    amount: 5,
    price: 10,
    days: 7,
  });
  assert.deepEqual(placed.map(({ kind }) => kind).sort(), kinds);
  const id = Number(/market cancel (\d+)/.exec(placed[0]?.text ?? "")?.[1]);
  assert.deepEqual((await send(jun, "fill", fill(id, 2))).map(({ kind }) => kind).sort(), kinds);
  assert.equal(await purse(jun), 17);
  assert.deepEqual(
    (await send(mara, "cancel", { do: "market-cancel", listing: id })).map(({ kind }) => kind).sort(),
    kinds,
  );
  assert.equal(await purse(mara), 80);
  await company.prove();
});
