import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AccountId } from "../store/accounts.ts";
import { deleteDueAccounts } from "../store/deletion.ts";
import { findSession, openSession } from "../store/game-sessions.ts";
import { readSessionAccount, SESSION_PREFIX } from "../store/sessions.ts";
import { issueToken, tokenMark } from "../store/tokens.ts";
import { eventually, PATIENCE_MS } from "../test/patience.ts";
import { TestSmtp } from "./test-smtp.ts";
import { Browser, PASSWORD, SECRETS, startTestbed, type Testbed, tokenIn } from "./testbed.ts";

const NEXT_PASSWORD = "nine moths in a kettle";
const smtp = new TestSmtp();
let bed: Testbed;
before(async () => {
  bed = await startTestbed(undefined, await smtp.start());
});
after(async () => {
  await bed?.stop();
  smtp.stop();
});

let count = 0;
const visitor = () => new Browser(bed.url, `198.51.100.${++count}`);

async function registered(name: string, email?: string): Promise<{ browser: Browser; id: AccountId }> {
  const browser = visitor();
  await browser.submit("/register", { name, password: PASSWORD, ...(email && { email }) });
  const id = await readSessionAccount(bed.redis, SECRETS, browser.cookie);
  assert.ok(id, `${name} is registered`);
  return { browser, id };
}

const logIn = (name: string, password = PASSWORD) => visitor().submit("/login", { name, password });
const linkIn = (letter: string, page: string) =>
  new RegExp(`https://play\\.example\\.org(${page}\\?token=[\\w-]+)`).exec(letter)?.[1] ??
  assert.fail(`no link to ${page} in: ${letter}`);

describe("the list of browsers", () => {
  it("names each by its agent and when it was seen, and ends one of them and its game at once", {
    timeout: PATIENCE_MS,
  }, async (context) => {
    const { browser: here, id } = await registered("Alba");
    const there = visitor();
    const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const form = await there.get("/login");
    const fields = { formToken: tokenIn(form.text), name: "Alba", password: PASSWORD };
    await there.post("/login", fields, { "user-agent": agent });
    const { text } = await here.get("/account");
    assert.match(text, /Firefox on Linux<br><span class="quiet">last seen/);
    assert.match(text, /this browser/);
    assert.ok(!text.includes(sidOf(there)), "the session's id does not stand on the page");
    const mark = /name="mark" value="(browser:[\w-]+)"/.exec(text)![1]!;
    const game = (await openSession(bed.pool, id, "test", mark))!;
    const heard = await revocation(context.signal);
    const answer = await here.post("/account/browsers/revoke", { formToken: tokenIn(text), mark });
    assert.equal(answer.headers.get("location"), "/account?notice=browser-revoked");
    assert.equal((await there.get("/account")).status, 303);
    assert.equal((await here.get("/account")).status, 200);
    assert.deepEqual(await heard.message, { accountId: id, reason: "You were logged out.", via: mark });
    assert.equal(await findSession(bed.pool, game.secret), null, "the game can't be resumed");
  });

  it("ends no other account's browser, and no game that another login opened", async () => {
    const { browser: owner, id } = await registered("Bruno");
    const { browser: other } = await registered("Carla");
    const game = (await openSession(bed.pool, id, "test", tokenMark("trm_x")))!;
    const { text } = await visitorOf("Bruno");
    const mark = /name="mark" value="(browser:[\w-]+)"/.exec(text)![1]!;
    await other.submit("/account", { mark }, "/account/browsers/revoke");
    assert.equal((await owner.get("/account")).status, 200);
    await owner.submit("/account", { mark: "browser:nonsense" }, "/account/browsers/revoke");
    await owner.submit("/account", {}, "/logout");
    assert.ok(await findSession(bed.pool, game.secret));
  });

  it("ends a terminal client's game with its token", async () => {
    const { browser, id } = await registered("Dora");
    const token = await issueToken(bed.pool, id, "laptop");
    const game = (await openSession(bed.pool, id, "test", tokenMark(token)))!;
    const { text } = await browser.get("/account");
    const entry = /name="id" value="(\d+)"/.exec(text)![1]!;
    await browser.post("/account/tokens/revoke", { formToken: tokenIn(text), id: entry });
    assert.equal(await findSession(bed.pool, game.secret), null);
  });

  it("keeps an ended session dead, whatever request was under way in it", async () => {
    const { browser } = await registered("Emil");
    const key = SESSION_PREFIX + sidOf(browser);
    const stored = JSON.parse((await bed.redis.get(key))!);
    // Not seen for long, so that the next request writes the session.
    await bed.redis.set(key, JSON.stringify({ ...stored, seenAt: 0 }), "EX", 1_000);
    const held = await Promise.all(Array.from({ length: 5 }, () => bed.pool.connect()));
    const underWay = browser.get("/account");
    await eventually(() => assert.ok(bed.pool.waitingCount > 0));
    await bed.redis.del(key);
    for (const client of held) client.release();
    await underWay;
    assert.equal(await bed.redis.exists(key), 0);
    assert.equal((await browser.get("/account")).status, 303);
  });
});

