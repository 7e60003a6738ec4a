/** Who gets where: every admin route is named here with the least role that it is for. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Express } from "express";
import { type Answer, Browser, startTestbed, type Testbed, tokenIn } from "../testbed.ts";
import { type Worker, worker } from "./test-staff.ts";

/** The least role of each route; a route that is missing here fails the test. */
const LEAST: Record<string, "moderator" | "operator"> = {
  "GET /admin": "moderator",
  "GET /admin/announcements": "moderator",
  "POST /admin/announcements": "moderator",
  "POST /admin/announcements/preview": "moderator",
  "GET /admin/audit": "moderator",
  "GET /admin/economy": "operator",
  "GET /admin/monitoring": "operator",
  "GET /admin/monitoring/live": "operator",
  "GET /admin/economy/ledger": "operator",
  "POST /admin/economy/proof": "operator",
  "GET /admin/invitations": "operator",
  "POST /admin/invitations": "operator",
  "POST /admin/invitations/withdraw": "operator",
  "GET /admin/news": "operator",
  "POST /admin/news": "operator",
  "POST /admin/news/:id/remove": "operator",
  "POST /admin/news/preview": "operator",
  "GET /admin/players": "moderator",
  "GET /admin/players/:id": "moderator",
  "POST /admin/players/:id/ban": "moderator",
  "POST /admin/players/:id/kick": "moderator",
  "POST /admin/players/:id/mute": "moderator",
  "POST /admin/players/:id/note": "moderator",
  "POST /admin/players/:id/role": "operator",
  "POST /admin/players/:id/unban": "moderator",
  "POST /admin/players/:id/unmute": "moderator",
  "GET /admin/reports": "moderator",
  "GET /admin/reports/:id": "moderator",
  "POST /admin/reports/:id/claim": "moderator",
  "POST /admin/reports/:id/release": "moderator",
  "POST /admin/reports/:id/resolve": "moderator",
  "GET /admin/switches": "operator",
  "POST /admin/switches/maintenance": "operator",
  "POST /admin/switches/registration": "operator",
};

/** The page of whoever has too low a role. */
const REFUSED = /<h1>Not your desk<\/h1>/;

let bed: Testbed;
let guest: Browser;
let player: Worker;
let moderator: Worker;
let operator: Worker;
before(async () => {
  bed = await startTestbed();
  guest = new Browser(bed.url);
  player = await worker(bed, "Pim", "player");
  moderator = await worker(bed, "Moss", "moderator");
  operator = await worker(bed, "Opal", "operator");
});
after(() => bed?.stop());

type Layer = { route?: { path: string; methods: Record<string, boolean> }; handle?: { stack?: Layer[] } };

function adminRoutesOf(app: Express): string[] {
  const walk = (stack: Layer[]): string[] =>
    stack.flatMap(({ route, handle }) =>
      route
        ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`)
        : walk(handle?.stack ?? []),
    );
  const { stack } = (app as unknown as { router: { stack: Layer[] } }).router;
  return walk(stack).filter((route) => route.includes(" /admin"));
}

/** What the route answers to a browser, whose forms have the token of its session. */
async function answerOf(browser: Browser, route: string): Promise<Answer> {
  const [method, path = ""] = route.split(" ");
  const address = path.replace(/:\w+/g, "1");
  if (method === "GET") return browser.get(address);
  const page = browser === guest ? "/login" : "/account";
  return browser.post(address, { formToken: tokenIn((await browser.get(page)).text) });
}

describe("the admin pages", () => {
  it("name the least role of each route in this test", () => {
    assert.deepEqual(adminRoutesOf(bed.app).sort(), Object.keys(LEAST).sort());
  });

  it("send strangers to the login page, and players away", async () => {
    for (const route of Object.keys(LEAST)) {
      assert.equal((await answerOf(guest, route)).status, 303, `guest: ${route}`);
      const { status, text } = await answerOf(player.browser, route);
      assert.equal(status, 403, `player: ${route}`);
      assert.match(text, REFUSED, `player: ${route}`);
    }
    const { headers } = await guest.get("/admin?did=x");
    assert.equal(headers.get("location"), "/login?next=%2Fadmin%3Fdid%3Dx");
    assert.match((await player.browser.get("/admin")).text, /for moderators and operators/);
  });

  it("let moderators in where they work, and operators everywhere", async () => {
    for (const [route, least] of Object.entries(LEAST)) {
      const seen = await answerOf(moderator.browser, route);
      if (least === "operator") assert.match(seen.text, REFUSED, `moderator: ${route}`);
      else assert.doesNotMatch(seen.text, REFUSED, `moderator: ${route}`);
      const { text, status } = await answerOf(operator.browser, route);
      assert.doesNotMatch(text, REFUSED, `operator: ${route}`);
      assert.ok(status < 500, `operator: ${route}: ${status}`);
    }
  });

  it("close behind a role that was taken away, and behind a ban", async () => {
    const passing = await worker(bed, "Passer", "moderator");
    assert.equal((await passing.browser.get("/admin")).status, 200);
    await bed.pool.query("UPDATE accounts SET banned_until = 'infinity' WHERE id = $1", [passing.id]);
    assert.equal((await passing.browser.get("/admin")).status, 403);
    await bed.pool.query("UPDATE accounts SET banned_until = NULL, role = 'player' WHERE id = $1", [
      passing.id,
    ]);
    assert.equal((await passing.browser.get("/admin")).status, 403);
  });
});
