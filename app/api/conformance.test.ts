/** The document against the running server: every operation, its refusals, headers and bodies. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Company, type Player } from "../../store/deeds/test-company.ts";
import { addNews } from "../../store/news.ts";
import { SCOPES, type Scope } from "../../store/scopes.ts";
import { issuePersonalToken } from "../../store/tokens.ts";
import { type Answer, Browser, PASSWORD, startTestbed, type Testbed } from "../testbed.ts";
import type { ApiDocument, Described, Schema } from "./document.ts";

let bed: Testbed;
let company: Company;
let seller: Player;
let buyer: Player;
let document: ApiDocument;
let listing: number;
/** A buy order of the seller's. */
let wanted: number;
/** By scope: a token that has it alone; and one that has them all. */
const tokens = new Map<Scope | "all", string>();

before(async () => {
  bed = await startTestbed();
  company = new Company({ url: bed.databaseUrl } as never, 1);
  await furnish();
  document = JSON.parse((await get("/openapi.json")).text);
});
after(async () => {
  await company?.close();
  await bed?.stop();
});

async function furnish(): Promise<void> {
  seller = await company.hunter("Seller", { crystals: 50, things: { "life-draught": 30, "rat-tail": 9 } });
  buyer = await company.hunter("Buyer", { crystals: 5_000, things: { "rat-tail": 5 } });
  const [draughts] = (await company.state(seller)).pack.carried;
  assert.ok(draughts);
  await company.does(seller, { do: "market-list", thing: draughts.id, amount: 20, price: 12, days: 7 });
  const { rows } = await bed.pool.query("SELECT id::int AS id FROM listings");
  listing = rows[0].id;
  await company.does(buyer, { do: "market-buy", listing, amount: 2, yes: true });
  const order = { do: "market-order", item: "rat-tail", amount: 4, price: 5, days: 7 } as const;
  const placed = await company.does(buyer, { ...order, item: "life-draught" });
  assert.equal(placed.refused, undefined, placed.text);
  wanted = Number(/market cancel (\d+)/.exec((await company.does(seller, order)).text)?.[1]);
  assert.ok(wanted > 0);
  await bed.pool.query("INSERT INTO guilds (name) VALUES ('Ninth Ward')");
  await bed.pool.query("INSERT INTO guild_members SELECT $1, id, 'leader' FROM guilds", [seller.id]);
  await bed.pool.query("INSERT INTO scores VALUES ('gates:E', $1, 3)", [seller.id]);
  await seasons();
  for (const what of ["One", "Two"])
    await addNews(bed.pool, { title: what, text: "It rains.", byName: "Op" });
  const give = (scopes: readonly Scope[]) =>
    issuePersonalToken(bed.pool, buyer.accountId as never, { name: "test", scopes, days: null });
  for (const scope of SCOPES) tokens.set(scope, await give([scope]));
  tokens.set("all", await give(SCOPES));
}

/** One that is over and one that runs. */
async function seasons(): Promise<void> {
  await bed.pool.query(
    `INSERT INTO seasons (number, starts_at, ends_at, closed_at) VALUES
       (1, now() - interval '9 days', now() - interval '1 day', now()), (2, now() - interval '1 day', now() + interval '9 days', NULL)`,
  );
  await bed.pool.query(
    `INSERT INTO season_standings (season, board, place, character_id, name, guild, count, title) VALUES
       (1, 'points', 1, $1, 'Seller', NULL, 9, 'First of Season 1'), (1, 'points', 2, NULL, 'Gone', 'Old Guild', 4, NULL),
       (1, 'gates:E', 1, $1, 'Seller', NULL, 9, NULL), (1, 'guilds', 1, NULL, 'Ninth Ward', NULL, 9, NULL)`,
    [seller.id],
  );
  for (const board of ["points", "gates:E"])
    await bed.pool.query("INSERT INTO season_scores SELECT 2, $1, id, 3 FROM characters", [board]);
  await bed.pool.query("INSERT INTO season_guild_scores SELECT 2, id, 6 FROM guilds");
}

