import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openRedis, redisReady } from "../store/redis.ts";
import { eventually } from "../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import { type City, RawClient, startCity } from "./test-city.ts";

let services: Services;
let database: FreshDatabase;
let one: City;
let two: City;
before(async () => {
  services = await startServices();
});
after(() => services.stop());
beforeEach(async () => {
  await services.flushRedis();
  database = await services.freshDatabase();
  [one, two] = await Promise.all([startCity(services, database), startCity(services, database)]);
  await eventually(() => bothListen());
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.drop();
});

/** What is told before both have subscribed is not heard by both. */
async function bothListen(): Promise<void> {
  const redis = openRedis(services.redisUrl, { name: "test" });
  try {
    await redisReady(redis, 60_000);
    const clients = String(await redis.call("CLIENT", "LIST", "TYPE", "pubsub")).split("\n");
    assert.equal(clients.filter((client) => client.includes("terminusa-terminal-subscriber")).length, 2);
  } finally {
    redis.disconnect();
  }
}

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
  assert.match((await mara.command("tell jun hello?")).text, /Jun does not hear you/);
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
  await sleep(500);
  assert.ok(heardOnce(jun, "first words") && heardOnce(jun, "second words"));
});