describe("a forgotten password", () => {
  it("is replaced once through the link that was mailed, and all logins end", async () => {
    const { browser } = await registered("Fritz", "fritz@example.org");
    const asked = await visitor().submit("/forgot", { who: "FRITZ" });
    assert.equal(asked.headers.get("location"), "/login?notice=mail-sent");
    const [letter] = await smtp.to("fritz@example.org");
    const path = linkIn(letter!, "/reset");
    const reader = visitor();
    for (let look = 0; look < 2; look++) assert.match((await reader.get(path)).text, /For <strong>Fritz</);
    const token = path.split("token=")[1]!;
    const easy = await reader.submit(path, { token, password: "short" }, "/reset");
    assert.equal(easy.status, 422);
    assert.match(easy.text, /id="field-password-error">A password has at least 12/);
    const done = await reader.submit(path, { token, password: NEXT_PASSWORD }, "/reset");
    assert.equal(done.headers.get("location"), "/login?notice=password-reset");
    assert.equal((await browser.get("/account")).status, 303, "the old login is over");
    assert.equal((await logIn("Fritz")).status, 401);
    assert.equal((await logIn("Fritz", NEXT_PASSWORD)).status, 303);
    const again = await reader.get(path);
    assert.equal(again.status, 410);
    assert.match(again.text, /This link is over/);
    const { rows } = await bed.pool.query("SELECT 1 FROM one_time_links WHERE token_sha256 = $1", [token]);
    assert.equal(rows.length, 0);
  });

  it("is answered the same for a name that nobody has, and nothing is sent", async () => {
    await registered("Gerda", "gerda@example.org");
    const [known, unknown] = [visitor(), visitor()];
    const a = await known.submit("/forgot", { who: "gerda@EXAMPLE.org" });
    const b = await unknown.submit("/forgot", { who: "nobody@example.org" });
    assert.deepEqual(
      [a.status, a.headers.get("location"), a.text],
      [b.status, b.headers.get("location"), b.text],
    );
    await smtp.to("gerda@example.org");
    assert.ok(!smtp.letters.some(({ to }) => to.includes("nobody@example.org")));
  });

  it("is mailed three times an hour at most, and only the newest link is good", async () => {
    await registered("Hanna", "hanna@example.org");
    for (let i = 1; i <= 3; i++) {
      await visitor().submit("/forgot", { who: "Hanna" });
      await smtp.to("hanna@example.org", i);
    }
    assert.equal((await visitor().submit("/forgot", { who: "Hanna" })).status, 303);
    await registered("Ida", "ida@example.org");
    await visitor().submit("/forgot", { who: "Ida" });
    await smtp.to("ida@example.org");
    const letters = await smtp.to("hanna@example.org");
    assert.equal(letters.length, 3);
    assert.equal((await visitor().get(linkIn(letters[0]!, "/reset"))).status, 410);
    assert.equal((await visitor().get(linkIn(letters[2]!, "/reset"))).status, 200);
  });

  it("ends its link after half an hour, and with a change of the password", async () => {
    const { browser, id } = await registered("Jakob", "jakob@example.org");
    await visitor().submit("/forgot", { who: "Jakob" });
    const path = linkIn((await smtp.to("jakob@example.org"))[0]!, "/reset");
    await bed.pool.query(
      "UPDATE one_time_links SET expires_at = now() - interval '1 second' WHERE account_id = $1",
      [id],
    );
    assert.equal((await visitor().get(path)).status, 410);
    await bed.pool.query(
      "UPDATE one_time_links SET expires_at = now() + interval '1 minute' WHERE account_id = $1",
      [id],
    );
    assert.equal((await visitor().get(path)).status, 200);
    await browser.submit("/account/password", { current: PASSWORD, password: NEXT_PASSWORD });
    assert.equal((await visitor().get(path)).status, 410);
  });

  it("may be asked for ten times from one address", async () => {
    const browser = visitor();
    for (let i = 0; i < 10; i++)
      assert.equal((await browser.submit("/forgot", { who: "Nobody" })).status, 303);
    const answer = await browser.submit("/forgot", { who: "Nobody" });
    assert.equal(answer.status, 429);
    assert.match(answer.text, /value="Nobody"/);
  });
});

