import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import type { Hunter } from "../game/hunter/hunter.ts";
import { earn } from "../game/money/movement.ts";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import { createAccount } from "./accounts.ts";
import { type Character, ensureCharacter, findCharacter } from "./characters.ts";
import { settleWrites, type Write, writeCommands } from "./command-writes.ts";
import { openSession } from "./game-sessions.ts";

let services: Services;
let database: FreshDatabase;
let pool: pg.Pool;
before(async () => {
  services = await startServices();
  database = await services.freshDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
after(async () => {
  await pool.end();
  await services.stop();
});

type Player = { character: Character; fence: number };

async function player(name: string): Promise<Player> {
  const account = await createAccount(pool, { name, password: "rain on the tram rails" });
  const session = await openSession(pool, account.id, "test");
  assert.ok(session);
  return { character: await ensureCharacter(pool, account, "hall"), fence: session.fence };
}

function write({ character, fence }: Player, after: Hunter, more: Partial<Write> = {}): Write {
  const { accountId, version, hunter: before } = character;
  return {
    accountId,
    fence,
    number: 1,
    answer: "{}",
    version,
    before,
    after,
    movements: [],
    said: null,
    ...more,
  };
}

async function written(...writes: Write[]): Promise<number> {
  const client = await pool.connect();
  try {
    return (await writeCommands(client, writes)).size;
  } finally {
    client.release();
  }
}

const ledger = async (id: string) =>
  (await pool.query("SELECT * FROM ledger WHERE debit = $1 OR credit = $1 ORDER BY key", [`hunter:${id}`]))
    .rows;

test("a command writes the parts that it changed, the money and its movements, and nothing else", async () => {
  const mara = await player("Mara");
  const { hunter, movements } = earn(mara.character.hunter, "crystals", 100, "gate");
  const after = { ...hunter, room: "street", sheet: { ...hunter.sheet, hp: 7 } };
  assert.equal(await written(write(mara, after, { movements })), 1);
  const now = await findCharacter(pool, mara.character.id);
  assert.deepEqual(now?.hunter, after);
  assert.equal(now?.version, 1);
  const { rows } = await pool.query("SELECT sheet, pack FROM characters WHERE id = $1", [after.id]);
  assert.equal(JSON.parse(rows[0].sheet).hp, 7);
  assert.equal(rows[0].pack, "{}", "an unchanged part is not written");
  const [entry] = await ledger(after.id);
  assert.deepEqual([entry.debit, Number(entry.amount), entry.reason], ["mint", 87, "gate"]);
});

test("an older version, an older fence and a number that is done write nothing, also no money", async () => {
  const jun = await player("Jun");
  const { hunter, movements } = earn(jun.character.hunter, "crystals", 10, "gate");
  const good = write(jun, hunter, { number: 5, movements });
  assert.equal(await written({ ...good, version: 3 }), 0);
  assert.equal(await written({ ...good, fence: 0 }), 0);
  assert.equal(await written(good), 1);
  assert.equal(await written({ ...good, version: 1 }), 0, "number 5 is done");
  const now = await findCharacter(pool, jun.character.id);
  assert.equal(now?.hunter.purse.crystals, hunter.purse.crystals);
  assert.equal((await ledger(jun.character.id)).length, 1);
});

test("one refused command of a batch leaves the others done", async () => {
  const [one, two] = [await player("Ada"), await player("Bob")];
  const moved = (who: Player) => ({ ...who.character.hunter, room: "street" });
  assert.equal(await written(write(one, moved(one)), write(two, moved(two), { version: 9 })), 1);
  assert.equal((await findCharacter(pool, two.character.id))?.hunter.room, "hall");
});

test("the database refuses a purse under zero and a changed ledger", async () => {
  const kim = await player("Kim");
  const broke = { ...kim.character.hunter, purse: { crystals: -1, exons: 0 } };
  await assert.rejects(written(write(kim, broke)), /crystals/);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await assert.rejects(owner.query("UPDATE ledger SET amount = 1"), /append-only/);
  await assert.rejects(owner.query("TRUNCATE ledger"), /append-only/);
  await owner.end();
});

test("a write whose commit broke off is found done, or can never happen any more", async () => {
  const [done, lost] = [await player("Dora"), await player("Lone")];
  const street = (who: Player, answer: string) =>
    write(who, { ...who.character.hunter, room: "street" }, { answer });
  await written(street(done, "yes"));
  const settled = await settleWrites(pool, [street(done, "yes"), street(lost, "late")], "no");
  assert.deepEqual([...settled.keys()], [done.character.accountId]);
  assert.equal(settled.get(done.character.accountId)?.version, 1);
  assert.equal(await written(street(lost, "late")), 0);
});
