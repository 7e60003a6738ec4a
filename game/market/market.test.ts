import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { MARKET } from "../commands/market.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { realCatalog, testHunter, testTurn } from "../test-turn.ts";
import { given, handed } from "../things/handing.ts";
import { addItem } from "../things/pack.ts";
import { sold } from "./listing.ts";
import { readQuery } from "./query.ts";
import { exchanged, newTrade, reoffered } from "./trade.ts";

const catalog = realCatalog();
const THING = "life-draught";

const total = (...hunters: Hunter[]) =>
  hunters
    .flatMap(({ pack }) => [...pack.carried, ...pack.held])
    .filter(({ item }) => item === THING)
    .reduce((sum, { count }) => sum + count, 0);

test("whatever is handed over is neither lost nor doubled, however full the packs are", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 20 }),
      (have, wanted, slots) => {
        const one = addItem(testHunter("Mara"), catalog, THING, have).hunter;
        const two = testHunter("Jun", { id: "2" });
        const small = { ...two, pack: { ...two.pack, slots } };
        const thing = one.pack.carried[0];
        assert.ok(thing);
        const taken = handed(one, thing.id, wanted);
        if (wanted > thing.count) return assert.equal(taken, null);
        assert.ok(taken);
        const got = given(small, catalog, taken.lot);
        assert.equal(total(taken.hunter, got.hunter), have);
        assert.ok(got.hunter.pack.carried.length <= slots);
        assert.equal(
          new Set(got.hunter.pack.carried.map(({ id }) => id)).size,
          got.hunter.pack.carried.length,
        );
      },
    ),
  );
});

test("a sale moves exactly its price: the seller's share, the tax, nothing else", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 9 }), (price, amount) => {
      const buyer = testHunter("Jun", { id: "2", purse: { crystals: 9_000_000, exons: 0 } });
      const seller = testHunter("Mara");
      const sale = sold({ buyer, seller }, { lot: { item: THING, count: amount }, price }, amount, catalog);
      assert.ok(sale);
      assert.equal(9_000_000 - sale.buyer.purse.crystals, price * amount);
      assert.equal(sale.seller.purse.crystals + sale.tax, price * amount);
      assert.equal(
        sale.movements.reduce((sum, movement) => sum + movement.amount, 0),
        price * amount,
      );
      assert.equal(sale.tax, Math.ceil(price * amount * 0.13 - 1e-9));
    }),
  );
});

test("a trade with what is not there any more hands nothing over", () => {
  const one = testHunter("Mara", { purse: { crystals: 10, exons: 0 } });
  const two = testHunter("Jun", { id: "2" });
  const trade = reoffered(newTrade(one, two), "1", { crystals: 11 });
  assert.match(String(exchanged(trade, [one, two], catalog)), /no longer has 11 crystals/);
  const thing = reoffered(newTrade(one, two), "1", {
    things: [{ thing: 4, item: THING, count: 1, upgrade: 0 }],
  });
  assert.match(String(exchanged(thing, [one, two], catalog)), /no longer has all/);
});

test("a search is words of the name and filters in any order", () => {
  const read = readQuery("rare weapons under 500 usable guard sort new page 2");
  assert.ok(read.ok);
  assert.deepEqual(read.query, {
    words: "guard",
    kind: "weapon",
    rarity: "rare",
    under: 500,
    mine: true,
    sort: "new",
    page: 2,
  });
  for (const bad of ["under", "under -5", "under 1e9", "page 0", "page NaN", "sort sideways"])
    assert.equal(readQuery(bad).ok, false, bad);
});

test("amounts and prices that are none are refused in words", () => {
  const [market] = MARKET;
  assert.ok(market);
  const hunter = addItem(testHunter("Mara", { room: "market" }), catalog, THING, 5).hunter;
  const turn = { ...testTurn(hunter), catalog };
  for (const price of ["-5", "NaN", "1e9", "0", "1,000", "99999999999999999999", "0x10", "2.5"]) {
    const outcome = market.run(turn, `sell life draught for ${price}`);
    assert.equal(outcome.refused, true, price);
    assert.equal(outcome.deed, undefined);
  }
  for (const price of ["-5", "NaN", "1e9", "0", "1,000", "99999999999999999999", "0x10", "2.5"])
    assert.equal(market.run(turn, `order life draught 2 for ${price}`).refused, true, price);
  for (const line of [
    "fill",
    "fill x",
    "fill -1",
    "fill 41 0",
    "fill 41 1e3",
    "sell life draught to x",
    "order x",
  ])
    assert.equal(market.run(turn, line).refused, true, line);
  assert.match(market.run(turn, "order life draught 2 for 7").text, /14 crystals to set aside; you have 0/);
  const rich = { ...turn, hunter: { ...hunter, purse: { crystals: 900, exons: 0 } } };
  assert.deepEqual(market.run(rich, "order life draught 2 for 7 days 3").deed, {
    ...{ do: "market-order", item: THING, amount: 2, price: 7, days: 3 },
  });
  assert.match(market.run(rich, "order life draught 20 for 7").text, /140 are set aside .* 20 for 7 yes/);
  assert.deepEqual(market.run(turn, "sell life draught 2 to 41").deed, {
    ...{ do: "market-fill", order: 41, thing: hunter.pack.carried[0]?.id, amount: 2 },
  });
  assert.deepEqual(market.run(turn, "fill #41 3").deed, {
    ...{ do: "market-fill", order: 41, thing: null, amount: 3 },
  });
  assert.equal(market.run(turn, "sell life draught 2 for 7").deed?.do, "market-list");
  assert.equal(market.run(turn, "buy 3 -1").refused, true);
});
