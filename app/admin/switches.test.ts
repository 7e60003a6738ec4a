/** Announcements, news, and what operators turn: how it reads on the site and holds for visitors. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openRedis, redisReady } from "../../store/redis.ts";
import { eventually } from "../../test/patience.ts";
import { Browser, PASSWORD, startTestbed, type Testbed } from "../testbed.ts";
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

let visitors = 0;
const visitor = () => new Browser(bed.url, `198.51.100.${++visitors}`);

async function recorded(by: Worker): Promise<string[]> {
  const { rows } = await bed.pool.query("SELECT action FROM audit WHERE by_account = $1 ORDER BY id", [
    by.id,
  ]);
  return rows.map(({ action }) => action);
}

describe("an announcement", () => {
  it("is looked at first, then told to all game servers, once", async (context) => {
    const ears = openRedis(bed.services.redisUrl, { name: "ears" });
    context.after(() => ears.disconnect());
    await redisReady(ears, 60_000);
    const heard: string[] = [];
    ears.on("message", (_channel, text) => heard.push(text));
    await ears.subscribe("heard");
    const page = "/admin/announcements";
    const form = hiddenOf((await moderator.browser.get(page)).text, page);
    const text = "The tram <b>stops</b>  at ten.";
    const preview = await moderator.browser.post(`${page}/preview`, { ...form, text });
    assert.match(preview.text, /\[Announcement\] The tram &lt;b&gt;stops&lt;\/b&gt; at ten\./);
    assert.deepEqual(heard, [], "a preview tells nobody");
    const again = { ...hiddenOf(preview.text, page), text };
    const answers = [await moderator.browser.post(page, again), await moderator.browser.post(page, again)];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303],
    );
    const line = { room: "everyone", text: "[Announcement] The tram <b>stops</b> at ten." };
    await eventually(() => assert.deepEqual(heard, [JSON.stringify({ server: "web", lines: [line] })]));
    assert.deepEqual(await recorded(moderator), ["announce"]);
    assert.match((await moderator.browser.get(page)).text, /at ten\.<br>/);
  });

  it("needs words", async () => {
    const page = "/admin/announcements";
    const answer = await send(moderator, page, page, { text: " " });
    assert.equal(answer.status, 422);
    assert.match(answer.text, /The announcement is missing/);
    assert.equal((await send(moderator, page, page, { text: "x".repeat(401) })).status, 422);
  });
});

describe("news", () => {
  it("are looked at, published on the home page and taken down, by operators", async () => {
    const page = "/admin/news";
    const text = `First.\r\n\r\nSecond <i>${"ö".repeat(3_900)}`;
    const form = hiddenOf((await operator.browser.get(page)).text, page);
    const preview = await operator.browser.post(`${page}/preview`, { ...form, title: "A gate opens", text });
    assert.equal(preview.status, 200);
    assert.match(
      preview.text,
      /<h2 class="first">A gate opens<\/h2>\n<p class="told">First\.\n\nSecond &lt;i&gt;/,
    );
    const sent = await operator.browser.post(page, {
      ...hiddenOf(preview.text, page),
      title: "A gate opens",
      text,
    });
    assert.equal(sent.status, 303);
    const { text: news } = await visitor().get("/news");
    assert.match(news, /<h2>A gate opens<\/h2>/);
    const id = /id="news-(\d+)"/.exec(news)?.[1];
    const removal = await send(operator, page, `${page}/${id}/remove`);
    assert.equal(removal.status, 303);
    assert.doesNotMatch((await visitor().get("/news")).text, /A gate opens/);
    assert.deepEqual(await recorded(operator), [`news ${id} published`, `news ${id} removed`]);
    const empty = await send(operator, page, page, { title: "", text: "" });
    assert.equal(empty.status, 422);
    assert.match(empty.text, /The title is missing/);
  });
});

const turn = (what: "registration" | "maintenance", fields: Record<string, string>) =>
  send(operator, "/admin/switches", `/admin/switches/${what}`, fields);

describe("registration", () => {
  it("closed, refuses newcomers and guests on the site and by the API, and lets players in", async () => {
    assert.equal((await turn("registration", { registration: "closed" })).status, 303);
    // With the token of a form that is there whatever the switches say.
    const page = await visitor().submit("/login", { name: "Late_One", password: PASSWORD }, "/register");
    assert.equal(page.status, 403);
    assert.match(page.text, /registration is closed/);
    const guest = await visitor().submit("/login", {}, "/guest");
    assert.equal(guest.status, 403);
    assert.match(guest.text, /registration is closed/);
    await eventually(async () => {
      const { text } = await visitor().get("/register");
      assert.match(text, /Registration is closed, and may open again/);
      assert.doesNotMatch(text, /name="password"/);
    });
    const api = await visitor().send("/api/v1/accounts", {
      method: "POST",
      body: JSON.stringify({ name: "Late_One", password: PASSWORD }),
      headers: { "content-type": "application/json" },
    });
    assert.equal(api.status, 403);
    assert.equal(api.headers.get("content-type"), "application/problem+json; charset=utf-8");
    const { rows } = await bed.pool.query(
      "SELECT 1 FROM accounts WHERE name = 'Late_One' OR guest_until IS NOT NULL",
    );
    assert.deepEqual(rows, []);
    assert.equal((await visitor().submit("/login", { name: "Moss", password: PASSWORD })).status, 303);
  });

  it("by invitation, takes a good code as often as it says and no other", async () => {
    await turn("registration", { registration: "invitation" });
    const made = await send(operator, "/admin/invitations", "/admin/invitations", {
      note: "guild",
      uses: "2",
      days: "7",
    });
    const { text } = await operator.browser.get(made.headers.get("location") ?? "");
    const code = /<code class="key">([a-z0-9-]+)<\/code>/.exec(text)?.[1] ?? assert.fail("no code");
    assert.match(text, new RegExp(`The invitation is ${code}`));

    const register = (name: string, invitation?: string) =>
      visitor().submit("/register", { name, password: PASSWORD, ...(invitation && { invitation }) });
    await eventually(async () => assert.match((await visitor().get("/register")).text, /name="invitation"/));
    const without = await register("Nobody_Asked");
    assert.equal(without.status, 403);
    assert.match(without.text, /by invitation/);
    assert.match((await register("Nobody_Asked", "aaaa-bbbb-cccc")).text, /not good, or was used already/);
    assert.equal((await register("Moss", code)).status, 409, "a name that is taken spends nothing");
    // All at once: it opens two.
    const answers = await Promise.all(
      ["Ann", "Ben", "Cem", "Dov"].map((name) => register(`Inv_${name}`, code)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 303, 403, 403]);
    const { rows } = await bed.pool.query("SELECT count(*)::int AS n FROM accounts WHERE invitation = $1", [
      code,
    ]);
    assert.equal(rows[0].n, 2);
    assert.match((await operator.browser.get("/admin/invitations")).text, /used up/);
  });

  it("forgets a withdrawn invitation, and one that ran out", async () => {
    const made = await send(operator, "/admin/invitations", "/admin/invitations", { uses: "5", days: "1" });
    const { text } = await operator.browser.get(made.headers.get("location") ?? "");
    const code = /The invitation is ([a-z0-9-]+)/.exec(text)?.[1] ?? "";
    const form = text.split(`value="${code}"`)[0]?.split("<form").at(-1) ?? "";
    const key = /name="key" value="([\w-]+)"/.exec(form)?.[1] ?? "";
    const { formToken = "" } = hiddenOf(text, "/admin/invitations");
    const withdrawn = await operator.browser.post("/admin/invitations/withdraw", { formToken, key, code });
    assert.equal(withdrawn.status, 303);
    const late = await visitor().submit("/register", {
      name: "Late_Two",
      password: PASSWORD,
      invitation: code,
    });
    assert.equal(late.status, 403);
    await turn("registration", { registration: "open" });
    const open = await visitor().submit("/register", { name: "Late_Two", password: PASSWORD });
    assert.equal(open.status, 303);
  });
});

describe("maintenance", () => {
  it("shows players a clear page with its message, and operators everything", async () => {
    const player = await worker(bed, "Pim", "player");
    await turn("maintenance", { maintenance: "on", message: "Back at <ten>." });
    await eventually(async () => {
      const { status, headers, text } = await player.browser.get("/play");
      assert.equal(status, 503);
      assert.match(text, /The city is closed for maintenance\. Back at &lt;ten&gt;\./);
      assert.ok(Number(headers.get("retry-after")) > 0);
    });
    for (const path of ["/", "/market", "/account", "/register", "/guest"])
      assert.equal((await visitor().get(path)).status, 503, path);
    assert.equal((await moderator.browser.get("/market")).status, 503);
    assert.equal((await visitor().get("/login")).status, 200);
    assert.equal((await visitor().get("/healthz")).status, 200);
    const api = await visitor().get("/api/v1/openapi.json");
    assert.equal(api.status, 503);
    assert.match(api.headers.get("content-type") ?? "", /problem\+json/);
    for (const path of ["/market", "/admin", "/account", "/play"])
      assert.equal((await operator.browser.get(path)).status, 200, path);
    assert.match((await operator.browser.get("/admin")).text, /Maintenance is on/);
    const back = visitor();
    await back.submit("/login", { name: "Opal", password: PASSWORD });
    assert.equal((await back.get("/admin/switches")).status, 200);
    assert.equal((await turn("maintenance", { maintenance: "off" })).status, 303);
    await eventually(async () => assert.equal((await player.browser.get("/market")).status, 200));
    const acts = (await recorded(operator)).slice(-2);
    assert.deepEqual(acts, ["maintenance on", "maintenance off"]);
  });
});
