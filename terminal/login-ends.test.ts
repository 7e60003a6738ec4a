import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { sign } from "cookie-signature";
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import WebSocket from "ws";
import { type AccountId, createAccount } from "../store/accounts.ts";
import { giveUpAccount } from "../store/deletion.ts";
import { openPool } from "../store/postgres.ts";
import { openRedis, redisReady } from "../store/redis.ts";
import { revokeBrowser, revokeClient } from "../store/revoke.ts";
import { enableSecondFactor, newTotpSecret } from "../store/second-factor.ts";
import { indexSession, SESSION_PREFIX, sessionMark } from "../store/sessions.ts";
import { totpCode } from "../store/test-totp.ts";
import { issueToken, listTokens } from "../store/tokens.ts";
import { eventually } from "../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import { TelnetClient } from "./telnet/test-telnet-client.ts";
import { type City, PASSWORD, RawClient, SECRET, startCity } from "./test-city.ts";

let services: Services;
let database: FreshDatabase;
let city: City;
let pool: Pool;
let redis: Redis;
before(async () => {
  services = await startServices();
  redis = openRedis(services.redisUrl, { name: "test" });
  await redisReady(redis, 60_000);
});
after(async () => {
  redis?.disconnect();
  await services?.stop();
});
beforeEach(async () => {
  await services.flushRedis();
  database = await services.freshDatabase();
  pool = openPool(database.url, { max: 2, applicationName: "test" });
  city = await startCity(services, database);
});
afterEach(async () => {
  await city.close();
  await pool.end();
  await database.drop();
});

async function withSecondFactor(): Promise<{ id: AccountId; secret: string; codes: string[] }> {
  const { id } = await createAccount(pool, { name: "Mara", password: PASSWORD });
  const secret = newTotpSecret();
  const codes = await enableSecondFactor(pool, id, { secret, code: totpCode(secret), now: Date.now() });
  return { id, secret, codes: codes ?? assert.fail("not enabled") };
}

/** A logged-in browser's game. */
async function browserGame(id: AccountId, sid: string): Promise<RawClient> {
  const session = { cookie: {}, accountId: id, loggedInAt: Date.now() };
  await redis.set(SESSION_PREFIX + sid, JSON.stringify(session));
  await indexSession(redis, id, sid);
  const cookie = `__Host-terminusa=${encodeURIComponent(`s:${sign(sid, SECRET)}`)}`;
  return new RawClient(city, { headers: { cookie, origin: "https://play.example.org" } });
}

test("a password needs the code of the second factor beside it, a token does not", async () => {
  const { id, secret, codes } = await withSecondFactor();
  const client = new RawClient(city);
  await client.hello();
  client.send({ t: "login", name: "Mara", password: PASSWORD });
  assert.equal((await client.want("error")).code, "second_factor");
  client.send({ t: "login", name: "Mara", password: PASSWORD, code: "000000" });
  assert.match((await client.want("error", () => true, client.got.length)).text, /That code is not good/);
  client.send({ t: "login", name: "Mara", password: "wrong", code: totpCode(secret, 30) });
  assert.equal((await client.want("error", () => true, client.got.length)).code, "bad_login");
  client.send({ t: "login", name: "mara", password: PASSWORD, code: totpCode(secret, 30) });
  await client.welcomed();
  const second = new RawClient(city);
  await second.hello();
  second.send({ t: "login", name: "Mara", password: PASSWORD, code: codes[0] });
  await second.welcomed();
  const third = new RawClient(city);
  await third.hello();
  third.send({ t: "token", token: await issueToken(pool, id, "laptop") });
  await third.welcomed();
});

test("a Telnet player is asked for the code, and again after a wrong one", async () => {
  const { codes } = await withSecondFactor();
  const mara = new TelnetClient(city.server.telnetPort ?? 0);
  await mara.command("Mara", "Password");
  await mara.command(PASSWORD, "Code: ");
  await mara.command("nonsense", "That code is not good");
  await mara.command(codes[0]!, "You are Mara.");
});

test("plain lines take the code in a line of its own", async () => {
  const { codes } = await withSecondFactor();
  const socket = new WebSocket(`ws://127.0.0.1:${city.server.port}/`);
  let heard = "";
  socket.on("message", (data) => {
    heard += String(data);
  });
  const hears = (part: string) => eventually(() => assert.ok(heard.includes(part), heard));
  await hears("connect NAME PASSWORD");
  socket.send(`connect Mara ${PASSWORD}`);
  await hears("Type: code 123456");
  socket.send(`code ${codes[0]}`);
  await hears("You are Mara.");
  socket.terminate();
});

test("the end of a browser's login ends the game that it opened, and no other", async () => {
  const { id } = await createAccount(pool, { name: "Mara", password: PASSWORD });
  const game = await browserGame(id, "sid-one");
  await game.hello();
  await game.welcomed();
  await revokeBrowser({ pool, redis }, id, sessionMark("sid-of-another"));
  assert.match((await game.command("look")).text, /./, "another browser's end is none of its business");
  await revokeBrowser({ pool, redis }, id, sessionMark("sid-one"));
  assert.equal((await game.wantClose()).code, 4003);
  const again = new RawClient(city);
  const { login } = await again.hello({ resume: { session: game.session, lastSeen: 0 } });
  assert.equal(login, true, "the session's secret is no longer enough");
});

test("a game that another browser has taken up ends with that one", async () => {
  const { id } = await createAccount(pool, { name: "Mara", password: PASSWORD });
  const first = await browserGame(id, "sid-one");
  await first.hello();
  await first.welcomed();
  first.socket.terminate();
  const second = await browserGame(id, "sid-two");
  await second.resume(first.session, first.lastSeen);
  await revokeBrowser({ pool, redis }, id, sessionMark("sid-one"));
  assert.match((await second.command("look")).text, /./);
  await revokeBrowser({ pool, redis }, id, sessionMark("sid-two"));
  assert.equal((await second.wantClose()).code, 4003);
});

test("the end of a client's token ends its game at once", async () => {
  const mara = await new RawClient(city).register("Mara");
  const { rows } = await pool.query("SELECT id FROM accounts");
  const [entry] = await listTokens(pool, rows[0].id);
  assert.equal(await revokeClient({ pool, redis }, rows[0].id, entry!.id), true);
  assert.equal((await mara.wantClose()).code, 4003);
});

test("a login from a terminal calls the account's deletion off", async () => {
  const { id } = await createAccount(pool, { name: "Mara", password: PASSWORD });
  await giveUpAccount(pool, id);
  await new RawClient(city).login("Mara");
  const { rows } = await pool.query("SELECT deletes_at FROM accounts");
  assert.equal(rows[0].deletes_at, null);
});