let count = 0;
/** Each request from another address: no limit of one address holds a test up. */
const send = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Answer> =>
  new Browser(bed.url, `2001:db8:${(++count).toString(16)}::1`).send(path, init);
const get = (path: string, headers: Record<string, string> = {}) => send(`/api/v1${path}`, { headers });
const bearing = (scope: Scope | "all") => ({ authorization: `Bearer ${tokens.get(scope)}` });

type Walked = { path: string; method: string; described: Described };
const walk = (): Walked[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, described })),
  );

/** What each parameter is on this testbed; several of one path are parted by a slash. */
const EXAMPLES: Record<string, () => string> = {
  "/hunters/{name}": () => "Seller",
  "/guilds/{name}": () => "Ninth%20Ward",
  "/leaderboards/gates/{grade}": () => "E",
  "/seasons/{number}/hunters": () => "1",
  "/seasons/{number}/gates/{grade}": () => "2/E",
  "/seasons/{number}/guilds": () => "2",
  "/beasts/{id}": () => "cinder-hound",
  "/items/{id}": () => "life-draught",
  "/skills/{id}": () => [...company.catalog.skills.keys()][0] ?? "",
  "/gates/{id}": () => "boiler-house",
  "/achievements/{id}": () =>
    [...company.catalog.achievements.values()].find(({ hidden }) => !hidden)?.id ?? "",
  "/market/listings/{id}": () => String(listing),
  "/market/wanted/{id}": () => String(wanted),
  "/market/prices/{item}": () => "life-draught",
};
const QUERIES: Record<string, string> = { "/search": "?q=hound" };
const BODIES: Record<string, () => object> = {
  "/accounts": () => ({ name: `Newcomer${count}`, password: PASSWORD }),
  "/tokens": () => ({ name: "Buyer", password: "rain on the tram rails", label: "test" }),
  "/market/orders": () => ({ do: "buy", listing, amount: 1 }),
};
function addressOf(path: string, name = EXAMPLES[path]?.() ?? ""): string {
  const parts = name.split("/");
  return `/api/v1${path.replaceAll(/\{\w+\}/g, () => parts.shift() ?? name)}${QUERIES[path] ?? ""}`;
}

type Sending = { headers?: Record<string, string>; body?: unknown; name?: string; more?: string };
async function ask({ path, method, described }: Walked, { headers, body, name, more = "" }: Sending = {}) {
  const sent = body ?? BODIES[path]?.();
  const needed = described.security.length > 0 ? bearing("all") : {};
  const keyed = described.parameters.some(({ in: place }) => place === "header");
  return send(addressOf(path, name) + more, {
    method: method.toUpperCase(),
    headers: {
      ...needed,
      ...(sent !== undefined && { "content-type": "application/json" }),
      ...(keyed && { "idempotency-key": `key-${++count}` }),
      ...headers,
    },
    ...(sent !== undefined && { body: typeof sent === "string" ? sent : JSON.stringify(sent) }),
  });
}

