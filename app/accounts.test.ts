import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readSessionAccount, SESSION_PREFIX } from "../store/sessions.ts";
import { findAccountByToken, issueToken } from "../store/tokens.ts";
import { eventually, PATIENCE_MS } from "../test/patience.ts";
import { Browser, PASSWORD, SECRETS, startTestbed, type Testbed, tokenIn } from "./testbed.ts";

let bed: Testbed;
before(async () => {
  bed = await startTestbed();
});
after(() => bed?.stop());

let count = 0;
/** Each from an address of its own, so that no test throttles another. */
const visitor = () => new Browser(bed.url, `198.51.100.${++count}`);

describe("a newcomer", () => {
  it("registers, is logged in and sent to the game", async () => {
    const browser = visitor();
    const answer = await browser.register("Alba");
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), "/play");
    const play = await browser.get("/play");
    assert.equal(play.status, 200);
    assert.match(play.text, /data-player="Alba"/);
    assert.match(play.headers.get("content-security-policy")!, /style-src 'self' 'nonce-/);
  });

  it("hears which field is wrong and finds what was typed, but not the password", async () => {
    const answer = await visitor().submit("/register", {
      name: 'a"b',
      password: "gravel kettle",
      email: "nobody",
    });
    assert.equal(answer.status, 422);
    assert.match(answer.text, /id="field-name-error">A name is 3 to 20/);
    assert.match(answer.text, /id="field-email-error">That is not an e-mail address/);
    assert.match(answer.text, /value="a&quot;b"/);
    assert.match(answer.text, /value="nobody"/);
    assert.doesNotMatch(answer.text, /gravel kettle/);
  });

  it("can't have a name that is taken in other capitals", async () => {
    await visitor().register("Bruno");
    const answer = await visitor().register("BRUNO");
    assert.equal(answer.status, 409);
    assert.match(answer.text, /BRUNO is taken/);
  });

  it("can't have a password that everybody tries", async () => {
    const answer = await visitor().submit("/register", { name: "Carla", password: "Password2024" });
    assert.equal(answer.status, 422);
    assert.match(answer.text, /among the first that anybody tries/);
  });
});

describe("logging in", () => {
  it("tells a banned player why and until when, and lets nobody in", async () => {
    await visitor().register("Banned");
    await bed.pool.query(
      "UPDATE accounts SET banned_until = 'infinity', ban_reason = 'threats' WHERE name = 'Banned'",
    );
    const browser = visitor();
    const answer = await browser.submit("/login", { name: "Banned", password: PASSWORD });
    assert.equal(answer.status, 403);
    assert.match(answer.text, /banned for good: threats/);
    assert.equal((await browser.get("/account")).status, 303);
    const wrong = await visitor().submit("/login", { name: "Banned", password: "another gravel kettle" });
    assert.equal(wrong.status, 401, "who does not know the password learns nothing");
  });

  it("takes the name in any capitals and leads back to the page that asked", async () => {
    await visitor().register("Dora");
    const browser = visitor();
    const asked = await browser.get("/account");
    assert.equal(asked.headers.get("location"), "/login?next=%2Faccount");
    const form = await browser.get("/login?next=%2Faccount");
    assert.match(form.text, /name="next" value="\/account"/);
    const answer = await browser.post("/login", {
      formToken: tokenIn(form.text),
      name: "dORA",
      password: PASSWORD,
      next: "/account",
    });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), "/account");
  });

  it("never leads to another site", async () => {
    const browser = visitor();
    await visitor().register("Emil");
    const { headers } = await browser.submit("/login", {
      name: "Emil",
      password: PASSWORD,
      next: "//evil.example",
    });
    assert.equal(headers.get("location"), "/play");
  });

  it("says the same of a wrong password and of an unknown name", async () => {
    await visitor().register("Fritz");
    const wrong = await visitor().submit("/login", { name: "Fritz", password: "not the password" });
    const unknown = await visitor().submit("/login", { name: "Nobody", password: "not the password" });
    assert.equal(wrong.status, 401);
    assert.equal(unknown.status, 401);
    const plain = (text: string) => text.replaceAll(/value="[^"]*"/g, "");
    assert.equal(plain(wrong.text), plain(unknown.text));
  });

  it("gives a session id that nobody knew before, and the old one is dead", async () => {
    await visitor().register("Gerda");
    const browser = visitor();
    const form = await browser.get("/login");
    const planted = browser.cookie!;
    await browser.post("/login", { formToken: tokenIn(form.text), name: "Gerda", password: PASSWORD });
    assert.notEqual(browser.cookie, planted);
    const other = visitor();
    other.cookie = planted;
    assert.equal((await other.get("/account")).status, 303);
    const sid = decodeURIComponent(planted.split("=")[1]!).slice(2).split(".")[0];
    assert.equal(await bed.redis.exists(SESSION_PREFIX + sid), 0);
  });

  it("is refused after ten failures for an account, from wherever they come", async () => {
    await visitor().register("Hanna");
    for (let i = 0; i < 10; i++)
      assert.equal((await visitor().submit("/login", { name: "Hanna", password: `wrong ${i}` })).status, 401);
    const answer = await visitor().submit("/login", { name: "hanna", password: PASSWORD });
    assert.equal(answer.status, 429);
    assert.match(answer.text, /Wait 15 minutes/);
    assert.ok(Number(answer.headers.get("retry-after")) > 800);
  });

  it("is refused after twenty failures from an address, for whichever account", async () => {
    const browser = visitor();
    for (let i = 0; i < 20; i++)
      assert.equal((await browser.submit("/login", { name: `nobody${i}`, password: "wrong" })).status, 401);
    assert.equal((await browser.submit("/login", { name: "nobody99", password: "wrong" })).status, 429);
  });

  it("doesn't count what was right", async () => {
    await visitor().register("Ida");
    for (let i = 0; i < 12; i++)
      assert.equal((await visitor().submit("/login", { name: "Ida", password: PASSWORD })).status, 303);
  });
});

