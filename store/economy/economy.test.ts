import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type pg from "pg";
import { type FreshDatabase, type Services, startServices } from "../../test/services.ts";
import { openPool } from "../postgres.ts";
import { countEconomy } from "./count.ts";
import { incomesOf, readFlows, readReasons, readSupply, topHolders, topMovements } from "./flows.ts";
import { type LedgerQuery, searchLedger } from "./ledger.ts";
import { proveBooks, proveWhenDue, readProofs } from "./proofs.ts";
import { book, bookMany } from "./test-ledger.ts";

let services: Services;
let database: FreshDatabase;
let pool: pg.Pool;
before(async () => {
  services = await startServices();
});
after(() => services?.stop());
beforeEach(async () => {
  database = await services.freshDatabase();
  pool = openPool(database.url, { max: 5, applicationName: "test" });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const today = () => Math.floor(Date.now() / 86_400_000);
const ANYTHING: LedgerQuery = {
  account: null,
  reason: null,
  currency: null,
  from: null,
  to: null,
  least: null,
  most: null,
  before: null,
};

describe("the count of the ledger", () => {
  it("adds up what there is, who has it, and why it came and went", async () => {
    await book(pool, [
      { from: "mint", to: "hunter:1", amount: 100 },
      { from: "mint", to: "operator", amount: 15, reason: "tax" },
      { from: "hunter:1", to: "burn", amount: 30, reason: "shop" },
      { from: "hunter:1", to: "guild:2", amount: 20, reason: "guild" },
      { from: "mint", to: "hunter:1", amount: 4, currency: "exons", reason: "achievement" },
    ]);
    assert.equal(await countEconomy(pool), 5);
    const { supply, countedTo } = await readSupply(pool);
    assert.deepEqual(supply.crystals, {
      minted: 115,
      burnt: 30,
      taxes: 15,
      hunters: 50,
      guilds: 20,
      orders: 0,
    });
    assert.equal(supply.exons.hunters, 4);
    assert.ok(countedTo);
    assert.deepEqual(await topHolders(pool, "crystals", 5), [
      { account: "hunter:1", balance: 50 },
      { account: "guild:2", balance: 20 },
    ]);
    const reasons = await readReasons(pool, "crystals", today() - 1);
    assert.deepEqual(reasons.source, [
      { reason: "gate", amount: 100, movements: 1 },
      { reason: "tax", amount: 15, movements: 1 },
    ]);
    assert.deepEqual(reasons.sink, [{ reason: "shop", amount: 30, movements: 1 }]);
    assert.deepEqual(reasons.passed, [{ reason: "guild", amount: 20, movements: 1 }]);
    const [largest] = await topMovements(pool, "crystals", today() - 1, 1);
    assert.deepEqual([largest?.credit, largest?.amount], ["hunter:1", 100]);
  });

  it("knows what is set aside for orders, and forgets orders that are done", async () => {
    await book(pool, [
      { from: "mint", to: "hunter:1", amount: 100 },
      { from: "hunter:1", to: "market:7", amount: 60, reason: "order" },
      { from: "hunter:1", to: "market:8", amount: 15, reason: "order" },
      { from: "market:8", to: "hunter:2", amount: 15, reason: "market" },
    ]);
    await countEconomy(pool);
    const { supply } = await readSupply(pool);
    assert.deepEqual([supply.crystals.orders, supply.crystals.hunters], [60, 40]);
    const { rows } = await pool.query("SELECT account FROM economy_balances WHERE account LIKE 'market:%'");
    assert.deepEqual(rows, [{ account: "market:7" }]);
  });

  it("counts each movement once, however often and on however many servers at once it is asked", async () => {
    await bookMany(pool, 400, 2);
    const counted = await Promise.all([countEconomy(pool), countEconomy(pool), countEconomy(pool)]);
    assert.equal(
      counted.reduce((sum, count) => sum + count),
      400,
    );
    await book(pool, [{ from: "mint", to: "hunter:9", amount: 7 }]);
    // Its time lies before what is counted: only what is booked now is new, as in a game.
    assert.equal(await countEconomy(pool), 0);
    const { rows } = await pool.query(
      "SELECT sum(movements)::int AS counted FROM economy_flows WHERE unit = 'day'",
    );
    assert.equal(rows[0].counted, 400);
  });

  it("waits for what a transaction under way may still book", async () => {
    await countEconomy(pool);
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("SELECT 1 FROM ledger LIMIT 1");
      const { rows } = await client.query("SELECT now()::text AS began");
      await pool.query("SELECT pg_sleep(0.01)");
      await countEconomy(pool);
      const state = await pool.query("SELECT counted_to <= $1::timestamptz AS waits FROM economy_state", [
        rows[0].began,
      ]);
      assert.equal(state.rows[0].waits, true);
      await client.query("ROLLBACK");
    } finally {
      client.release();
    }
  });

  it("takes a large old ledger in step by step, and gives the same sums as the ledger itself", async () => {
    await bookMany(pool, 120_000, 40);
    let steps = 0;
    // No patience: one step a call.
    for (let counted = -1; counted !== 0; steps += 1) counted = await countEconomy(pool, 0);
    assert.ok(steps >= 3, `${steps} steps`);
    const { rows } = await pool.query(
      `SELECT coalesce(sum(abs(b.balance - l.balance)), -1)::int AS difference, count(*)::int AS accounts
       FROM economy_balances b FULL JOIN (
         SELECT account, sum(by) AS balance FROM ledger,
           LATERAL (VALUES (credit, amount), (debit, -amount)) AS m(account, by) GROUP BY account) l
       USING (account)`,
    );
    assert.equal(rows[0].difference, 0);
    assert.ok(rows[0].accounts > 200);
    const flows = await readFlows(pool, "crystals", "day", today() - 29);
    assert.ok((flows.at(-1)?.since ?? 0) >= today() - 1);
    assert.ok(flows.length >= 28 && flows.every(({ minted, burnt }) => minted > burnt && burnt > 0));
    const hours = await readFlows(pool, "crystals", "hour", (today() - 39) * 24);
    assert.ok(hours.length <= 14 * 24 + 1, "old hours are forgotten");
  });

  it("knows what hunters earned on a day: the middle one, what nine of ten don't exceed, and the first", async () => {
    await book(
      pool,
      Array.from({ length: 10 }, (_, at) => ({
        from: "mint",
        to: `hunter:${at + 1}`,
        amount: at === 9 ? 5_000 : 10 * (at + 1),
      })),
    );
    await countEconomy(pool);
    const { rows } = await pool.query("SELECT max(day) AS day FROM economy_incomes");
    const incomes = await incomesOf(pool, rows[0].day, 1);
    assert.deepEqual([incomes.earners, incomes.middle, incomes.most], [10, 50, 90]);
    assert.deepEqual(incomes.top, [{ hunterId: "10", name: null, earned: 5_000 }]);
  });
});

describe("looking through the ledger", () => {
  it("turns pages from the newest to the oldest without leaving one out or showing one twice", async () => {
    await bookMany(pool, 130, 3);
    // Many of one moment, as a group commit books them.
    await book(
      pool,
      Array.from({ length: 60 }, () => ({ from: "mint", to: "hunter:5", amount: 3 })),
    );
    const keys: string[] = [];
    let before: LedgerQuery["before"] = null;
    do {
      const page: Awaited<ReturnType<typeof searchLedger>> = await searchLedger(
        pool,
        { ...ANYTHING, before },
        25,
      );
      keys.push(...page.movements.map(({ key }) => key));
      assert.equal(page.reached, null);
      before = page.next;
    } while (before);
    const { rows } = await pool.query("SELECT key FROM ledger ORDER BY at DESC, key DESC");
    assert.deepEqual(
      keys,
      rows.map(({ key }) => key),
    );
  });

  it("finds by hunter on either side, by kind, currency, time and amount", async () => {
    await book(pool, [
      { from: "mint", to: "hunter:1", amount: 100, hoursAgo: 30 },
      { from: "hunter:1", to: "burn", amount: 40, reason: "shop", hoursAgo: 20 },
      { from: "hunter:2", to: "hunter:1", amount: 7, reason: "market", hoursAgo: 10 },
      { from: "mint", to: "hunter:2", amount: 7, reason: "achievement", currency: "exons", hoursAgo: 5 },
    ]);
    const amounts = async (query: Partial<LedgerQuery>) =>
      (await searchLedger(pool, { ...ANYTHING, ...query }, 50)).movements.map(({ amount }) => amount);
    assert.deepEqual(await amounts({ account: "hunter:1" }), [7, 40, 100]);
    assert.deepEqual(await amounts({ account: "hunter:1", reason: "shop" }), [40]);
    assert.deepEqual(await amounts({ currency: "exons" }), [7]);
    assert.deepEqual(await amounts({ least: 40 }), [40, 100]);
    assert.deepEqual(await amounts({ most: 40, currency: "crystals" }), [7, 40]);
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    assert.deepEqual(await amounts({ from: ago(25), to: ago(6) }), [7, 40]);
    assert.deepEqual(await amounts({ account: "hunter:3" }), []);
  });

  it("looks through a bounded part for something rare, and says where to go on", async () => {
    await bookMany(pool, 25_000, 30);
    await book(pool, [{ from: "mint", to: "hunter:1", amount: 999_999, hoursAgo: 24 * 40 }]);
    const first = await searchLedger(pool, { ...ANYTHING, least: 500_000 }, 25);
    assert.deepEqual(first.movements, []);
    assert.ok(first.reached && first.next);
    const second = await searchLedger(pool, { ...ANYTHING, least: 500_000, before: first.next }, 25);
    assert.deepEqual(
      second.movements.map(({ amount }) => amount),
      [999_999],
    );
    assert.deepEqual([second.next, second.reached], [null, null]);
  });
});

describe("on a ledger of 150,000 movements", () => {
  it("every question of the pages is read by an index, never by going through the ledger", async () => {
    await bookMany(pool, 150_000, 60);
    await countEconomy(pool);
    await withOwner("ANALYZE ledger, economy_flows, economy_balances, economy_incomes, economy_peaks");
    const asked: string[] = [];
    const spy = {
      query: async (text: string, values: unknown[]) => {
        const { rows } = await pool.query(`EXPLAIN ${text}`, values);
        asked.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
        return pool.query(text, values);
      },
    } as unknown as pg.Pool;
    const oneDay = new Date(Date.now() - 86_400_000);
    const { next } = await searchLedger(spy, ANYTHING, 50);
    assert.ok(next);
    await searchLedger(spy, { ...ANYTHING, before: next }, 50);
    await searchLedger(spy, { ...ANYTHING, reason: "shop", to: oneDay }, 50);
    await searchLedger(spy, { ...ANYTHING, account: "hunter:7" }, 50);
    await searchLedger(spy, { ...ANYTHING, account: "hunter:7", before: next, least: 3 }, 50);
    await readSupply(spy);
    await readFlows(spy, "crystals", "day", today() - 90);
    await readReasons(spy, "crystals", today() - 90);
    await topHolders(spy, "crystals", 20);
    await topMovements(spy, "crystals", today() - 7, 20);
    await incomesOf(spy, today(), 20);
    for (const plan of asked) assert.doesNotMatch(plan, /Seq Scan on ledger/, plan);
    const search = asked.slice(0, 5);
    for (const plan of search) assert.match(plan, /Index Scan.* (ledger_at_idx|ledger_debit_idx)/, plan);
  });
});

describe("the proof of the books", () => {
  it("is kept with what it found, and is not asked again before it is due", async () => {
    const proven = await proveWhenDue(pool);
    assert.deepEqual(proven?.faults, []);
    assert.equal(await proveWhenDue(pool), null);
    await book(pool, [{ from: "mint", to: "hunter:4", amount: 12 }]);
    const wrong = await proveBooks(pool);
    assert.match(wrong?.faults[0] ?? "", /^1 balances differ from the ledger$/);
    const kept = await readProofs(pool, 10);
    assert.deepEqual(
      kept.map(({ faults }) => faults.length > 0),
      [true, false],
    );
    assert.equal(kept[0]?.movements, 1);
  });
});

async function withOwner(sql: string): Promise<void> {
  const owner = openPool(database.ownerUrl, { max: 1, applicationName: "test" });
  await owner.query(sql);
  await owner.end();
}
