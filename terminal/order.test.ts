/** What moderators and operators do on the site, as it arrives in the game of running servers. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import { WebSocket } from "ws";
import { TEXT_SUBPROTOCOL } from "../game/protocol.ts";
import { type AccountId, createAccount, type Role } from "../store/accounts.ts";
import * as acts from "../store/acts/account.ts";
import type { Act, ActDecision } from "../store/acts/act.ts";
import { performAccountAct, performAct } from "../store/acts/perform.ts";
import { announceDone, announceWords } from "../store/deeds/announce.ts";
import { makeInvitation } from "../store/invitations.ts";
import { openPool } from "../store/postgres.ts";
import { openRedis, redisReady } from "../store/redis.ts";
import { announceRevoked } from "../store/sessions.ts";
import { turnMaintenance, turnRegistration } from "../store/switches.ts";
import { issueToken } from "../store/tokens.ts";
import { eventually } from "../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import { TelnetClient } from "./telnet/test-telnet-client.ts";
import { type City, PASSWORD, RawClient, startCity } from "./test-city.ts";

let services: Services;
let database: FreshDatabase;
let city: City;
let other: City;
let pool: Pool;
let redis: Redis;
let operator: AccountId;
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
  pool = openPool(database.url, { max: 3, applicationName: "test" });
  operator = await account("Opal", "operator");
  [city, other] = await Promise.all([startCity(services, database), startCity(services, database)]);
});
afterEach(async () => {
  await Promise.all([city.close(), other.close()]);
  await pool.end();
  await database.drop();
});

async function account(name: string, role: Role): Promise<AccountId> {
  const { id } = await createAccount(pool, { name, password: PASSWORD });
  await pool.query("UPDATE accounts SET role = $2 WHERE id = $1", [id, role]);
  return id;
}

let keys = 0;
const wish = () => ({ accountId: operator, key: `key-of-this-form-${++keys}`, least: "moderator" as const });

/** Does it and tells the game, as the site does. */
async function does(id: AccountId, act: Act): Promise<void> {
  const outcome = await performAccountAct(pool, wish(), id, { act, now: Date.now() });
  assert.equal(outcome.kind, "done", JSON.stringify(outcome));
  const { revokes, hunters = [], tells = [] } = (outcome as { decision: ActDecision }).decision;
  if (revokes) await announceRevoked(redis, revokes.accountId, revokes.reason);
  await announceDone(redis, { changed: hunters.map((hunter) => hunter.id), tells });
}

const turn = (work: Parameters<typeof performAct>[2]) => performAct(pool, wish(), work);
const maintenance = (on: boolean, message = "") =>
  turn((client, by) => turnMaintenance({ client, by }, { on, message }));

test("a mute holds in the running game at once, and its end too", async () => {
  const id = await account("Mara", "player");
  const mara = await new RawClient(city).login("Mara");
  await does(id, acts.mute({ minutes: 30, reason: "spam" }));
  await mara.hears("You are muted for 30 minutes: spam");
  const answer = await mara.command("say hello");
  assert.match(answer.text, /A moderator has muted you/);
  await does(id, acts.unmute);
  await mara.hears("You are heard again");
  assert.match((await mara.command("say hello")).text, /You say: hello|hello/);
});

test("a kick closes the line with its reason, and a ban keeps the door shut", async () => {
  const id = await account("Mara", "player");
  const mara = await new RawClient(other).login("Mara");
  await does(id, acts.kick({ reason: "calm down" }));
  assert.match((await mara.want("bye")).text, /A moderator has closed your line: calm down/);
  assert.equal((await mara.wantClose()).code, 4003);
  const again = await new RawClient(city).login("Mara");
  await does(id, acts.ban({ minutes: null, reason: "threats" }));
  assert.equal((await again.want("bye")).text, "This account is banned for good: threats");
  const back = new RawClient(city);
  await back.hello({ resume: { session: again.session, lastSeen: 0 } });
  back.send({ t: "login", name: "Mara", password: PASSWORD });
  assert.match((await back.want("bye")).text, /banned for good: threats/);
});

