/** What moderators and operators do about accounts: done once, on record, and told to the game. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ensureCharacter } from "../../store/characters.ts";
import { findSession, openSession } from "../../store/game-sessions.ts";
import { openRedis, redisReady } from "../../store/redis.ts";
import { issueToken, listTokens } from "../../store/tokens.ts";
import { eventually } from "../../test/patience.ts";
import { PASSWORD, startTestbed, type Testbed } from "../testbed.ts";
import { hiddenOf, send, type Worker, worker } from "./test-staff.ts";

let bed: Testbed;
let moderator: Worker;
let operator: Worker;
before(async () => {
  bed = await startTestbed();
  moderator = await worker(bed, "Moss", "moderator");
  operator = await worker(bed, "Opal", "operator");
});
after(() => bed?.stop());

async function player(name: string): Promise<Worker & { hunter: string; page: string }> {
  const made = await worker(bed, name, "player");
  const { id: hunter } = await ensureCharacter(bed.pool, made);
  return { ...made, hunter, page: `/admin/players/${made.id}` };
}

/** The rows about an account, the oldest first. */
async function record(id: string) {
  const { rows } = await bed.pool.query(
    `SELECT by_name AS by, by_account AS account, action, about_name AS about, reason, until, via
     FROM audit WHERE about_account = $1 ORDER BY id`,
    [id],
  );
  return rows;
}

/** What the game servers are told on a channel until `stop`. */
async function listening(channel: string) {
  const ears = openRedis(bed.services.redisUrl, { name: "ears" });
  await redisReady(ears, 60_000);
  const heard: Record<string, unknown>[] = [];
  ears.on("message", (_channel, text) => heard.push(JSON.parse(text)));
  await ears.subscribe(channel);
  return { heard, stop: () => ears.disconnect() };
}

describe("finding players", () => {
  it("finds accounts by their own names and their hunters', however they are written", async () => {
    const rue = await player("Rue_Vale");
    await bed.pool.query("UPDATE characters SET name = 'Other_Face' WHERE id = $1", [rue.hunter]);
    for (const typed of ["rue_v", "RUE", "other_f"]) {
      const { text } = await moderator.browser.get(`/admin/players?name=${typed}`);
      assert.match(text, new RegExp(`href="${rue.page}">Rue_Vale</a>`), typed);
    }
    const { text } = await moderator.browser.get("/admin/players?name=r_e");
    assert.match(text, /No account or hunter is called that/, "an underscore is a letter");
  });

  it("shows pages of accounts and only those of a kind", async () => {
    await bed.pool.query(
      `INSERT INTO accounts (name, password_hash) SELECT 'Crowd_' || n, 'x' FROM generate_series(1, 60) n`,
    );
    const { text } = await moderator.browser.get("/admin/players?name=crowd_");
    const next = /href="(\/admin\/players\?[^"]*before=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    assert.ok(next);
    const { text: older } = await moderator.browser.get(next);
    assert.match(older, /Crowd_1</);
    assert.doesNotMatch(older, /Crowd_60</);
    const { text: staff } = await moderator.browser.get("/admin/players?kind=staff");
    assert.match(staff, /Moss<\/a> <span class="quiet">moderator/);
    assert.doesNotMatch(staff, /Crowd_/);
  });
});

describe("an account's page", () => {
  it("has its hunters, what is on record, reports, logins and movements, and the e-mail for operators alone", async () => {
    const gil = await player("Gil");
    await bed.pool.query("UPDATE accounts SET email = 'gil@example.org' WHERE id = $1", [gil.id]);
    await bed.pool.query(
      "INSERT INTO ledger (key, debit, credit, currency, amount, reason) VALUES ('t.gil', 'mint', $1, 'crystals', 77, 'quest')",
      [`hunter:${gil.hunter}`],
    );
    await bed.pool.query("UPDATE characters SET crystals = 77 WHERE id = $1", [gil.hunter]);
    await issueToken(bed.pool, gil.id, "an old laptop");
    await send(moderator, gil.page, `${gil.page}/note`, { text: "asks   for crystals" });
    const { text } = await moderator.browser.get(gil.page);
    for (const part of [/\+77 crystals/, /an old laptop/, /asks for crystals/, /Association Hall/])
      assert.match(text, part);
    assert.doesNotMatch(text, /gil@example\.org/);
    assert.match((await operator.browser.get(gil.page)).text, /gil@example\.org/);
  });

  it("is missing for numbers that nobody has", async () => {
    for (const id of ["999999", "0", "x", "9999999999999999999"])
      assert.equal((await moderator.browser.get(`/admin/players/${id}`)).status, 404, id);
  });
});