describe("a session", () => {
  it("is the terminal server's login too, by either secret", async () => {
    const browser = visitor();
    await browser.register("Jakob");
    const account = await readSessionAccount(bed.redis, SECRETS, browser.cookie);
    assert.match(String(account), /^\d+$/);
    assert.equal(await readSessionAccount(bed.redis, ["another"], browser.cookie), null);
    assert.equal(await readSessionAccount(bed.redis, ["newest", ...SECRETS], browser.cookie), account);
  });

  it("has a cookie that only this host's pages over TLS get", async () => {
    const answer = await visitor().register("Karla");
    const [cookie] = answer.headers.getSetCookie();
    assert.match(cookie!, /^__Host-terminusa=s%3A/);
    for (const part of ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"])
      assert.ok(cookie!.includes(part), part);
    assert.doesNotMatch(cookie!, /Domain/i);
  });

  it("is prolonged by use, in the browser and in Redis", async () => {
    const browser = visitor();
    await browser.register("Lars");
    const key = SESSION_PREFIX + sidOf(browser);
    await bed.redis.expire(key, 60);
    const answer = await browser.get("/");
    assert.equal(answer.headers.getSetCookie().length, 1);
    assert.ok((await bed.redis.ttl(key)) > 6 * 24 * 3600);
  });

  it("ends thirty days after the login, however busy it was kept", async () => {
    const browser = visitor();
    await browser.register("Mona");
    const key = SESSION_PREFIX + sidOf(browser);
    const stored = JSON.parse((await bed.redis.get(key))!);
    await bed.redis.set(key, JSON.stringify({ ...stored, loggedInAt: Date.now() - 31 * 24 * 3600_000 }));
    assert.equal(await readSessionAccount(bed.redis, SECRETS, browser.cookie), null);
    assert.equal((await browser.get("/account")).headers.get("location"), "/login?next=%2Faccount");
  });

  it("is dead after logging out, also for a copy of the cookie", async () => {
    const browser = visitor();
    await browser.register("Nils");
    const copy = visitor();
    copy.cookie = browser.cookie;
    assert.equal((await browser.submit("/account", {}, "/logout")).status, 303);
    assert.equal((await copy.get("/account")).status, 303);
  });
});

describe("the account page", () => {
  it("lists browsers and terminal clients and logs one client out", async () => {
    const browser = visitor();
    await browser.register("Olga");
    const id = (await readSessionAccount(bed.redis, SECRETS, browser.cookie))!;
    const token = await issueToken(bed.pool, id, "<b>laptop</b>");
    const { text } = await browser.get("/account");
    assert.match(text, /this browser/);
    assert.match(text, /&lt;b&gt;laptop&lt;\/b&gt;/);
    const entry = /name="id" value="(\d+)"/.exec(text)![1]!;
    await browser.post("/account/tokens/revoke", { formToken: tokenIn(text), id: entry });
    assert.equal(await findAccountByToken(bed.pool, token), null);
  });

  it("doesn't log out another account's client", async () => {
    const [owner, other] = [visitor(), visitor()];
    await owner.register("Paul");
    await other.register("Quin");
    const id = (await readSessionAccount(bed.redis, SECRETS, owner.cookie))!;
    const token = await issueToken(bed.pool, id, "mine");
    const { rows } = await bed.pool.query("SELECT id FROM play_tokens WHERE account_id = $1", [id]);
    await other.submit("/account", { id: rows[0].id }, "/account/tokens/revoke");
    assert.equal((await findAccountByToken(bed.pool, token))?.name, "Paul");
  });

  it("logs out everywhere: browsers, clients and the running game", {
    timeout: PATIENCE_MS,
  }, async (context) => {
    const [here, there] = [visitor(), visitor()];
    await here.register("Rosa");
    await there.submit("/login", { name: "Rosa", password: PASSWORD });
    const id = (await readSessionAccount(bed.redis, SECRETS, here.cookie))!;
    const token = await issueToken(bed.pool, id, "laptop");
    const heard = await nextRevocation(context.signal);
    await here.submit("/account", {}, "/account/log-out-everywhere");
    assert.equal((await there.get("/account")).status, 303);
    assert.equal((await here.get("/account")).status, 303);
    assert.equal(await findAccountByToken(bed.pool, token), null);
    assert.equal((await heard.message).accountId, id);
  });

  it("changes the password and logs out everything but this browser", async () => {
    const [here, there] = [visitor(), visitor()];
    await here.register("Sven");
    await there.submit("/login", { name: "Sven", password: PASSWORD });
    const before = here.cookie;
    const answer = await here.submit(
      "/account",
      { current: PASSWORD, password: "nine moths in a kettle" },
      "/account/password",
    );
    assert.equal(answer.headers.get("location"), "/account?notice=password-changed");
    assert.notEqual(here.cookie, before);
    assert.equal((await here.get("/account")).status, 200);
    assert.equal((await there.get("/account")).status, 303);
    assert.equal((await visitor().submit("/login", { name: "Sven", password: PASSWORD })).status, 401);
    assert.equal(
      (await visitor().submit("/login", { name: "Sven", password: "nine moths in a kettle" })).status,
      303,
    );
  });

  it("keeps the password when the current one is wrong", async () => {
    const browser = visitor();
    await browser.register("Tilda");
    const answer = await browser.submit(
      "/account",
      { current: "wrong", password: "nine moths in a kettle" },
      "/account/password",
    );
    assert.equal(answer.status, 422);
    assert.match(answer.text, /id="field-current-error">That is not your current password/);
    assert.equal((await visitor().submit("/login", { name: "Tilda", password: PASSWORD })).status, 303);
  });
});

describe("where no mail can be sent", () => {
  it("a forgotten password is the operator's to mend, which the page says", async () => {
    const browser = visitor();
    const { text } = await browser.get("/forgot");
    assert.match(text, /\.\/terminusa operator reset NAME/);
    assert.doesNotMatch(text, /action="\/forgot"/);
    assert.equal((await browser.submit("/login", { who: "Alba" }, "/forgot")).status, 409);
  });

  it("a new e-mail address counts at once, and an empty one removes it", async () => {
    const browser = visitor();
    await browser.register("Vera");
    const page = "/account/email";
    const changed = await browser.submit(page, { email: "vera@example.org", current: PASSWORD });
    assert.equal(changed.headers.get("location"), "/account?notice=email-changed");
    assert.match((await browser.get("/account")).text, /vera@example\.org/);
    await browser.submit(page, { email: "", current: PASSWORD });
    assert.doesNotMatch((await browser.get("/account")).text, /vera@example\.org/);
  });
});

describe("the log", () => {
  it("names the request, the path without its query and the account, and holds no secret", async () => {
    const browser = visitor();
    await browser.register("Uwe");
    await browser.get("/account?password=hidden-secret", {
      "x-request-id": "0123456789abcdef0123456789abcdef",
    });
    const line = await eventually(
      () =>
        bed.logs.find(({ requestId }) => requestId === "0123456789abcdef0123456789abcdef") ??
        assert.fail("the request was not logged"),
    );
    assert.equal(line.path, "/account");
    assert.equal(line.status, 200);
    assert.match(String(line.accountId), /^\d+$/);
    const all = JSON.stringify(bed.logs);
    for (const secret of ["hidden-secret", PASSWORD, sidOf(browser), "trm_"])
      assert.ok(!all.includes(secret), secret);
  });
});

function sidOf(browser: Browser): string {
  return decodeURIComponent(browser.cookie!.split("=")[1]!).slice(2).split(".")[0]!;
}

async function nextRevocation(end: AbortSignal): Promise<{ message: Promise<{ accountId: string }> }> {
  const subscriber = bed.redis.duplicate({ enableOfflineQueue: true });
  end.addEventListener("abort", () => subscriber.disconnect());
  await subscriber.subscribe("account:revoked");
  const message = new Promise<{ accountId: string }>((resolve) =>
    subscriber.once("message", (_channel, text) => {
      subscriber.disconnect();
      resolve(JSON.parse(text));
    }),
  );
  return { message };
}