test("a new role ends the game, and the next one has its words", async () => {
  const id = await account("Mara", "player");
  const mara = await new RawClient(city).login("Mara");
  assert.match((await mara.command("reports")).text, /no command|don't know|Unknown|not/i);
  await does(id, acts.appoint({ role: "moderator" }));
  assert.match((await mara.want("bye")).text, /Your account is moderator now/);
  const again = await new RawClient(city).login("Mara");
  assert.match((await again.command("reports")).text, /No report is open/);
});

test("an announcement of the site is read by everyone on every server", async () => {
  await account("Mara", "player");
  await account("Jun", "player");
  const mara = await new RawClient(city).login("Mara");
  const jun = await new RawClient(other).login("Jun");
  await announceWords(redis, "[Announcement] The tram stops at ten.");
  for (const client of [mara, jun]) await client.hears("[Announcement] The tram stops at ten.");
});

test("maintenance sends players home with its message, keeps them out, and lets operators in", async () => {
  const id = await account("Mara", "player");
  const boss = await new RawClient(other).login("Opal");
  const mara = await new RawClient(city).login("Mara");
  assert.equal((await maintenance(true, "Back at ten.")).kind, "done");
  const bye = await mara.want("bye");
  assert.equal(bye.reason, "try_again");
  assert.equal(bye.text, "The city is closed for maintenance. Back at ten.");
  assert.ok((bye.retryMs ?? 0) >= 15_000, "clients come back by themselves, but not at once");
  assert.equal((await mara.wantClose()).code, 1013);
  for (const [how, message] of [
    ["password", { t: "login", name: "Mara", password: PASSWORD }],
    ["a new account", { t: "register", name: "Newcomer", password: PASSWORD }],
    ["token", { t: "token", token: await issueToken(pool, id, "laptop") }],
  ] as const) {
    const door = new RawClient(other);
    assert.match((await door.hello()).text, /closed for maintenance. Back at ten. Operators may log in/);
    door.send(message);
    assert.match((await door.want("bye")).text, /closed for maintenance/, how);
  }
  const resumed = new RawClient(city);
  await resumed.open();
  resumed.send({ t: "hello", v: 1, client: "test", resume: { session: mara.session, lastSeen: 0 } });
  assert.match((await resumed.want("bye")).text, /closed for maintenance/);
  assert.match((await boss.command("look")).text, /Association Hall/, "an operator plays on");
  const second = await new RawClient(city).login("Opal");
  assert.match((await second.command("look")).text, /Association Hall/, "and comes in");
  await maintenance(false);
  await eventually(async () => {
    const back = new RawClient(city);
    await back.hello();
    back.send({ t: "login", name: "Mara", password: PASSWORD });
    await back.welcomed();
  });
});

test("an act on record in the game is answered before maintenance closes the line", async () => {
  await account("Mara", "player");
  const mara = await new RawClient(city).login("Mara");
  const answers = Promise.all(Array.from({ length: 5 }, () => mara.command("say still here")));
  await maintenance(true);
  assert.equal((await answers).length, 5);
  await mara.want("bye");
});

test("nobody registers while that is closed, and by invitation only with a good code", async () => {
  await turn((client, by) => turnRegistration({ client, by }, "closed"));
  const client = new RawClient(city);
  await client.hello();
  client.send({ t: "register", name: "Newcomer", password: PASSWORD });
  const closed = await client.want("error");
  assert.equal(closed.code, "bad_registration");
  assert.match(closed.text, /registration is closed/);

  await turn((db, by) => turnRegistration({ client: db, by }, "invitation"));
  const made = await turn((db, by) => makeInvitation({ client: db, by }, { note: "", uses: 1, days: 1 }));
  const code = /is ([a-z0-9-]+)$/.exec(made.kind === "done" ? made.decision.text : "")?.[1] ?? "";
  client.send({ t: "register", name: "Newcomer", password: PASSWORD });
  const asked = await client.want("error", (message) => message.code === "invitation");
  assert.match(asked.text, /by invitation/);
  client.send({ t: "register", name: "Newcomer", password: PASSWORD, invitation: code.toUpperCase() });
  await client.welcomed();

  const late = new RawClient(other);
  await late.hello();
  late.send({ t: "register", name: "Latecomer", password: PASSWORD, invitation: code });
  assert.match((await late.want("error", (message) => message.code === "invitation")).text, /used already/);
});

test("MUD clients and plain lines are asked for the invitation too", async (context) => {
  await turn((client, by) => turnRegistration({ client, by }, "invitation"));
  const made = await turn((db, by) => makeInvitation({ client: db, by }, { note: "", uses: 2, days: 1 }));
  const code = /is ([a-z0-9-]+)$/.exec(made.kind === "done" ? made.decision.text : "")?.[1] ?? "";
  const mud = new TelnetClient(city.server.telnetPort ?? 0);
  context.after(() => mud.socket.destroy());
  await mud.sees("Name: ");
  mud.send("new\r\n", "Muddy\r\n", `${PASSWORD}\r\n`, `${PASSWORD}\r\n`);
  await mud.sees("Code: ");
  mud.send(`${code}\r\n`);
  await mud.sees("Association Hall");

  const lines = new WebSocket(`ws://127.0.0.1:${city.server.port}/`, [TEXT_SUBPROTOCOL]);
  context.after(() => lines.terminate());
  let text = "";
  lines.on("message", (data) => {
    text += String(data);
  });
  await eventually(() => assert.match(text, /register NAME PASSWORD/));
  lines.send(`register Plainly ${PASSWORD}`);
  await eventually(() => assert.match(text, /Type: code THE-CODE/));
  lines.send(`code ${code}`);
  await eventually(() => assert.match(text, /You are Plainly/));
});