/** The document with objects that have no fields but those that are written down. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const own = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)]));
  const isObject = "properties" in own && own.type === "object" && !("additionalProperties" in own);
  return isObject ? { ...own, additionalProperties: false } : own;
}

let judge: Ajv2020 | undefined;
function judgement(pointer: string[]) {
  if (!judge) {
    const formats = { "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, date: /^\d{4}-\d\d-\d\d$/ };
    judge = new Ajv2020({ strict: false, allErrors: true, formats });
    judge.addSchema(closed(document) as object, "api");
  }
  const escaped = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  const known = judge.getSchema(`api#/${escaped.join("/")}`);
  assert.ok(known, `no schema at ${pointer.join("/")}`);
  return known;
}

/** Fails unless status, headers and body are as the document says. */
function conforms({ path, method, described }: Walked, answer: Answer): void {
  const shown = `${method} ${path} → ${answer.status} ${answer.text.slice(0, 300)}`;
  const promised = described.responses[String(answer.status)];
  assert.ok(promised, `not in the document: ${shown}`);
  for (const name of Object.keys(promised.headers ?? {})) {
    const value = answer.headers.get(name);
    if (name === "Link" && value === null) continue;
    assert.ok(value !== null, `without ${name}: ${shown}`);
    const valid = judgement(["components", "headers", name, "schema"]);
    assert.ok(valid(value), `${name}: ${value}`);
  }
  const [type] = (answer.headers.get("content-type") ?? "").split(";");
  if (!promised.content) return void assert.equal(answer.text, "", shown);
  assert.ok(type && type in promised.content, `${type} of ${shown}`);
  const valid = judgement([
    "paths",
    path,
    method,
    "responses",
    String(answer.status),
    "content",
    type,
    "schema",
  ]);
  const body = JSON.parse(answer.text);
  assert.ok(valid(body), `${shown}\n${JSON.stringify(valid.errors, null, 1)}`);
  if (answer.status >= 400) assert.deepEqual([body.status, body.requestId.length > 0], [answer.status, true]);
}

const refused = async (walked: Walked, status: number, sending: Sending) => {
  const answer = await ask(walked, sending);
  assert.equal(answer.status, status, `${walked.method} ${walked.path}: ${answer.text}`);
  conforms(walked, answer);
};

