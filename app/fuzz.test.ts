import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, it } from "node:test";
import type { Express } from "express";
import fc from "fast-check";
import { createAccount } from "../store/accounts.ts";
import { SCOPES } from "../store/scopes.ts";
import { issuePersonalToken } from "../store/tokens.ts";
import type { ApiDocument } from "./api/document.ts";
import { Browser, HOST, PASSWORD, startTestbed, type Testbed, tokenIn } from "./testbed.ts";

const RUNS = 600;
let bed: Testbed;
let routes: Route[];
/** Of somebody who is not the one logged in: what programs may do is tried with all scopes. */
let apiToken: string;
before(async () => {
  bed = await startTestbed();
  const { paths } = (await (await fetch(`${bed.url}/api/v1/openapi.json`)).json()) as ApiDocument;
  routes = routesOf(bed.app, paths);
  const { id } = await createAccount(bed.pool, { name: "Program", password: PASSWORD });
  apiToken = await issuePersonalToken(bed.pool, id, { name: "fuzz", scopes: SCOPES, days: null });
});
after(() => bed?.stop());

type Route = { method: string; path: string };
type Layer = { route?: { path: string; methods: Record<string, boolean> }; handle?: { stack?: Layer[] } };

/** Every route that the site has, those of other areas too: a new one is tried without being named here. */
function routesOf(app: Express, paths: ApiDocument["paths"]): Route[] {
  const walk = (stack: Layer[]): Route[] =>
    stack.flatMap(({ route, handle }) => {
      if (!route) return walk(handle?.stack ?? []);
      return Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path }));
    });
  const found = walk((app as unknown as { router: { stack: Layer[] } }).router.stack);
  // A router doesn't know where it is mounted: the API's own paths stand in it without their beginning.
  const api = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{(\w+)\}/g, ":$1"),
    })),
  );
  for (const { method, path } of api) {
    const at = found.findIndex((route) => route.method === method && route.path === path);
    assert.ok(at >= 0, `no route ${method} ${path}`);
    found.splice(at, 1);
  }
  return [
    ...found.filter(({ path }) => typeof path === "string" && !path.startsWith("/health")),
    ...api.map(({ method, path }) => ({ method, path: `/api/v1${path}` })),
  ];
}

type Sent = { method: string; path: string; headers: Record<string, string>; body: Buffer };
type Got = { status: number; location: string | undefined; text: string };

/** As bytes on the wire: no client in between makes them valid. */
function send({ method, path, headers, body }: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const more = method === "GET" ? {} : { "content-length": String(body.length) };
    const outgoing = request(
      bed.url,
      { method, path, headers: { host: HOST, "x-forwarded-proto": "https", ...more, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const {
            statusCode: status = 0,
            headers: { location },
          } = response;
          resolve({ status, location, text: Buffer.concat(chunks).toString() });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(method === "GET" ? undefined : body);
  });
}

/** What breaks programs: empty, long, zero bytes, half characters, other types' words, and addresses of elsewhere. */
const nasty = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\0",
    "\u202e",
    "\ud800",
    "null",
    "[object Object]",
    "__proto__",
    "-1",
    "1e999",
    "NaN",
  ),
  fc.constantFrom(
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/%0d%0aset-cookie:a=b",
  ),
  fc.constantFrom(
    "9999999999999999999",
    "browser:aaaaaaaaaaaaaaaaaaaaaa",
    "' OR 1=1 --",
    "<script>",
    "%00",
    "%ff",
    "a@b",
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ minLength: 300, maxLength: 1_500 }),
);
const FIELDS = [
  "name",
  "password",
  "email",
  "current",
  "code",
  "token",
  "who",
  "id",
  "mark",
  "next",
  "notice",
  "q",
  "page",
  "formToken",
  "about",
  "reason",
  "limit",
  "cursor",
  "sort",
  "do",
  "listing",
  "order",
  "item",
  "amount",
  "scope",
];
const field = fc.oneof(
  fc.constantFrom(...FIELDS),
  fc.constantFrom("__proto__", "constructor", "a[b]", "toString", ""),
);
const form = fc.array(fc.tuple(field, nasty), { maxLength: 8 });
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));

const encode = (pairs: [string, string][]) =>
  pairs.map(([key, value]) => `${wire(key)}=${wire(value)}`).join("&");
/** Percent signs and all, with lone surrogates as the bytes that nobody may send. */
const wire = (text: string) => (text.isWellFormed() ? encodeURIComponent(text) : "%ed%a0%80");

