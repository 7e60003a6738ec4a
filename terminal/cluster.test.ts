import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { AccountId } from "../store/accounts.ts";
import { openPool } from "../store/postgres.ts";
import { openRedis, redisReady } from "../store/redis.ts";
import { announceRevoked } from "../store/sessions.ts";
import { eventually } from "../test/patience.ts";
import type { FreshDatabase, Services } from "../test/services.ts";
import { type City, citiesForEach, RawClient, startCity } from "./test-city.ts";

let services: Services;
let database: FreshDatabase;
let one: City;
let two: City;
let all: City[];
citiesForEach(2, (cities, ground) => {
  all = cities;
  [one, two] = cities as [City, City];
  ({ services, database } = ground);
});

async function ask<T>(sql: string): Promise<T[]> {
  const pool = openPool(database.url, { max: 1, applicationName: "test" });
  try {
    return (await pool.query(sql)).rows as T[];
  } finally {
    await pool.end();
  }
}

test("what is said on one server is heard in the same place on the other, and only there", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  const far = await new RawClient(two).register("Far");
  await far.command("street");
  await mara.command("say over here");
  await jun.hears("Mara says: over here");
  await mara.command("say twice");
  await jun.hears("Mara says: twice");
  assert.equal(
    far.texts().some((text) => text.includes("says")),
    false,
  );
  assert.equal(jun.texts().filter((text) => text.includes("over here")).length, 1);
});

test("who counts both servers and look shows hunters of the other", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  await eventually(async () => {
    assert.match((await mara.command("who")).text, /2 hunters in the city: Jun, Mara/);
    assert.match((await jun.command("look")).text, /Hunters: Mara\./);
  });
  await jun.command("street");
  await eventually(async () => assert.doesNotMatch((await mara.command("look")).text, /Hunters/));
  jun.send({ t: "quit" });
  await eventually(async () => assert.match((await mara.command("who")).text, /1 hunter in the city: Mara/));
});

test("a login on the other server takes over, back and forth", async () => {
  let old = await new RawClient(one).register("Mara");
  for (const city of [two, one, two]) {
    const fresh = await new RawClient(city).login("Mara");
    assert.deepEqual(await old.wantClose(), { code: 4001, reason: "takeover" });
    old = fresh;
  }
  await eventually(async () => assert.match((await old.command("who")).text, /1 hunter in/));
});

test("a takeover is told at once through Redis, not only found in the database", async () => {
  const old = await new RawClient(one).register("Mara");
  one.postgres.cut();
  await new RawClient(two).login("Mara");
  assert.deepEqual(await old.wantClose(), { code: 4001, reason: "takeover" });
});

test("without Redis a login on the other server still takes over, through the database", async () => {
  const old = await new RawClient(one).register("Mara");
  one.redis.cut();
  const fresh = await new RawClient(two).login("Mara");
  assert.equal((await old.wantClose()).code, 4001);
  assert.equal((await fresh.command("street")).t, "out");
});

test("a stale server can't write: the fence refuses it before it knows", async () => {
  const old = await new RawClient(one).register("Mara");
  one.redis.cut();
  const fresh = await new RawClient(two).login("Mara");
  old.send({ t: "cmd", n: 1, line: "say from the grave" });
  assert.equal((await old.wantClose()).code, 4001);
  assert.equal(
    old.got.some((message) => "n" in message && message.n === 1),
    false,
  );
  await fresh.command("look");
  assert.deepEqual(await ask("SELECT text FROM chat_messages"), []);
});

test("a session goes on at the other server: nothing lost, nothing doubled", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  await mara.command("say one");
  await jun.hears("Mara says: one");
  const seen = mara.lastSeen;
  mara.socket.terminate();
  await jun.command("say two");
  const back = new RawClient(two);
  const welcome = await back.resume(mara.session, seen);
  assert.equal(welcome.done, 1);
  assert.equal(welcome.s, seen);
  // Resent although it was answered: the answer comes from the store, the deed is not done again.
  back.send({ t: "cmd", n: 1, line: "say one" });
  assert.equal((await back.answer(1)).text, "You say: one");
  await back.hears("Jun says: two");
  assert.equal(
    back.texts().some((text) => text.includes("Mara says")),
    false,
    "own words don't come back",
  );
  await jun.command("look");
  assert.equal(jun.texts().filter((text) => text.includes("Mara says: one")).length, 1);
  assert.deepEqual(await ask("SELECT text FROM chat_messages ORDER BY id"), [
    { text: "one" },
    { text: "two" },
  ]);
  const numbers = back.got.flatMap((message) => (message.t === "out" ? [message.s] : []));
  assert.deepEqual(
    numbers,
    numbers.map((_, at) => seen + 1 + at),
  );
});

