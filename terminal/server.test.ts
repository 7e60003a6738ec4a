import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sign } from "cookie-signature";
import { openRedis, redisReady } from "../store/redis.ts";
import { eventually } from "../test/patience.ts";
import type { Services } from "../test/services.ts";
import { type City, citiesForEach, PASSWORD, RawClient, SECRET } from "./test-city.ts";

let services: Services;
let city: City;
citiesForEach(1, ([only], ground) => {
  city = only as City;
  ({ services } = ground);
});

async function cookieOf(accountId: string): Promise<string> {
  const redis = openRedis(services.redisUrl, { name: "test" });
  await redisReady(redis, 60_000);
  await redis.set("session:sid1", JSON.stringify({ cookie: {}, accountId, loggedInAt: Date.now() }));
  redis.disconnect();
  return `__Host-terminusa=${encodeURIComponent(`s:${sign("sid1", SECRET)}`)}`;
}

test("a newcomer registers, walks and speaks", async () => {
  const mara = await new RawClient(city).register("Mara");
  assert.ok(mara.token);
  await mara.hears("Rain beads on the glass");
  const moved = await mara.command("street");
  assert.ok(moved.t === "out" && moved.text.startsWith("Lantern Street\n") && moved.frame?.kind === "room");
  assert.equal((await mara.command("say anyone here?")).text, "You say: anyone here?");
  const again = await mara.command("hall");
  assert.match(again.text, /^Association Hall\. The board still says two\./);
});

test("two hunters in one place hear each other and see each other come and go", async () => {
  const mara = await new RawClient(city).register("Mara");
  const jun = await new RawClient(city).register("Jun");
  await mara.hears("Jun comes into the city.");
  await jun.command("say hello");
  const heard = await mara.want("out", ({ frame }) => frame?.kind === "chat");
  assert.equal(heard.text, "Jun says: hello");
  assert.deepEqual(
    jun.texts().filter((text) => text.includes("Jun says")),
    [],
  );
  await jun.command("street");
  await mara.hears("Jun leaves for the street.");
  assert.match((await mara.command("who")).text, /2 hunters in the city: Jun, Mara\./);
});

test("a place is kept over logins by name and password and by token", async () => {
  const mara = await new RawClient(city).register("Mara");
  await mara.command("street");
  mara.send({ t: "quit" });
  assert.equal((await mara.wantClose()).code, 1000);
  const again = await new RawClient(city).login("mara");
  await again.hears("Lantern Street");
  again.socket.terminate();
  const third = new RawClient(city);
  await third.hello();
  third.send({ t: "token", token: mara.token });
  await third.welcomed();
  await third.hears("Lantern Street");
});

test("a forgotten token is no longer good", async () => {
  const mara = await new RawClient(city).register("Mara");
  const client = new RawClient(city);
  await client.hello();
  client.send({ t: "forget", token: mara.token });
  await client.want("forgotten");
  client.send({ t: "token", token: mara.token });
  assert.equal((await client.want("error")).code, "bad_login");
});

test("a browser is logged in by its cookie, with an allowed Origin only", async () => {
  const mara = await new RawClient(city).register("Mara");
  mara.send({ t: "quit" });
  await mara.wantClose();
  const cookie = await cookieOf("1");
  const browser = new RawClient(city, { headers: { cookie, origin: "https://play.example.org:8443" } });
  assert.equal((await browser.hello()).login, false);
  await browser.welcomed();
  const other = new RawClient(city, { headers: { cookie } });
  assert.equal((await other.hello()).login, true, "without Origin the cookie says nothing");
});

test("pages of other sites are refused before there is a socket", async () => {
  const bad = [
    "https://evil.example",
    "null",
    "https://play.example.org.evil.example",
    "http://play.example.org",
    "",
  ];
  for (const origin of bad) {
    const client = new RawClient(city, { headers: { origin } });
    assert.equal((await client.wantClose()).code, 1006, origin);
  }
});