const body = fc.oneof(
  form.map((pairs) => ({ type: "application/x-www-form-urlencoded", data: Buffer.from(encode(pairs)) })),
  bytes.map((data) => ({ type: "application/x-www-form-urlencoded", data })),
  bytes.map((data) => ({ type: "application/json", data })),
  fc.json().map((text) => ({ type: "application/json", data: Buffer.from(text) })),
  form.map((pairs) => ({
    type: "application/json",
    data: Buffer.from(JSON.stringify(Object.fromEntries(pairs))),
  })),
  bytes.map((data) => ({ type: "application/x-www-form-urlencoded; charset=utf-16", data })),
  bytes.map((data) => ({ type: "multipart/form-data; boundary=x", data })),
);
const headerText = fc.string({ unit: fc.constantFrom(...'abc%=;,:"\\./ sé\xff{}<>'), maxLength: 60 });
const cookie = fc.oneof(
  headerText,
  headerText.map((text) => `__Host-terminusa=${text}`),
  headerText.map((text) => `__Host-terminusa=s%3A${text}.${text}`),
);
const query = fc.oneof(
  form.map(encode),
  bytes.map((data) => [...data].map((b) => `%${b.toString(16)}`).join("")),
);

function assertSound({ status, location, text }: Got, sent: Sent, loggedIn: boolean): void {
  const shown = `${sent.method} ${sent.path} ${JSON.stringify(sent.headers)} ${sent.body.toString("latin1")} → ${status}`;
  assert.ok(status >= 200 && status < 500, `${shown}: ${text.slice(0, 300)}`);
  assert.doesNotMatch(text, /at .*\(file:|node_modules|\.ts:\d+/, "no stack trace");
  if (location !== undefined) assert.match(location, /^\/(?![/\\])/, `${shown} leads to ${location}`);
  if (loggedIn && status >= 200 && status < 300) assert.doesNotMatch(text, /<script>/);
}

describe("whatever is sent", () => {
  it("gets an answer below 500 that leads nowhere else, without a login and with one", {
    timeout: 600_000,
  }, async () => {
    const browser = new Browser(bed.url);
    await browser.register("Fuzzer");
    const token = tokenIn((await browser.get("/account")).text);
    await fc.assert(
      fc.asyncProperty(
        fc.noBias(fc.nat({ max: 9_999 })),
        body,
        query,
        fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: cookie }),
        fc.boolean(),
        fc.nat({ max: 250 }),
        nasty,
        async (at, { type, data }, search, strange, tokened, last, piece) => {
          const { method, path } = routes[at % routes.length]!;
          const real = strange === null && browser.cookie !== undefined;
          // Never the ends of the login that the other tries need.
          const ends = /log-?out|delete|password|email/.test(path);
          const withToken =
            tokened && !ends && type.startsWith("application/x-www-form-urlencoded")
              ? Buffer.concat([Buffer.from(`formToken=${token}&`), data])
              : data;
          const sent: Sent = {
            method,
            path: `${path.replace(/[:*]\w+/g, () => wire(piece))}?${search}`,
            headers: {
              "content-type": type,
              "x-forwarded-for": `198.51.100.${last}`,
              ...(strange === null ? { cookie: browser.cookie! } : { cookie: strange }),
              ...(path.startsWith("/api/") &&
                tokened &&
                !path.endsWith("/current") && {
                  authorization: `Bearer ${apiToken}`,
                  "idempotency-key": `fuzz-${at}`,
                }),
            },
            body: withToken,
          };
          assertSound(await send(sent), sent, real);
        },
      ),
      { numRuns: RUNS },
    );
    assert.equal((await browser.get("/account")).status, 200, "the session lives");
  });

  it("in the path, however it is encoded", { timeout: 600_000 }, async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "%",
        "%zz",
        "%ff",
        "%c0%af",
        "%00",
        "..",
        "%2e%2e",
        "//",
        "\\",
        "account",
        "api",
        "v1",
        "assets",
        ".env",
      ),
      fc.string({ unit: fc.constantFrom(..."abc%./;=+~"), maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 6 }),
        fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS"),
        async (pieces, method) => {
          const sent = { method, path: `/${pieces.join("/")}`, headers: {}, body: Buffer.from("{}") };
          assertSound(await send(sent), sent, false);
        },
      ),
      { numRuns: RUNS / 2 },
    );
  });
});

describe("every form of the site", () => {
  it("does nothing without its token, nor when a page of another site sends it", async () => {
    const browser = new Browser(bed.url, "203.0.113.99");
    await browser.register("Forger");
    const forms = routes.filter(({ method, path }) => method === "POST" && !path.startsWith("/api/"));
    assert.ok(forms.length >= 12, `${forms.length} forms`);
    const before = await bed.pool.query("SELECT * FROM accounts WHERE name = 'Forger'");
    for (const { path } of forms) {
      const plain = await browser.post(path, {
        name: "Forger",
        current: "x",
        password: "nine moths in a kettle",
      });
      assert.ok([303, 403, 410].includes(plain.status), `${path} without a token: ${plain.status}`);
      const foreign = await browser.post(path, {}, { origin: "https://evil.example" });
      assert.equal(foreign.status, 403, `${path} from elsewhere`);
      const crossSite = await browser.post(path, {}, { "sec-fetch-site": "cross-site" });
      assert.equal(crossSite.status, 403, `${path} across sites`);
    }
    assert.equal((await browser.get("/account")).status, 200, "still logged in");
    const after = await bed.pool.query("SELECT * FROM accounts WHERE name = 'Forger'");
    assert.deepEqual(after.rows, before.rows);
  });
});
