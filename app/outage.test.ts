import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { redisReady } from "../store/redis.ts";
import { eventually, PATIENCE_MS } from "../test/patience.ts";
import { REDIS_TIMEOUT_MS } from "./serve.ts";
import { Browser, PASSWORD, startTestbed, type Testbed, tokenIn } from "./testbed.ts";
import { Link } from "./testbed-link.ts";

let bed: Testbed;
let link: Link;
before(async () => {
  bed = await startTestbed(async (redisUrl) => {
    const { hostname, port } = new URL(redisUrl);
    link = await Link.to(hostname, Number(port));
    return `redis://127.0.0.1:${link.port}`;
  });
});
after(async () => {
  await bed?.stop();
  await link?.close();
});
beforeEach(async () => {
  await link.mend();
  await redisReady(bed.redis, PATIENCE_MS);
});

it("no page waits for Redis longer than two seconds", () => {
  assert.ok(REDIS_TIMEOUT_MS <= 2_000);
});

for (const [how, breakIt] of [
  ["refuses connections", () => link.cut()],
  ["doesn't answer", async () => link.silence()],
] as const)
  describe(`while Redis ${how}`, () => {
    it("pages and forms answer 503, and go on once it is back", async () => {
      const browser = new Browser(bed.url);
      const form = await browser.get("/login");
      await breakIt();
      for (const path of ["/", "/login", "/play"]) await refused(() => browser.get(path));
      await refused(() =>
        browser.post(
          "/login",
          { formToken: tokenIn(form.text), name: "a", password: PASSWORD },
          { "x-request-id": `outage-${how.length}-1` },
        ),
      );
      await link.mend();
      await redisReady(bed.redis, PATIENCE_MS);
      assert.equal((await browser.get("/login")).status, 200);
    });

    it("/readyz names it, and /healthz says that the process lives", async () => {
      await breakIt();
      const browser = new Browser(bed.url);
      await eventually(async () => {
        const ready = await browser.get("/readyz");
        assert.equal(ready.status, 503);
        assert.deepEqual(JSON.parse(ready.text).checks, { database: "ok", schema: "ok", redis: "down" });
      });
      assert.equal((await browser.get("/healthz")).status, 200);
    });

    it("the API answers 503 as problem+json", async () => {
      await breakIt();
      const answer = await refused(() =>
        new Browser(bed.url).send("/api/v1/tokens", {
          method: "POST",
          body: JSON.stringify({ name: "a", password: "b" }),
          headers: { "content-type": "application/json", "x-request-id": `outage-${how.length}-2` },
        }),
      );
      assert.match(answer.headers.get("content-type")!, /problem\+json/);
    });
  });

describe("while the database is away", () => {
  it("pages that need it answer 503, and others go on", async () => {
    const browser = new Browser(bed.url);
    await browser.register("Outage");
    await bed.pool.query("SELECT 1");
    const blocked = bed.pool.connect.bind(bed.pool);
    const clients = await Promise.all(Array.from({ length: 5 }, () => blocked()));
    try {
      await refused(() => browser.get("/account"));
      assert.equal((await browser.get("/")).status, 200);
    } finally {
      for (const client of clients) client.release();
    }
    assert.equal((await browser.get("/account")).status, 200);
  });
});

async function refused(send: () => ReturnType<Browser["get"]>) {
  const answer = await send();
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.headers.get("retry-after"), "5");
  return answer;
}