test("a wrong password is refused, and too many of them are made to wait", async () => {
  await new RawClient(city).register("Mara");
  const client = new RawClient(city);
  await client.hello();
  for (let tries = 0; tries < 10; tries++) {
    const from = client.got.length;
    client.send({ t: "login", name: "Mara", password: "wrong" });
    assert.equal((await client.want("error", () => true, from)).code, "bad_login");
  }
  const from = client.got.length;
  client.send({ t: "login", name: "Mara", password: PASSWORD });
  const refused = await client.want("error", () => true, from);
  assert.equal(refused.code, "throttled");
  assert.match(refused.text, /Wait/);
});

test("bad registrations are told why", async () => {
  const client = await new RawClient(city).register("Mara");
  const other = new RawClient(city);
  await other.hello();
  for (const [name, password, why] of [
    ["mara", PASSWORD, /taken/],
    ["x", PASSWORD, /3 to 20/],
    ["Jun\u001b[31m", PASSWORD, /letters, digits/],
    ["Jun", "short", /12 characters/],
  ] as const) {
    const from = other.got.length;
    other.send({ t: "register", name, password });
    const refused = await other.want("error", () => true, from);
    assert.equal(refused.code, "bad_registration", name);
    assert.match(refused.text, why);
  }
  assert.equal(client.closed, null);
});

test("a resent number is answered from the store, without being done again", async () => {
  const mara = await new RawClient(city).register("Mara");
  const jun = await new RawClient(city).register("Jun");
  await mara.command("say once");
  const from = mara.got.length;
  mara.send({ t: "cmd", n: 1, line: "say once" });
  assert.equal((await mara.answer(1, from)).text, "You say: once");
  await jun.hears("Mara says: once");
  await jun.command("look");
  assert.equal(jun.texts().filter((text) => text.includes("once")).length, 1);
});

test("a skipped number is refused and not done, an old one is named as done", async () => {
  const mara = await new RawClient(city).register("Mara");
  mara.send({ t: "cmd", n: 5, line: "street" });
  const skipped = await mara.answer(5);
  assert.ok(skipped.t === "error" && skipped.code === "skipped");
  assert.match(skipped.text, /line 1 is next/);
  await mara.command("whoami");
  await mara.command("look");
  const from = mara.got.length;
  mara.send({ t: "cmd", n: 1, line: "street" });
  const replayed = await mara.answer(1, from);
  assert.ok(replayed.t === "error" && replayed.code === "replayed");
  assert.match((await mara.command("whoami")).text, /Association Hall/);
});

test("what was missed while the line was lost comes after a resume, once and in order", async () => {
  const mara = await new RawClient(city).register("Mara");
  const jun = await new RawClient(city).register("Jun");
  await mara.hears("Jun comes");
  const seen = mara.lastSeen;
  mara.socket.terminate();
  await jun.command("say one");
  await jun.command("say two");
  const back = new RawClient(city);
  const welcome = await back.resume(mara.session, seen);
  assert.equal(welcome.resumed, true);
  assert.equal(welcome.s, seen);
  await back.hears("Jun says: two");
  assert.deepEqual(back.texts(), ["Jun says: one", "Jun says: two"]);
  const numbers = back.got.flatMap((message) => (message.t === "out" ? [message.s] : []));
  assert.deepEqual(numbers, [seen + 1, seen + 2]);
});

test("a command whose answer was lost with the line is answered after the resume and done once", async () => {
  const mara = await new RawClient(city).register("Mara");
  const seen = mara.lastSeen;
  mara.send({ t: "cmd", n: 1, line: "street" });
  await mara.answer(1);
  mara.socket.terminate();
  const back = new RawClient(city);
  const welcome = await back.resume(mara.session, seen);
  assert.equal(welcome.done, 1);
  back.send({ t: "cmd", n: 1, line: "street" });
  assert.match((await back.answer(1)).text, /^Lantern Street/);
  assert.match((await back.command("whoami")).text, /Lantern Street/);
});