describe("muting", () => {
  it("reaches all hunters of the account, is told to the game and ends again", async (context) => {
    const lia = await player("Lia");
    const ears = await listening("deed:done");
    context.after(ears.stop);
    const answer = await send(moderator, lia.page, `${lia.page}/mute`, { minutes: "30", reason: "spam" });
    assert.equal(answer.status, 303);
    const { text } = await moderator.browser.get(answer.headers.get("location") ?? "");
    assert.match(text, /Lia is muted for 30 minutes\./);
    assert.match(text, /Muted<\/dt><dd><span class="alarm">until/);
    const { rows } = await bed.pool.query(
      "SELECT annals::json ->> 'mutedUntil' AS until FROM characters WHERE id = $1",
      [lia.hunter],
    );
    assert.ok(Number(rows[0].until) > Date.now() + 29 * 60_000);
    const tell = { to: lia.hunter, text: "[System] You are muted for 30 minutes: spam" };
    await eventually(() =>
      assert.deepEqual(ears.heard, [{ server: "web", changed: [lia.hunter], tells: [tell] }]),
    );
    await send(moderator, lia.page, `${lia.page}/unmute`);
    assert.doesNotMatch((await moderator.browser.get(lia.page)).text, /<dt>Muted/);
    const rowsOf = await record(lia.id);
    assert.deepEqual(
      rowsOf.map(({ by, account, action, about, reason, via }) => [by, account, action, about, reason, via]),
      [
        ["Moss", moderator.id, "mute", "Lia", "spam", "site"],
        ["Moss", moderator.id, "unmute", "Lia", "", "site"],
      ],
    );
  });
});

describe("kicking and banning", () => {
  it("ends the running game at once, and a kicked player may come back", async (context) => {
    const kim = await player("Kim");
    const game = await openSession(bed.pool, kim.id, "test");
    const ears = await listening("account:revoked");
    context.after(ears.stop);
    await send(moderator, kim.page, `${kim.page}/kick`, { reason: "calm down" });
    await eventually(() =>
      assert.deepEqual(ears.heard, [
        { accountId: kim.id, reason: "A moderator has closed your line: calm down" },
      ]),
    );
    assert.ok(game);
    assert.equal(await findSession(bed.pool, game.secret), null);
    assert.equal((await kim.browser.get("/account")).status, 200);
  });

  it("ends browsers and clients too, tells the reason at the door, and is lifted again", async (context) => {
    const bo = await player("Bo_Ash");
    await issueToken(bed.pool, bo.id, "laptop");
    const ears = await listening("account:revoked");
    context.after(ears.stop);
    await send(moderator, bo.page, `${bo.page}/ban`, { minutes: "forever", reason: "threats" });
    await eventually(() =>
      assert.deepEqual(ears.heard, [
        { accountId: bo.id, reason: "This account is banned for good: threats" },
      ]),
    );
    assert.equal((await bo.browser.get("/account")).status, 303);
    assert.deepEqual(await listTokens(bed.pool, bo.id), []);
    const door = await bo.browser.submit("/login", { name: "Bo_Ash", password: PASSWORD });
    assert.match(door.text, /banned for good: threats/);
    assert.match((await moderator.browser.get("/admin/players?kind=banned")).text, /Bo_Ash/);
    await send(moderator, bo.page, `${bo.page}/unban`);
    assert.equal((await bo.browser.submit("/login", { name: "Bo_Ash", password: PASSWORD })).status, 303);
    assert.deepEqual(
      (await record(bo.id)).map(({ action }) => action),
      ["ban for good", "unban"],
    );
  });

  it("asks for the password once more when it was given long ago", async () => {
    const ned = await player("Ned");
    const old = await worker(bed, "Oldtimer", "moderator");
    await age(old);
    const ban = { minutes: "60", reason: "spam" };
    const without = await send(old, ned.page, `${ned.page}/ban`, ban);
    assert.equal(without.status, 422);
    assert.match(without.text, /Give your current password/);
    assert.match(without.text, /value="spam"/, "what was typed is kept");
    const wrong = await send(old, ned.page, `${ned.page}/ban`, { ...ban, current: "no such password" });
    assert.match(wrong.text, /not your current password/);
    assert.deepEqual(await record(ned.id), []);
    const right = await send(old, ned.page, `${ned.page}/ban`, { ...ban, current: PASSWORD });
    assert.equal(right.status, 303);
    const { text } = await old.browser.get(ned.page);
    assert.doesNotMatch(text, /Your password/, "and not again for a while");
  });
});