describe("the e-mail address", () => {
  it("changes when the link in the new mailbox is opened and confirmed, and the old one is told", async () => {
    const { browser } = await registered("Karla", "old@example.org");
    const asked = await browser.submit("/account/email", { email: "karla@example.org", current: PASSWORD });
    assert.equal(asked.headers.get("location"), "/account?notice=email-asked");
    assert.match((await smtp.to("old@example.org"))[0]!, /asked to use another/);
    assert.match((await browser.get("/account")).text, /old@example\.org/);
    const path = linkIn((await smtp.to("karla@example.org"))[0]!, "/confirm-email");
    const reader = visitor();
    assert.match((await reader.get(path)).text, /<strong>karla@example\.org</);
    assert.match((await browser.get("/account")).text, /old@example\.org/, "looking confirms nothing");
    await reader.submit(path, { token: path.split("token=")[1]! }, "/confirm-email");
    assert.match((await browser.get("/account")).text, /karla@example\.org/);
    assert.equal((await reader.get(path)).status, 410);
  });

  it("keeps what was typed, and asks for the password", async () => {
    const { browser } = await registered("Lina");
    const bad = await browser.submit("/account/email", { email: "no address", current: PASSWORD });
    assert.equal(bad.status, 422);
    assert.match(bad.text, /id="field-email-error">That is not an e-mail address/);
    assert.match(bad.text, /value="no address"/);
    const doubted = await browser.submit("/account/email", { email: "lina@example.org", current: "not it" });
    assert.match(doubted.text, /id="field-current-error">That is not your current password/);
    assert.match(doubted.text, /value="lina@example\.org"/);
    assert.doesNotMatch(doubted.text, /not it/);
  });
});

