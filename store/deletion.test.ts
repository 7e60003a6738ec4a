import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type pg from "pg";
import { newParty, type Party } from "../game/party/party.ts";
import { type Services, startServices } from "../test/services.ts";
import { type AccountId, createAccount, findAccount } from "./accounts.ts";
import { ensureCharacter } from "./characters.ts";
import { deleteDueAccounts, giveUpAccount, keepAccount } from "./deletion.ts";
import { openPool } from "./postgres.ts";
import { faultsOf, proveEconomy } from "./proof.ts";

let services: Services;
let pool: pg.Pool;
before(async () => {
  services = await startServices();
  pool = openPool((await services.freshDatabase()).url, { max: 4, applicationName: "test" });
});
after(async () => {
  await pool?.end();
  await services?.stop();
});

async function hunter(name: string): Promise<{ account: AccountId; id: string }> {
  const account = await createAccount(pool, { name, password: "gravel kettle moth 9" });
  return { account: account.id, id: (await ensureCharacter(pool, account)).id };
}

async function goes(account: AccountId): Promise<void> {
  await giveUpAccount(pool, account);
  await pool.query("UPDATE accounts SET deletes_at = now() WHERE id = $1", [account]);
  assert.equal(await deleteDueAccounts(pool), 1);
  assert.equal(await findAccount(pool, account), null);
}

async function pay(account: string, currency: string, amount: number): Promise<void> {
  await pool.query(
    "INSERT INTO ledger (key, debit, credit, currency, amount, reason) VALUES ($1, 'mint', $2, $3, $4, 'test')",
    [`${account}${currency}`, account, currency, amount],
  );
}

describe("an account that was given up", () => {
  it("stays for two weeks, and is kept by a login", async () => {
    const { account } = await hunter("Alba");
    const at = await giveUpAccount(pool, account);
    assert.ok(at.getTime() > Date.now() + 13.9 * 86_400_000);
    assert.equal(await deleteDueAccounts(pool), 0);
    assert.equal(await keepAccount(pool, account), true);
    assert.equal(await keepAccount(pool, account), false);
  });

  it("goes once, on several servers at once", async () => {
    const { account } = await hunter("Bruno");
    await giveUpAccount(pool, account);
    await pool.query("UPDATE accounts SET deletes_at = now() WHERE id = $1", [account]);
    const counts = await Promise.all(Array.from({ length: 4 }, () => deleteDueAccounts(pool)));
    assert.equal(
      counts.reduce((sum, one) => sum + one, 0),
      1,
    );
  });

  it("leaves the books right, its movements in the ledger, and its name beside what it said", async () => {
    const { account, id } = await hunter("Carla");
    await pool.query("UPDATE characters SET crystals = 120, exons = 3 WHERE id = $1", [id]);
    await pay(`hunter:${id}`, "crystals", 120);
    await pay(`hunter:${id}`, "exons", 3);
    const order = await pool.query(
      "INSERT INTO buy_orders (buyer_id, item, count, price, expires_at) VALUES ($1, 'rat-tail', 3, 7, now()) RETURNING id",
      [id],
    );
    await pay(`market:${order.rows[0].id}`, "crystals", 21);
    await pool.query(
      "INSERT INTO chat_messages (room, character_id, name, text) VALUES ('hall', $1, 'Carla', 'so long')",
      [id],
    );
    assert.deepEqual(faultsOf(await proveEconomy(pool)), []);
    await goes(account);
    assert.deepEqual(faultsOf(await proveEconomy(pool)), []);
    const { rows } = await pool.query("SELECT name, character_id FROM chat_messages WHERE text = 'so long'");
    assert.deepEqual(rows, [{ name: "Carla", character_id: null }]);
    const kept = await pool.query("SELECT 1 FROM ledger WHERE $1 IN (debit, credit)", [`hunter:${id}`]);
    assert.equal(kept.rowCount, 4);
  });

  it("hands its guild to the highest rank that came first, and the last one's guild ends with its money burnt", async () => {
    const [leader, officer, older, recruit] = await Promise.all(
      ["Dora", "Emil", "Fritz", "Gerda"].map(hunter),
    );
    const guild = (await pool.query("INSERT INTO guilds (name, crystals) VALUES ('Moths', 50) RETURNING id"))
      .rows[0].id;
    await pay(`guild:${guild}`, "crystals", 50);
    const join = (id: string, rank: string, day: number) =>
      pool.query(
        "INSERT INTO guild_members (character_id, guild_id, rank, joined_at) VALUES ($1, $2, $3, now() - $4 * interval '1 day')",
        [id, guild, rank, day],
      );
    await join(leader!.id, "leader", 9);
    await join(recruit!.id, "recruit", 8);
    await join(officer!.id, "officer", 2);
    await join(older!.id, "officer", 5);
    const led = async () =>
      (
        await pool.query(
          "SELECT character_id AS id FROM guild_members WHERE guild_id = $1 AND rank = 'leader'",
          [guild],
        )
      ).rows[0]?.id;
    await goes(leader!.account);
    assert.equal(await led(), older!.id);
    await goes(older!.account);
    assert.equal(await led(), officer!.id);
    await goes(officer!.account);
    await goes(recruit!.account);
    assert.equal((await pool.query("SELECT 1 FROM guilds WHERE id = $1", [guild])).rowCount, 0);
    assert.deepEqual(faultsOf(await proveEconomy(pool)), []);
  });

  it("leaves its party, whose last member may go on alone", async () => {
    const [leader, mate] = await Promise.all(["Hanna", "Ida"].map(hunter));
    const party: Party = {
      ...newParty({ id: leader!.id, name: "Hanna" }),
      members: [
        { id: leader!.id, name: "Hanna" },
        { id: mate!.id, name: "Ida" },
      ],
      ready: [leader!.id],
    };
    const { rows } = await pool.query("INSERT INTO parties (document) VALUES ($1) RETURNING id", [
      JSON.stringify(party),
    ]);
    const partyId = rows[0].id;
    await pool.query("UPDATE characters SET party_id = $1 WHERE id = ANY($2::bigint[])", [
      partyId,
      [leader!.id, mate!.id],
    ]);
    await goes(leader!.account);
    const left = await pool.query("SELECT document FROM parties WHERE id = $1", [partyId]);
    const { members, leader: led, ready } = JSON.parse(left.rows[0].document) as Party;
    assert.deepEqual([members, led, ready], [[{ id: mate!.id, name: "Ida" }], mate!.id, []]);
    await goes(mate!.account);
    assert.equal((await pool.query("SELECT 1 FROM parties WHERE id = $1", [partyId])).rowCount, 0);
  });
});