test("a server that was not told of a takeover does not go on with its old session", async () => {
  const mara = await new RawClient(two).register("Mara");
  await mara.command("say one");
  mara.socket.terminate();
  two.redis.cut();
  const away = new RawClient(one);
  await away.resume(mara.session, mara.lastSeen);
  assert.equal((await away.command("say two")).text, "You say: two");
  away.socket.terminate();
  const back = new RawClient(two);
  assert.equal((await back.resume(mara.session, away.lastSeen)).done, 2);
  assert.equal((await back.command("say three")).text, "You say: three");
});

test("commands that wrote nothing may be missing from the record, and the numbers still go on", async () => {
  const mara = await new RawClient(one).register("Mara");
  await mara.command("street");
  await mara.command("look");
  await mara.command("whoami");
  mara.socket.terminate();
  const back = new RawClient(two);
  assert.equal((await back.resume(mara.session, mara.lastSeen)).done, 1);
  back.number = 3;
  assert.match((await back.command("hall")).text, /^Association Hall\./);
  assert.match((await back.command("whoami")).text, /Association Hall/);
});

test("a session whose commands wrote nothing goes on under its own numbers on another server", async () => {
  const mara = await new RawClient(one).register("Mara");
  for (let n = 0; n < 3; n += 1) await mara.command("whoami");
  const { session, lastSeen } = mara;
  mara.socket.terminate();
  const back = new RawClient(two);
  await back.resume(session, lastSeen);
  back.send({ t: "cmd", n: 4, line: "whoami" });
  assert.equal((await back.want("out", (out) => out.n === 4)).n, 4);
  back.send({ t: "cmd", n: 6, line: "whoami" });
  assert.equal((await back.want("error")).code, "skipped");
});

test("a server that drains finishes, closes with 1012 and a hint, and players go on at the other at once", async () => {
  const mara = await new RawClient(one).register("Mara");
  mara.send({ t: "cmd", n: 1, line: "street" });
  const draining = one.server.close();
  const { code, reason } = await mara.wantClose();
  assert.equal(code, 1012);
  assert.match(reason, /^restart retry=\d+$/);
  const bye = await mara.want("bye");
  assert.ok(bye.retryMs !== undefined && bye.retryMs < 1_000);
  const back = new RawClient(two);
  await back.resume(mara.session, mara.lastSeen);
  back.send({ t: "cmd", n: 1, line: "street" });
  assert.match((await back.answer(1)).text, /^Lantern Street/);
  assert.match((await back.command("whoami")).text, /Lantern Street/);
  await draining;
  const refused = new RawClient(one);
  assert.equal((await refused.wantClose()).code, 1006);
  one.postgres.close();
  one.redis.close();
  one = await startCity(services, database);
  all[0] = one;
});

test("logging out everywhere closes the socket and ends the session for good", async () => {
  const mara = await new RawClient(one).register("Mara");
  const redis = openRedis(services.redisUrl, { name: "test" });
  await redisReady(redis, 60_000);
  await announceRevoked(redis, "1" as AccountId, "test");
  assert.equal((await mara.wantClose()).code, 4003);
  redis.disconnect();
  await eventually(async () => {
    const back = new RawClient(two);
    assert.equal((await back.hello({ resume: { session: mara.session, lastSeen: 0 } })).login, true);
    back.socket.terminate();
  });
});

test("without Redis the room still talks, and the other server hears it when Redis is back", async () => {
  const mara = await new RawClient(one).register("Mara");
  const near = await new RawClient(one).register("Near");
  const far = await new RawClient(two).register("Far");
  await mara.hears("Far comes");
  one.redis.cut();
  two.redis.cut();
  await eventually(async () => assert.match((await mara.command("who")).text, /Other servers do not answer/));
  await mara.command("say in the dark");
  await near.hears("Mara says: in the dark");
  one.redis.mend();
  two.redis.mend();
  await far.hears("Mara says: in the dark");
  await eventually(async () => assert.doesNotMatch((await mara.command("who")).text, /do not answer/));
  await mara.command("say light again");
  await far.hears("light again");
  for (const part of ["in the dark", "light again"]) {
    for (const client of [near, far])
      assert.equal(client.texts().filter((text) => text.includes(part)).length, 1);
  }
});

