import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { roomOf } from "../game/gates/plan.ts";
import type { Party } from "../game/party/party.ts";
import { realCatalog } from "../game/test-turn.ts";
import { openPool } from "../store/postgres.ts";
import { faultsOf, type Proof } from "../store/proof.ts";
import { eventually } from "../test/patience.ts";
import type { FreshDatabase, Services } from "../test/services.ts";
import { allListen, type City, citiesForEach, PASSWORD, RawClient } from "./test-city.ts";

let services: Services;
let database: FreshDatabase;
let one: City;
let two: City;
citiesForEach(2, (cities, ground) => {
  [one, two] = cities as [City, City];
  ({ services, database } = ground);
});

/** Both are known to be in the city on both servers. */
async function seen(client: RawClient, ...names: string[]): Promise<void> {
  await eventually(async () => {
    const { text } = await client.command("who");
    for (const name of names) assert.match(text, new RegExp(name));
  });
}

const heardOnce = (client: RawClient, text: string) =>
  client.texts().filter((line) => line.includes(text)).length === 1;

test("global, trade and whispers cross servers; a left channel and an ignored voice are not heard", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  await seen(mara, "Jun");
  await jun.command("street");
  await mara.command("global anyone there?");
  await jun.hears("[global] Mara: anyone there?");
  await mara.command("tell jun hi");
  await jun.hears("Mara tells you: hi");
  assert.equal((await jun.command("reply coming")).text, "You tell Mara: coming");
  await mara.hears("Jun tells you: coming");
  await jun.command("channel trade");
  await mara.command("barter three tokens");
  // The whole city is spoken to at most once a second.
  await eventually(async () => assert.equal((await mara.command("global marker")).t, "out"));
  await jun.hears("marker");
  assert.equal(
    jun.texts().some((text) => text.includes("three tokens")),
    false,
  );
  await jun.command("ignore mara");
  await eventually(async () =>
    assert.match((await mara.command("tell jun hello?")).text, /Jun does not hear you/),
  );
  await jun.command("unignore mara");
  const { text } = await jun.command("history global");
  assert.match(text, /\d\d:\d\d \[global\] Mara: anyone there\?\n\d\d:\d\d \[global\] Mara: marker/);
  assert.match((await jun.command("history tells")).text, /Mara tells you: hi\n.*You tell Mara: coming/);
});

test("words on channels survive a lost Redis and are heard once", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  await seen(mara, "Jun");
  one.redis.cut();
  await mara.command("global first words");
  await mara.command("tell jun second words");
  one.redis.mend();
  await jun.hears("first words");
  await jun.hears("second words");
  // What was missed is fetched when Redis is back; once both are, and a later word is through, all of it has come.
  await eventually(() => allListen(services, 2));
  await eventually(async () => assert.equal((await mara.command("global third words")).t, "out"));
  await jun.hears("third words");
  await jun.command("who");
  assert.ok(heardOnce(jun, "first words") && heardOnce(jun, "second words"));
});

async function sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const pool = openPool(database.url, { max: 1, applicationName: "test" });
  try {
    return (await pool.query(text, values)).rows;
  } finally {
    await pool.end();
  }
}

/** A fighter at the board who may enter gates; between a login and the next, so that no server has another state. */
async function fighter(name: string, city: City): Promise<RawClient> {
  const client = await new RawClient(city).register(name);
  client.send({ t: "quit" });
  await client.wantClose();
  const sheet = { base: "fighter", level: 9, hp: 200, mp: 60, licence: "E" };
  await sql(
    "UPDATE characters SET level = 9, room = 'board', version = version + 1, sheet = $2 WHERE name = $1",
    [name, JSON.stringify(sheet)],
  );
  return new RawClient(city).login(name);
}

/** A door of the room to one that the party has not seen, else any. */
async function wayOn(gate: Party["gate"]): Promise<string> {
  assert.ok(gate);
  const { ways } = roomOf(realCatalog(), gate.run);
  const known = Object.entries(ways);
  const fresh = known.find(([, to]) => !gate.run.seen.includes(Number(to)));
  return (fresh ?? known[0])?.[0] ?? "north";
}

