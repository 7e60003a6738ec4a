/** Whatever an operator's browser sends to the admin pages: an answer below 500, and nothing done by accident. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import type { Express } from "express";
import fc from "fast-check";
import { startTestbed, type Testbed, tokenIn } from "../testbed.ts";
import { type Worker, worker } from "./test-staff.ts";

const RUNS = 500;
let bed: Testbed;
let operator: Worker;
let player: Worker;
before(async () => {
  bed = await startTestbed();
  operator = await worker(bed, "Opal", "operator");
  player = await worker(bed, "Pim", "player");
});
after(() => bed?.stop());

type Layer = { route?: { path: string; methods: Record<string, boolean> }; handle?: { stack?: Layer[] } };

function routesOf(app: Express): { method: string; path: string }[] {
  const walk = (stack: Layer[]): { method: string; path: string }[] =>
    stack.flatMap(({ route, handle }) =>
      route
        ? Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path }))
        : walk(handle?.stack ?? []),
    );
  const { stack } = (app as unknown as { router: { stack: Layer[] } }).router;
  return walk(stack).filter(({ path }) => typeof path === "string" && path.startsWith("/admin"));
}

const words = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\0",
    "\u202e",
    "0",
    "-1",
    "1e9",
    "9999999999999999999",
    "' OR 1=1 --",
    "<script>",
  ),
  fc.constantFrom("forever", "60", "player", "moderator", "closed", "on", "[object Object]", "__proto__"),
  fc.string({ unit: "binary", maxLength: 40 }).filter((text) => text.isWellFormed()),
  fc.string({ minLength: 300, maxLength: 1_500 }),
);
const FIELDS = [
  ...["key", "report", "text", "minutes", "reason", "role", "outcome", "title", "registration", "message"],
  ...["note", "uses", "days", "code", "current", "name", "kind", "before", "by", "about", "action", "closed"],
  ...["did", "currency", "page", "__proto__", "key[]"],
];
const form = fc.array(fc.tuple(fc.constantFrom(...FIELDS), words), { maxLength: 8 });
const key = fc.option(fc.stringMatching(/^[\w-]{16,64}$/), { nil: undefined });
const id = fc.oneof(
  words,
  fc.constantFrom("1", "2", "999", "99999999999999999999", "%", "%ff", "..", "null").map((text) => text),
);

it("whatever an operator's browser sends gets an answer below 500, and its words are escaped", {
  timeout: 600_000,
}, async () => {
  const routes = routesOf(bed.app);
  assert.ok(routes.length > 30, `${routes.length} routes`);
  const formToken = tokenIn((await operator.browser.get("/admin/switches")).text);
  await fc.assert(
    fc.asyncProperty(
      fc.noBias(fc.nat({ max: 9_999 })),
      form,
      form,
      key,
      id,
      async (at, body, query, ownKey, piece) => {
        const { method, path } = routes[at % routes.length] ?? { method: "GET", path: "/admin" };
        // The operator stays one, and the city open, for the other tries.
        if (/role|maintenance/.test(path) && ownKey !== undefined) return;
        const address = `${path.replace(/:\w+/g, encodeURIComponent(piece))}?${new URLSearchParams(query)}`;
        const fields = { ...Object.fromEntries(body), formToken, ...(ownKey && { key: ownKey }) };
        const answer = await operator.browser.send(address, {
          method,
          ...(method !== "GET" && { body: new URLSearchParams(fields) }),
          headers: { origin: "https://play.example.org" },
        });
        const shown = `${method} ${address} ${JSON.stringify(fields)} → ${answer.status}`;
        assert.ok(answer.status < 500, `${shown}: ${answer.text.slice(0, 300)}`);
        assert.doesNotMatch(answer.text, /<script>|\(file:|node_modules/, shown);
        const location = answer.headers.get("location");
        if (location !== null) assert.match(location, /^\/admin/, shown);
      },
    ),
    { numRuns: RUNS },
  );
  assert.equal((await operator.browser.get("/admin")).status, 200, "the session lives");
  const { rows } = await bed.pool.query("SELECT role FROM accounts WHERE id = $1", [player.id]);
  assert.equal(rows[0].role, "player");
});
