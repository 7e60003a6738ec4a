import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { healthServer, readiness } from "./health.ts";

describe("the health server", () => {
  it("answers 200 on /healthz whatever the checks say, and 503 on /readyz naming what is down", async () => {
    const health = await healthServer({
      port: 0,
      host: "127.0.0.1",
      checks: { good: async () => {}, bad: () => Promise.reject(new Error("out for tea")) },
    });
    const get = (path: string, method = "GET") => fetch(`http://127.0.0.1:${health.port}${path}`, { method });
    assert.equal((await get("/healthz")).status, 200);
    const ready = await get("/readyz?x=1");
    assert.equal(ready.status, 503);
    assert.deepEqual(await ready.json(), { ready: false, checks: { good: "ok", bad: "out for tea" } });
    assert.equal((await get("/else")).status, 404);
    assert.equal((await get("/readyz", "POST")).status, 405);
    await health.close();
  });

  it("counts a check that hangs as down after a second and a half", async () => {
    const state = await readiness({ slow: () => new Promise(() => {}) })();
    assert.deepEqual(state, { ready: false, checks: { slow: "no answer within 1500 ms" } });
  });

  it("asks once for many who ask at the same time", async () => {
    let asked = 0;
    const ask = readiness({ one: async () => void asked++ });
    await Promise.all([ask(), ask(), ask()]);
    assert.equal(asked, 1);
  });

  it("rejects when its port is taken", async () => {
    const first = await healthServer({ port: 0, host: "127.0.0.1", checks: {} });
    await assert.rejects(healthServer({ port: first.port, host: "127.0.0.1", checks: {} }), {
      code: "EADDRINUSE",
    });
    await first.close();
  });
});
