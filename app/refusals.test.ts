import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { eventually } from "../test/patience.ts";
import { Browser, HOST, PASSWORD, startTestbed, type Testbed, tokenIn } from "./testbed.ts";

let bed: Testbed;
before(async () => {
  bed = await startTestbed();
});
after(() => bed?.stop());

let count = 0;
const visitor = () => new Browser(bed.url, `198.51.100.${++count}`);
const json = (body: unknown) => ({
  method: "POST",
  body: typeof body === "string" ? body : JSON.stringify(body),
  headers: { "content-type": "application/json" },
});

describe("a form", () => {
  const forms = [
    "/login",
    "/register",
    "/logout",
    "/account/password",
    "/account/tokens/revoke",
    "/account/log-out-everywhere",
  ];
  for (const path of forms)
    it(`${path} does nothing without its session's token`, async () => {
      const browser = visitor();
      await browser.register(`Form${count}`);
      const stolen = tokenIn((await visitor().get("/login")).text);
      for (const formToken of ["", "x", stolen]) {
        const { status, headers } = await browser.post(path, {
          formToken,
          name: "Somebody",
          password: PASSWORD,
        });
        assert.ok(status === 403 || headers.get("location") === "/account", `${status} for "${formToken}"`);
      }
      assert.equal((await browser.get("/account")).status, 200);
    });

  it("that was open too long says so and keeps what was typed", async () => {
    const answer = await visitor().post("/login", { name: "Vera", password: "secret words here" });
    assert.equal(answer.status, 403);
    assert.match(answer.text, /open too long/);
    assert.match(answer.text, /value="Vera"/);
    assert.doesNotMatch(answer.text, /secret words here/);
  });

  for (const [what, headers] of Object.entries({
    "another origin": { origin: "https://evil.example" },
    "an opaque origin": { origin: "null" },
    "a cross-site page": { "sec-fetch-site": "cross-site" },
    "a page of a sibling host": { "sec-fetch-site": "same-site" },
  }))
    it(`sent by ${what} is refused`, async () => {
      const browser = visitor();
      const formToken = tokenIn((await browser.get("/register")).text);
      const answer = await browser.post(
        "/register",
        { formToken, name: `X${count}x`, password: PASSWORD },
        headers,
      );
      assert.equal(answer.status, 403);
      assert.match(answer.text, /page of another site/);
    });

  it("is taken on any port of our host", async () => {
    const browser = visitor();
    const formToken = tokenIn((await browser.get("/register")).text);
    const fields = { formToken, name: "Ported", password: PASSWORD };
    assert.equal((await browser.post("/register", fields, { origin: `https://${HOST}:8443` })).status, 303);
  });
});