test("the newest login wins: the old socket is told and closed, also a tenth time", async () => {
  let old = await new RawClient(city).register("Mara");
  for (let swaps = 0; swaps < 10; swaps++) {
    const fresh = await new RawClient(city).login("Mara");
    assert.equal((await old.wantClose()).code, 4001);
    assert.equal((await old.want("bye")).reason, "takeover");
    old = fresh;
  }
  const stale = new RawClient(city);
  const first = await stale.hello({ resume: { session: "x".repeat(32), lastSeen: 3 } });
  assert.equal(first.login, true, "a session that is over opens nothing");
  assert.match((await old.command("who")).text, /1 hunter in/);
});

test("simultaneous logins end with exactly one", async () => {
  const first = await new RawClient(city).register("Mara");
  const many = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = new RawClient(city);
      await client.hello();
      client.send({ t: "token", token: first.token });
      return client;
    }),
  );
  const open = () => [first, ...many].filter(({ closed }) => closed === null);
  await eventually(() => assert.equal(open().length, 1));
  const winner = open()[0]!;
  await winner.welcomed();
  assert.match((await winner.command("who")).text, /1 hunter in/);
});

test("a flood is slowed, a bystander is not, and nothing of it is done twice", async () => {
  const flooder = await new RawClient(city).register("Mara");
  const bystander = await new RawClient(city).register("Jun");
  const began = performance.now();
  let sent = 0;
  const flood = () => flooder.send({ t: "cmd", n: ++sent, line: `say flood ${sent}` });
  while (sent < 120) flood();
  let served = false;
  const look = bystander.command("look").finally(() => {
    served = true;
  });
  // The flood does not end before the bystander is served, so that being served is not waiting for its end.
  for (; !served; await sleep(20)) flood();
  assert.equal((await look).t, "out");

  const answers = [];
  for (let n = 1; n <= sent; n++) answers.push(await flooder.answer(n));
  const seconds = (performance.now() - began) / 1_000;
  assert.equal(flooder.got.filter((message) => "n" in message).length, sent, "each is answered once");
  const done = answers.flatMap((answer) => (answer.t === "out" && !answer.refused ? [answer.text] : []));
  assert.ok(done.length > 0 && done.length <= 40 + 20 * seconds, `${done.length} in ${seconds} s`);
  const refusals = new Set(answers.flatMap((answer) => (answer.t === "error" ? [answer.code] : [])));
  assert.ok(done.length === sent || refusals.has("too_fast"), [...refusals].join());
  const said = () => bystander.texts().flatMap((text) => (text.startsWith("Mara says: ") ? [text] : []));
  const expected = done.map((text) => text.replace("You say: ", "Mara says: "));
  await eventually(() => assert.deepEqual(said(), expected));
  assert.equal(flooder.closed, null);
});

test("an oversized frame closes with 1009 and a binary one is refused", async () => {
  const mara = await new RawClient(city).register("Mara");
  mara.socket.send(Buffer.from([1, 2, 3]));
  assert.match((await mara.want("error")).text, /Binary/);
  mara.socket.send("x".repeat(8 * 1024 + 1));
  assert.equal((await mara.wantClose()).code, 1009);
});

test("a client that only sends rubbish is cut, one that errs now and then is not", async () => {
  const mara = await new RawClient(city).register("Mara");
  for (let round = 0; round < 3; round++) {
    for (let at = 0; at < 15; at++) mara.socket.send("rubbish");
    assert.equal((await mara.command("whoami")).t, "out");
  }
  for (let at = 0; at < 25; at++) mara.socket.send("rubbish");
  assert.equal((await mara.wantClose()).code, 1008);
});

test("commands before login, a second hello and another version are refused in words", async () => {
  const early = new RawClient(city);
  await early.open();
  early.send({ t: "cmd", n: 1, line: "look" });
  assert.equal((await early.want("error")).code, "login_first");
  const mara = await new RawClient(city).register("Mara");
  mara.send({ t: "hello", v: 1, client: "again" });
  assert.equal((await mara.want("error")).code, "already_in");
  const future = new RawClient(city);
  await future.open();
  future.send({ t: "hello", v: 9, client: "future" });
  assert.equal((await future.wantClose()).code, 4004);
});