/** Makes the browser one that logged in an hour ago. */
async function age({ id }: Worker): Promise<void> {
  const [sid] = await bed.redis.zrange(`account-sessions:${id}`, "0", "-1");
  const stored = JSON.parse((await bed.redis.get(`session:${sid}`)) ?? "{}");
  await bed.redis.set(
    `session:${sid}`,
    JSON.stringify({ ...stored, loggedInAt: Date.now() - 3600_000 }),
    "EX",
    3600,
  );
}

describe("a form", () => {
  it("is done once, however often it is sent", async () => {
    const ida = await player("Ida");
    const { text } = await moderator.browser.get(ida.page);
    const fields = { ...hiddenOf(text, `${ida.page}/mute`), minutes: "60", reason: "spam" };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => moderator.browser.post(`${ida.page}/mute`, fields)),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303, 303, 303],
    );
    assert.equal((await record(ida.id)).length, 1);
  });

  it("names the field that is wrong and does nothing", async () => {
    const una = await player("Una");
    for (const [act, fields, words] of [
      ["mute", { minutes: "60" }, /The reason is missing/],
      ["mute", { minutes: "0", reason: "x" }, /Say for how long/],
      ["mute", { minutes: "forever", reason: "x" }, /Say for how long/],
      ["ban", { minutes: "soon", reason: "x" }, /Say for how long/],
      ["kick", { reason: "x".repeat(121) }, /At most 120 characters/],
      ["note", { text: " \n " }, /The note is missing/],
      ["kick", { reason: "x", key: "" }, /Open the page anew/],
    ] as const) {
      const answer = await send(moderator, una.page, `${una.page}/${act}`, fields);
      assert.equal(answer.status, 422, act);
      assert.match(answer.text, words);
    }
    const bare = await moderator.browser.post(`${una.page}/kick`, { reason: "x" });
    assert.equal(bare.status, 403, "without the form's token");
    assert.deepEqual(await record(una.id), []);
  });

  it("never reaches equals, betters or oneself, whoever sends it", async () => {
    const other = await worker(bed, "Mica", "moderator");
    for (const target of [other, operator, moderator]) {
      const page = `/admin/players/${target.id}`;
      const { text } = await moderator.browser.get(page);
      assert.ok(!text.includes(`action="${page}/kick"`), "there is no form");
      const borrowed = await moderator.browser.get(`/admin/players/${(await player(`Loan${target.id}`)).id}`);
      const fields = hiddenOf(
        borrowed.text,
        /action="(\/admin\/players\/\d+\/kick)"/.exec(borrowed.text)?.[1] ?? "",
      );
      const answer = await moderator.browser.post(`${page}/kick`, { ...fields, reason: "x" });
      assert.equal(answer.status, 409);
      assert.match((await record(target.id)).map(({ action }) => action).join(), /^(?!.*kick)/);
    }
  });
});

describe("a role", () => {
  it("is changed by operators alone, holds from the next request on, and ends the game", async () => {
    const eve = await player("Eve_Lo");
    const game = await openSession(bed.pool, eve.id, "test");
    assert.doesNotMatch((await moderator.browser.get(eve.page)).text, /Change the role/);
    const answer = await send(operator, eve.page, `${eve.page}/role`, { role: "moderator" });
    assert.equal(answer.status, 303);
    assert.equal((await eve.browser.get("/admin")).status, 200);
    assert.equal(await findSession(bed.pool, game?.secret ?? ""), null);
    await send(operator, eve.page, `${eve.page}/role`, { role: "player" });
    assert.equal((await eve.browser.get("/admin")).status, 403);
    assert.deepEqual(
      (await record(eve.id)).map(({ action }) => action),
      ["appoint moderator", "appoint player"],
    );
  });

  it("is never taken from the last operator, not even by two who step down at once", async () => {
    const page = `/admin/players/${operator.id}`;
    const alone = await send(operator, page, `${page}/role`, { role: "player" });
    assert.equal(alone.status, 409);
    assert.match(alone.text, /Opal is the last operator/);
    const second = await worker(bed, "Onyx", "operator");
    const [first, other] = await Promise.all([
      send(operator, page, `${page}/role`, { role: "player" }),
      send(second, `/admin/players/${second.id}`, `/admin/players/${second.id}/role`, { role: "player" }),
    ]);
    assert.deepEqual([first.status, other.status].sort(), [303, 409]);
    const { rows } = await bed.pool.query("SELECT count(*)::int AS n FROM accounts WHERE role = 'operator'");
    assert.equal(rows[0].n, 1);
    await bed.pool.query("UPDATE accounts SET role = 'operator' WHERE id = $1", [operator.id]);
  });
});

it("the record can neither be changed nor removed", async () => {
  for (const change of ["UPDATE audit SET reason = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
    await assert.rejects(bed.pool.query(change), /append-only|permission denied/, change);
});