test("without Redis a cookie is answered with try again, never with a login", async () => {
  one.redis.cut();
  const headers = { cookie: "__Host-terminusa=s%3Aabc.def", origin: "https://localhost" };
  const forged = new RawClient(one, { headers });
  assert.equal((await forged.hello()).login, true, "a forged one needs no Redis to be refused");
  const { sign } = await import("cookie-signature");
  const { SECRET } = await import("./test-city.ts");
  const cookie = `__Host-terminusa=${encodeURIComponent(`s:${sign("sid", SECRET)}`)}`;
  const browser = new RawClient(one, { headers: { cookie, origin: "https://localhost" } });
  await browser.open();
  browser.send({ t: "hello", v: 1, client: "browser" });
  assert.equal((await browser.want("error")).code, "try_again");
  const { code, reason } = await browser.wantClose();
  assert.equal(code, 1013);
  assert.match(reason, /retry=\d+/);
});

test("while Postgres is away commands are refused as not saved, reading goes on, and it heals by itself", async () => {
  const mara = await new RawClient(one).register("Mara");
  one.postgres.cut();
  // Until the server has seen its connections end, a commit's fate would be open rather than known.
  await eventually(async () => {
    const ready = await fetch(`http://127.0.0.1:${one.server.healthPort}/readyz`);
    const { checks } = (await ready.json()) as { checks: Record<string, string> };
    assert.notEqual(checks.database, "ok");
  });
  const refused = await mara.command("street");
  assert.ok(refused.t === "error" && refused.code === "not_saved");
  assert.match((await mara.command("whoami")).text, /Association Hall/);
  assert.equal(mara.closed, null);
  one.postgres.mend();
  await eventually(async () => assert.equal((await mara.command("street")).t, "out"));
  assert.match((await mara.command("whoami")).text, /Lantern Street/);
});

test("a commit whose answer was lost is asked after: done is done, once", async () => {
  const mara = await new RawClient(one).register("Mara");
  const jun = await new RawClient(two).register("Jun");
  await mara.command("look");
  one.postgres.deafen();
  mara.send({ t: "cmd", n: 2, line: "say did you hear that" });
  await sleep(300);
  assert.equal(
    mara.got.some((message) => "n" in message && message.n === 2),
    false,
    "no false answer",
  );
  one.postgres.cut();
  await sleep(300);
  one.postgres.mend();
  assert.equal((await mara.answer(2)).text, "You say: did you hear that");
  await jun.hears("Mara says: did you hear that");
  assert.deepEqual(await ask("SELECT count(*)::int AS said FROM chat_messages"), [{ said: 1 }]);
});

test("a login while Postgres is away is answered with try again", async () => {
  one.postgres.cut();
  const client = new RawClient(one);
  await client.hello();
  client.send({ t: "token", token: "trm_anything" });
  assert.equal((await client.want("error")).code, "try_again");
  assert.equal((await client.wantClose()).code, 1013);
});

test("a storm of lost lines over two servers: every acknowledged command is in the database, once", async () => {
  const players = await Promise.all(
    Array.from({ length: 6 }, (_, at) => new RawClient(at % 2 ? one : two).register(`Storm${at}`)),
  );
  const acknowledged: string[] = [];
  await Promise.all(
    players.map(async (first, at) => {
      let client = first;
      for (let n = 1; n <= 12; n++) {
        const said = `storm ${at} ${n}`;
        client.send({ t: "cmd", n, line: `say ${said}` });
        if (n % 3 === at % 3) {
          await sleep(Math.random() * 6);
          const { session, lastSeen } = client;
          client.socket.terminate();
          client = new RawClient(Math.random() < 0.5 ? one : two);
          await client.resume(session, lastSeen);
          client.send({ t: "cmd", n, line: `say ${said}` });
        }
        const answer = await client.answer(n);
        assert.equal(answer.t, "out", answer.text);
        acknowledged.push(said);
      }
    }),
  );
  const rows = await ask<{ text: string }>("SELECT text FROM chat_messages");
  assert.deepEqual(rows.map(({ text }) => text).sort(), acknowledged.sort());
});