describe("a request that Nginx sends twice", () => {
  it("is done once: the second is told to look first", async () => {
    const browser = visitor();
    const formToken = tokenIn((await browser.get("/register")).text);
    const id = { "x-request-id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
    const fields = { formToken, name: "Twice", password: PASSWORD };
    const [first, second] = await Promise.all([
      browser.post("/register", fields, id),
      browser.post("/register", fields, id),
    ]);
    assert.deepEqual([first.status, second.status].sort(), [303, 502]);
    const { rows } = await bed.pool.query("SELECT count(*)::int AS n FROM accounts WHERE name = 'Twice'");
    assert.equal(rows[0].n, 1);
  });

  it("is answered again when it only reads", async () => {
    const id = { "x-request-id": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" };
    assert.equal((await visitor().get("/", id)).status, 200);
    assert.equal((await visitor().get("/", id)).status, 200);
  });
});

describe("bad input", () => {
  const cases: [string, number, () => Promise<{ status: number; text: string }>][] = [
    ["malformed JSON", 400, () => visitor().send("/api/v1/tokens", json('{"name":'))],
    ["JSON that is no object", 400, () => visitor().send("/api/v1/tokens", json('"name"'))],
    [
      "JSON of wrong types",
      422,
      () => visitor().send("/api/v1/tokens", json({ name: ["a"], password: { $ne: 1 } })),
    ],
    ["a form to the API", 415, () => visitor().post("/api/v1/tokens", { name: "a", password: "b" })],
    ["a huge body", 413, () => visitor().post("/login", { name: "a".repeat(200_000) })],
    ["a huge JSON body", 413, () => visitor().send("/api/v1/tokens", json({ name: "a".repeat(200_000) }))],
    [
      "a thousand fields",
      413,
      () =>
        visitor().post("/login", Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${i}`, ""]))),
    ],
    ["a compressed body", 415, () => visitor().post("/login", { name: "a" }, { "content-encoding": "gzip" })],
    [
      "an unknown charset",
      415,
      () =>
        visitor().post("/login", {}, { "content-type": "application/x-www-form-urlencoded; charset=utf-7" }),
    ],
    ["bad UTF-8 in the path", 404, () => visitor().get("/%ff%fe")],
    [
      "bad UTF-8 in a form",
      403,
      () =>
        visitor().send("/login", {
          method: "POST",
          body: "name=%ff%fe&password=%c3",
          headers: { "content-type": "application/x-www-form-urlencoded" },
        }),
    ],
    ["a path that climbs", 404, () => visitor().get("/assets/..%2f..%2fmanifest.json")],
    ["a zero byte in the path", 404, () => visitor().get("/assets/%00")],
    ["an unknown method", 404, () => visitor().send("/login", { method: "PATCH" })],
    ["a query full of arrays", 200, () => visitor().get("/login?next[]=a&next[]=b&notice[]=c&notice[a]=d")],
    ["an unknown API", 404, () => visitor().get("/api/v1/nothing")],
  ];
  for (const [what, status, send] of cases)
    it(`${what} is answered ${status}, with nothing of the inside`, async () => {
      const answer = await send();
      assert.equal(answer.status, status, answer.text);
      assert.doesNotMatch(answer.text, /node_modules|\.ts:|\bat \w+ \(|Error:/);
    });

  for (const cookie of [
    "__Host-terminusa=",
    "__Host-terminusa=s%3A",
    "__Host-terminusa=s%3Aabc.def",
    "__Host-terminusa=%ff%fe",
    "=;;;=",
    "__Host-terminusa=s:..",
    `__Host-terminusa=s%3A${"a".repeat(4_000)}.x`,
  ])
    it(`a broken cookie is nobody's: ${cookie.slice(0, 40)}`, async () => {
      const browser = visitor();
      browser.cookie = cookie;
      assert.equal((await browser.get("/account")).status, 303);
    });

  it("a session that is not what we stored is nobody's", async () => {
    const browser = visitor();
    await browser.get("/login");
    const sid = decodeURIComponent(browser.cookie!.split("=")[1]!).slice(2).split(".")[0];
    await bed.redis.set(`session:${sid}`, '{"cookie":{},"accountId":"1 OR 1=1","loggedInAt":1e15}');
    const { status } = await browser.get("/account");
    assert.ok(status < 500, `${status}`);
  });

  it("names with zero bytes or other scripts are only wrong", async () => {
    for (const name of ["a\0b", "\u202eevil", "名前名前", "x".repeat(64)])
      assert.equal((await visitor().submit("/login", { name, password: "x" })).status, 401, name);
  });

  it("a garbled request line ends only its own connection", async () => {
    const { hostname, port } = new URL(bed.url);
    const socket = connect(Number(port), hostname, () => socket.end("NONSENSE\r\n\r\n"));
    const [data] = await socket.toArray();
    assert.match(String(data), /^HTTP\/1\.1 400/);
    assert.equal((await visitor().get("/healthz")).status, 200);
  });
});

describe("the API for terminal clients", () => {
  it("registers, gives a token and takes it back", async () => {
    const client = visitor();
    const made = await client.send("/api/v1/accounts", json({ name: "Wanda", password: PASSWORD }));
    assert.equal(made.status, 201);
    assert.equal(JSON.parse(made.text).account.name, "Wanda");
    const given = await client.send(
      "/api/v1/tokens",
      json({ name: "wanda", password: PASSWORD, label: "laptop" }),
    );
    assert.equal(given.status, 201);
    const { token } = JSON.parse(given.text);
    assert.match(token, /^trm_[\w-]{43}$/);
    const authorization = `Bearer ${token}`;
    assert.equal(
      (await client.send("/api/v1/tokens/current", { method: "DELETE", headers: { authorization } })).status,
      204,
    );
    assert.equal(client.cookie, undefined);
  });

  it("answers errors as problem+json that names the fields", async () => {
    const answer = await visitor().send("/api/v1/accounts", json({ name: "x", password: "short" }));
    assert.equal(answer.status, 422);
    assert.match(answer.headers.get("content-type")!, /^application\/problem\+json/);
    const problem = JSON.parse(answer.text);
    assert.deepEqual(Object.keys(problem.errors).sort(), ["name", "password"]);
    assert.equal(problem.status, 422);
    assert.ok(problem.requestId);
  });

  it("says 409 for a taken name and 401 for a wrong password", async () => {
    await visitor().send("/api/v1/accounts", json({ name: "Xaver", password: PASSWORD }));
    assert.equal(
      (await visitor().send("/api/v1/accounts", json({ name: "xaver", password: PASSWORD }))).status,
      409,
    );
    assert.equal(
      (await visitor().send("/api/v1/tokens", json({ name: "Xaver", password: "wrong" }))).status,
      401,
    );
  });

  it("refuses other sites' pages", async () => {
    const request = json({ name: "Yann", password: PASSWORD });
    const headers = { ...request.headers, origin: "https://evil.example" };
    assert.equal((await visitor().send("/api/v1/accounts", { ...request, headers })).status, 403);
  });
});

describe("what is served to all", () => {
  it("carries the security headers on pages and errors, and allows nothing inline", async () => {
    for (const path of ["/", "/login", "/nowhere"]) {
      const { headers, text } = await visitor().get(path);
      const policy = headers.get("content-security-policy")!;
      assert.match(policy, /default-src 'none'; script-src 'self';/);
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "same-origin");
      assert.ok(headers.get("permissions-policy"));
      assert.equal(headers.get("x-powered-by"), null);
      assert.doesNotMatch(text, /<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
    }
  });

  it("has assets that may be kept for ever", async () => {
    const { text } = await visitor().get("/");
    const sheet = /href="(\/assets\/site-[\da-f]{12}\.css)"/.exec(text)![1]!;
    const answer = await visitor().get(sheet);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("cache-control")!, /max-age=31536000, immutable/);
  });

  it("counts the players in the world", async () => {
    await bed.redis.mset("presence:1", "{}", "presence:2", "{}");
    // The count may be five seconds old.
    await eventually(async () =>
      assert.match((await visitor().get("/")).text, /<strong>2<\/strong> hunters are in the city/),
    );
  });

  it("shows an error page with the request's number", async () => {
    const answer = await visitor().get("/nowhere<script>", {
      "x-request-id": "cccccccccccccccccccccccccccccccc",
    });
    assert.equal(answer.status, 404);
    assert.match(answer.text, /cccccccccccccccccccccccccccccccc/);
    assert.doesNotMatch(answer.text, /<script>/);
  });
});