test("a party of two servers goes into a gate and fights rounds that wait, run out, and go on without a lost line", async () => {
  const mara = await fighter("Mara", one);
  const jun = await fighter("Jun", two);
  await seen(mara, "Jun");
  assert.match((await mara.command("party invite jun")).text, /Jun is invited/);
  await jun.hears("Mara invites you");
  assert.match((await jun.command("party accept")).text, /You are in Mara's party: Mara, Jun/);
  await jun.command("psay ready when you are");
  await mara.hears("[party] Jun: ready when you are");
  await jun.command("party ready");
  const gates = (await mara.command("gates")).text;
  const name = /^ {2}(\S.*?) {2,}E, level/m.exec(gates)?.[1];
  assert.ok(name, gates);
  const entered = await mara.command(`enter ${name.toLowerCase()}`);
  assert.match(entered.text, /2 of you/);
  await jun.hears("2 of you");
  const gate = async () =>
    (JSON.parse(String((await sql("SELECT document FROM parties"))[0]?.document)) as Party).gate;
  for (let steps = 0; steps < 12 && !(await gate())?.run.fight; steps++)
    await mara.command(await wayOn(await gate()));
  assert.ok((await gate())?.run.fight);
  assert.match((await mara.command("strike")).text, /Waiting for Jun/);
  // On a slow machine the round's time may run out between the two: then they say it again.
  await eventually(async () => {
    if (!(await gate())?.run.fight) return;
    await mara.command("strike");
    assert.doesNotMatch((await jun.command("guard")).text, /Waiting/);
  });
  await eventually(async () => assert.ok((await gate())?.run.rounds));
  // Nobody else acts: the round is over when its time is, on whichever server looks first.
  if ((await gate())?.run.fight) {
    const heard = mara.got.length;
    await mara.command("guard");
    await mara.want("out", (out) => out.n === undefined && out.frame?.kind !== "chat", heard);
  }
  // A lost line fights by its tactic: the fight goes on without a word of anybody's.
  jun.socket.terminate();
  const rounds = (await gate())?.run.rounds ?? 0;
  await eventually(async () => {
    const now = await gate();
    assert.ok(!now?.run.fight || now.run.rounds > rounds);
  });
  await eventually(async () => {
    if (!(await gate())?.run.fight) return;
    assert.doesNotMatch((await mara.command("guard")).text, /Waiting/);
  });
  // After its grace it is out of the gate.
  await sql(
    `UPDATE game_sessions SET seen_at = now() - interval '3 minutes'
     WHERE account_id = (SELECT account_id FROM characters WHERE name = 'Jun')`,
  );
  await eventually(async () => {
    const [{ run } = {}] = await sql("SELECT run FROM characters WHERE name = 'Jun'");
    assert.equal(run, "null");
  });
});

test("a ban closes the line on the other server, kills the token, and refuses the login with its reason", async () => {
  const mara = await new RawClient(one).register("Mara");
  mara.send({ t: "quit" });
  await mara.wantClose();
  await sql("UPDATE accounts SET role = 'moderator' WHERE name = 'Mara'");
  const moderator = await new RawClient(one).login("Mara");
  const jun = await new RawClient(two).register("Jun");
  const { token } = jun;
  assert.ok(token);
  assert.match((await moderator.command("mute jun 1h spam")).text, /Jun is muted for 60 minutes/);
  await jun.hears("You are muted");
  assert.match((await jun.command("say hello")).text, /A moderator has muted you/);
  assert.match((await jun.command("mute mara 1h revenge")).text, /No command "mute"/);
  assert.match((await moderator.command("ban jun 2d threats")).text, /Jun is banned for 2 days/);
  assert.equal((await jun.wantClose()).reason, "revoked");
  const again = new RawClient(two);
  await again.hello();
  again.send({ t: "token", token });
  assert.equal((await again.want("error")).code, "bad_login");
  again.send({ t: "login", name: "Jun", password: PASSWORD });
  assert.match((await again.want("bye")).text, /banned until .*: threats/);
  assert.match((await moderator.command("record jun")).text, /Mara: ban Jun/);
  await moderator.command("announce the rain has stopped");
  await moderator.hears("[Announcement] the rain has stopped");
});

test("without Redis a banned player's next command is not done", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  mara.send({ t: "quit" });
  await mara.wantClose();
  await sql("UPDATE accounts SET role = 'moderator' WHERE name = 'Mara'");
  const moderator = await new RawClient(one).login("Mara");
  one.redis.cut();
  await moderator.command("ban jun forever threats");
  jun.send({ t: "cmd", n: jun.number + 1, line: "say still here" });
  await jun.wantClose();
  assert.deepEqual(await sql("SELECT 1 FROM chat_messages WHERE text = 'still here'"), []);
});