describe("the export", () => {
  it("holds all of one's own data and nobody else's", async () => {
    const { browser, id } = await registered("Mona", "mona@example.org");
    const { id: otherId } = await registered("Nils", "nils@example.org");
    const hunter = async (account: AccountId, name: string) =>
      (
        await bed.pool.query(
          "INSERT INTO characters (account_id, name, room) VALUES ($1, $2, 'hall') RETURNING id",
          [account, name],
        )
      ).rows[0].id;
    const [own, other] = [await hunter(id, "Mona"), await hunter(otherId, "Nils")];
    await bed.pool.query(
      `INSERT INTO ledger (key, debit, credit, currency, amount, reason)
       SELECT 'x' || n, 'mint', 'hunter:' || $1, 'crystals', n, 'test' FROM generate_series(1, 1203) n
       UNION ALL SELECT 'trade', 'hunter:' || $1, 'hunter:' || $2, 'crystals', 7, 'trade'
       UNION ALL SELECT 'foreign', 'mint', 'hunter:' || $2, 'crystals', 99, 'foreign'`,
      [own, other],
    );
    await bed.pool.query(
      `INSERT INTO chat_messages (room, character_id, name, text)
       SELECT 'hall', $1::bigint, 'Mona', 'line ' || n FROM generate_series(1, 601) n
       UNION ALL SELECT 'to:' || $2::text, $1, 'Mona', 'psst' UNION ALL SELECT 'hall', $2::bigint, 'Nils', 'secret of Nils'`,
      [own, other],
    );
    await issueToken(bed.pool, id, "laptop");
    const answer = await browser.get("/account/export");
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-disposition")!, /attachment; filename=terminusa-Mona\.json/);
    const data = JSON.parse(answer.text);
    assert.equal(data.account.email, "mona@example.org");
    assert.equal(data.clients[0].label, "laptop");
    assert.deepEqual(
      data.characters.map((one: { name: string }) => one.name),
      ["Mona"],
    );
    assert.equal(data.ledger.length, 1204);
    assert.equal(new Set(data.ledger.map((row: object) => JSON.stringify(row))).size, 1204);
    assert.equal(data.chat.length, 602);
    assert.deepEqual(
      data.ledger.find((row: { reason: string }) => row.reason === "trade").to,
      "another hunter",
    );
    assert.doesNotMatch(answer.text, /Nils|nils|password_hash|argon2|trm_/);
    assert.ok(!answer.text.includes(sidOf(browser)));
  });

  it("is for who is logged in, five times an hour", async () => {
    assert.equal((await visitor().get("/account/export")).status, 303);
    const { browser } = await registered("Olga");
    for (let i = 0; i < 5; i++) assert.equal((await browser.get("/account/export")).status, 200);
    assert.equal((await browser.get("/account/export")).status, 429);
  });
});

describe("deleting the account", () => {
  it("logs out everywhere, and a login within two weeks calls it off", async () => {
    const { browser, id } = await registered("Paul");
    const doubted = await browser.submit("/account/delete", { current: "not it" });
    assert.equal(doubted.status, 422);
    const gone = await browser.submit("/account/delete", { current: PASSWORD });
    assert.equal(gone.headers.get("location"), "/?notice=given-up");
    assert.equal((await browser.get("/account")).status, 303);
    assert.equal(await deleteDueAccounts(bed.pool), 0);
    const back = await logIn("Paul");
    assert.equal(back.headers.get("location"), "/account?notice=kept");
    const { rows } = await bed.pool.query("SELECT deletes_at FROM accounts WHERE id = $1", [id]);
    assert.equal(rows[0].deletes_at, null);
  });

  it("is done when its time is up: no login before that either, and the name is free after it", async () => {
    const { browser, id } = await registered("Quin");
    await browser.submit("/account/delete", { current: PASSWORD });
    await bed.pool.query("UPDATE accounts SET deletes_at = now() WHERE id = $1", [id]);
    assert.equal((await logIn("Quin")).status, 401);
    assert.equal(await deleteDueAccounts(bed.pool), 1);
    assert.equal((await visitor().register("Quin")).status, 303);
  });
});

function sidOf(browser: Browser): string {
  return decodeURIComponent(browser.cookie!.split("=")[1]!).slice(2).split(".")[0]!;
}

/** The account page as a further browser of that account sees it. */
async function visitorOf(name: string): Promise<{ text: string }> {
  const browser = visitor();
  await browser.submit("/login", { name, password: PASSWORD });
  return browser.get("/account");
}

async function revocation(end: AbortSignal): Promise<{ message: Promise<unknown> }> {
  const subscriber = bed.redis.duplicate({ enableOfflineQueue: true });
  end.addEventListener("abort", () => subscriber.disconnect());
  await subscriber.subscribe("account:revoked");
  const message = new Promise((resolve) =>
    subscriber.once("message", (_channel, text) => {
      subscriber.disconnect();
      resolve(JSON.parse(text));
    }),
  );
  return { message };
}
