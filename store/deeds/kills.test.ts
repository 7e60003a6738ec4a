import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import { type FreshDatabase, type Services, startServices } from "../../test/services.ts";
import type { DeedResult } from "./perform.ts";
import { Company, type Player } from "./test-company.ts";

let services: Services;
let database: FreshDatabase;
let company: Company;
before(async () => {
  services = await startServices();
  database = await services.freshDatabase();
  company = new Company(database);
});
after(async () => {
  await company.close();
  await database.drop();
  await services.stop();
});

const THING = "life-draught";

/** What became of it; null when the connection was lost, and nobody knows yet. */
async function tried(
  player: Player,
  deed: Parameters<Company["attempt"]>[1],
  server: number,
): Promise<DeedResult | null> {
  return company.attempt(player, deed, server).catch(() => null);
}

/** Kills connections of the servers at random until it is stopped. */
function killing(): { stop(): Promise<void> } {
  let on = true;
  const work = async () => {
    const client = new pg.Client({ connectionString: database.url });
    client.on("error", () => {});
    await client.connect();
    while (on) {
      await client
        .query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' ORDER BY random() LIMIT 1`,
        )
        .catch(() => {});
      await new Promise((next) => setTimeout(next, 15));
    }
    await client.end();
  };
  const running = work();
  return {
    async stop() {
      on = false;
      await running;
    },
  };
}

test("connections killed in the middle of deeds leave each done once or not at all, and the books right", async () => {
  const seller = await company.hunter("Ada", { things: { [THING]: 60 } });
  const { pack } = await company.state(seller);
  const listings: number[] = [];
  for (const { id, count } of pack.carried) {
    const { text } = await company.does(seller, {
      do: "market-list",
      thing: id,
      amount: count,
      price: 1,
      days: 1,
    });
    listings.push(Number(/cancel (\d+)/.exec(text)?.[1]));
  }
  const buyers = await Promise.all(
    ["Bea", "Cyd", "Dee"].map((name) => company.hunter(name, { crystals: 40 })),
  );
  const killer = killing();
  const unknown: number[] = [];
  const done = await Promise.all(
    buyers.map(async (buyer, at) => {
      let bought = 0;
      for (let round = 0; round < 40; round++) {
        const listing = listings[(round + at) % listings.length] ?? 0;
        const result = await tried(buyer, { do: "market-buy", listing, amount: 1, yes: true }, at + round);
        if (result?.kind === "done") bought += 1;
        if (result === null) unknown.push(at);
      }
      return bought;
    }),
  );
  await killer.stop();
  assert.ok(unknown.length > 0, "no connection was ever lost");
  await company.prove();
  assert.equal(await company.count(THING), 60);
  for (const [at, buyer] of buyers.entries()) {
    const { pack: got, purse } = await company.state(buyer);
    const has = [...got.carried, ...got.held].reduce((sum, { count }) => sum + count, 0);
    const open = unknown.filter((one) => one === at).length;
    const least = done[at] ?? 0;
    assert.equal(purse.crystals, 40 - has);
    assert.ok(
      has >= least && has <= least + open,
      `${buyer.name} has ${has}, knows of ${least}, open were ${open}`,
    );
    // Who asks the session's row learns what the last one became.
    const { rows } = await company.pool.query(
      "SELECT last_number::int AS n FROM game_sessions WHERE account_id = $1",
      [buyer.accountId],
    );
    assert.ok(rows[0].n <= buyer.number);
  }
});