test("an account goes on as its other hunter, under the same session", async () => {
  const mara = await new RawClient(one).register("Mara");
  assert.match((await mara.command("characters new bela")).text, /Bela has signed/);
  const seen = mara.lastSeen;
  const left = await mara.command("characters play bela");
  assert.equal(left.text, "You go on as Bela.");
  assert.equal((await mara.want("bye")).reason, "try_again");
  const back = new RawClient(two);
  const welcome = await back.resume(mara.session, seen);
  assert.equal(welcome.name, "Bela");
  assert.equal(welcome.done, mara.number);
  assert.match((await back.command("whoami")).text, /Bela/);
});

test("things and crystals change hands over two servers, by market and by trade", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  for (const client of [mara, jun]) {
    client.send({ t: "quit" });
    await client.wantClose();
  }
  const pack = {
    slots: 20,
    nextId: 2,
    carried: [{ id: 1, item: "life-draught", count: 5 }],
    worn: {},
    held: [],
  };
  await sql("UPDATE characters SET room = 'market', version = version + 1, pack = $1 WHERE name = 'Mara'", [
    JSON.stringify(pack),
  ]);
  await sql(
    "UPDATE characters SET room = 'market', version = version + 1, crystals = 100 WHERE name = 'Jun'",
  );
  await sql(
    `INSERT INTO ledger (key, debit, credit, currency, amount, reason)
     SELECT 'test', 'mint', 'hunter:' || id, 'crystals', 100, 'test' FROM characters WHERE name = 'Jun'`,
  );
  const seller = await new RawClient(one).login("Mara");
  const buyer = await new RawClient(two).login("Jun");
  await seen(seller, "Jun");
  assert.match(
    (await seller.command("market sell life draught 2 for 10")).text,
    /Listed: Life Draught ×2 for 10/,
  );
  const list = (await buyer.command("market draught")).text;
  const number = /^ {2}(\d+) {2}Life Draught/m.exec(list)?.[1];
  assert.ok(number, list);
  assert.match((await buyer.command(`market buy ${number}`)).text, /Bought: Life Draught ×2 from Mara/);
  await seller.hears("Sold on the market: Life Draught ×2 for 17 crystals");
  assert.match((await seller.command("balance")).text, /17 crystals/);
  await seller.command("trade jun");
  await buyer.hears("Mara asks you to trade");
  await buyer.command("trade mara");
  await seller.command("trade add life draught 3");
  await buyer.command("trade crystals 30");
  await seller.command("trade lock");
  await buyer.command("trade lock");
  await seller.command("trade confirm");
  assert.match((await buyer.command("trade confirm")).text, /Traded\. From Mara: Life Draught ×3/);
  await seller.hears("Traded. From Jun: 30 crystals");
  assert.match((await seller.command("balance")).text, /43 crystals/);
  assert.deepEqual(
    faultsOf(((await sql("SELECT economy_proof() AS proof"))[0] as { proof: Proof }).proof),
    [],
  );
});

test("a deed whose answer was lost in its commit is answered after the client is back, and done once", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  await seen(mara, "Jun");
  one.postgres.deafen();
  mara.number += 1;
  mara.send({ t: "cmd", n: mara.number, line: "tell jun only once" });
  await sleep(200);
  one.postgres.cut();
  await mara.wantClose();
  one.postgres.mend();
  const back = new RawClient(two);
  await back.resume(mara.session, mara.lastSeen);
  back.send({ t: "cmd", n: mara.number, line: "tell jun only once" });
  await back.answer(mara.number);
  assert.equal((await sql("SELECT 1 FROM chat_messages WHERE text = 'only once'")).length, 1);
  assert.equal(jun.closed, null);
});