describe("the document", () => {
  it("has every route of the API's router, and no other", () => {
    type Layer = { route?: { path: string; methods: Record<string, boolean> }; handle?: { stack?: Layer[] } };
    const { stack } = (bed.app as unknown as { router: { stack: Layer[] } }).router;
    const routers = stack.map(({ handle }) => handle?.stack ?? []);
    const own = routers.find((layers) => layers.some(({ route }) => route?.path === "/openapi.json")) ?? [];
    const routed = own.flatMap(({ route }) =>
      Object.keys(route?.methods ?? {}).map(
        (method) => `${method} ${route?.path.replaceAll(/:(\w+)/g, "{$1}")}`,
      ),
    );
    assert.ok(routed.length > 25, `${routed.length} routes`);
    assert.deepEqual(
      routed.sort(),
      walk()
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  it("has a name of its own for each operation, and each parameter of a path", () => {
    const names = walk().map(({ described }) => described.operationId);
    assert.equal(new Set(names).size, names.length);
    for (const { path, described } of walk()) {
      const inPath = described.parameters.filter((one) => one.in === "path").map(({ name }) => name);
      assert.deepEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
        inPath,
        path,
      );
      assert.ok(
        described.tags.every((tag) => document.tags.some(({ name }) => name === tag)),
        path,
      );
    }
  });

  it("refers only to what it has", () => {
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    assert.ok(names.length > 100);
    for (const [, kind = "", name = ""] of names)
      assert.ok((document.components as Record<string, Schema>)[kind]?.[name], `${kind}/${name}`);
  });
});

describe("every operation", () => {
  it("answers as the document says", async () => {
    // Last, because it ends the token that the others need.
    const inOrder = walk().sort((a, b) => Number(a.method === "delete") - Number(b.method === "delete"));
    for (const walked of inOrder) {
      const headers = walked.method === "delete" ? bearing("game:play") : {};
      const answer = await ask(walked, { headers });
      assert.ok(answer.status < 300, `${walked.method} ${walked.path}: ${answer.status} ${answer.text}`);
      conforms(walked, answer);
    }
  });

  it("of the market does each of its orders as the document says", async () => {
    const walked = walk().find(({ path }) => path === "/market/orders");
    assert.ok(walked);
    const done = async (body: object) => {
      const answer = await ask(walked, { body });
      assert.equal(answer.status, 200, answer.text);
      conforms(walked, answer);
      return JSON.parse(answer.text);
    };
    const { order } = await done({ do: "order", item: "rat-tail", amount: 2, price: 3, days: 7 });
    assert.ok(order > 0);
    await done({ do: "cancel", listing: order });
    assert.equal((await done({ do: "fill", order: wanted, amount: 1 })).order, null);
    const [thing] = (await company.state(buyer)).pack.carried;
    assert.ok(thing);
    const listed = await done({ do: "list", thing: thing.id, amount: 1, price: 900, days: 1 });
    assert.deepEqual([listed.listing > 0, listed.order], [true, null]);
    await done({ do: "cancel", listing: listed.listing });
  });

  it("of the seasons' boards answers of those that run and those that are over", async () => {
    for (const walked of walk().filter(({ path }) => path.startsWith("/seasons/")))
      for (const season of [1, 2]) {
        const answer = await ask(walked, {
          name: walked.path.includes("grade") ? `${season}/E` : `${season}`,
        });
        conforms(walked, answer);
        assert.ok(JSON.parse(answer.text).data.length > 0, `${walked.path} of ${season}`);
      }
    const walked = walk().find(({ path }) => path === "/seasons/{number}/hunters");
    assert.ok(walked);
    await refused(walked, 404, { name: "3" });
  });

  it("that gives something tells whether it has changed", async () => {
    for (const walked of walk().filter(({ method }) => method === "get")) {
      const etag = (await ask(walked)).headers.get("etag") ?? "";
      assert.match(etag, /^W\/"[\w-]{22}"$/);
      const again = await ask(walked, { headers: { "if-none-match": etag } });
      assert.equal(again.status, 304, walked.path);
      conforms(walked, again);
      assert.equal((await ask(walked, { headers: { "if-none-match": 'W/"other"' } })).status, 200);
    }
  });

  it("refuses what it can't use by naming it", async () => {
    for (const walked of walk()) {
      const { path, method, described } = walked;
      const more = `${QUERIES[path] ? "&" : "?"}nonsense=1`;
      if (method === "get") await refused(walked, 422, { more });
      if (path.includes("{")) await refused(walked, 404, { name: "nothing-such" });
      if (!described.requestBody) continue;
      await refused(walked, 422, { body: {} });
      await refused(walked, 400, { body: "{" });
      await refused(walked, 413, { body: { name: "a".repeat(20_000) } });
      await refused(walked, 415, { headers: { "content-type": "text/plain" } });
    }
  });

  it("that needs a token needs its scope", async () => {
    const needing = walk().filter(({ described }) => described.security[0]?.token?.length);
    assert.ok(needing.length >= 3);
    for (const walked of needing) {
      const scope = walked.described.security[0]?.token?.[0] as Scope;
      for (const authorization of ["", "Basic abc", "Bearer trp_unknown-token"])
        await refused(walked, 401, { headers: { authorization } });
      await refused(walked, 403, {
        headers: bearing(scope === "market:read" ? "market:trade" : "market:read"),
      });
      assert.equal((await ask(walked, { headers: bearing(scope) })).status, 200, walked.path);
    }
  });

  it("that is public lets pages of other sites read it, and no other does", async () => {
    for (const walked of walk()) {
      const { described, method, path } = walked;
      const isPublic = method === "get" && described.security.length === 0;
      const answer = await ask(walked, { headers: { origin: "https://elsewhere.example" } });
      assert.equal(answer.headers.get("access-control-allow-origin"), isPublic ? "*" : null, path);
      assert.equal(answer.headers.get("access-control-allow-credentials"), null);
      const preflight = await send(addressOf(path), {
        method: "OPTIONS",
        headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST" },
      });
      assert.equal(preflight.status, 204, path);
      assert.equal(preflight.headers.get("access-control-allow-methods"), null);
      assert.match(preflight.headers.get("allow") ?? "", new RegExp(method, "i"));
    }
  });

  it("takes no other method", async () => {
    for (const { path } of walk()) {
      const answer = await send(addressOf(path), { method: "PUT" });
      assert.equal(answer.status, 405, path);
      assert.equal(JSON.parse(answer.text).title, "Not that way");
    }
  });
});
