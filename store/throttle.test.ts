import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { sign } from "cookie-signature";
import type { Redis } from "ioredis";
import { type Services, startServices } from "../test/services.ts";
import type { AccountId } from "./accounts.ts";
import { playersOnline } from "./presence.ts";
import { openRedis, redisReady } from "./redis.ts";
import { indexSession, listSessions, readSessionAccount, revokeSessions } from "./sessions.ts";
import { addressKey, openThrottle, Throttled } from "./throttle.ts";

let services: Services;
let redis: Redis;
before(async () => {
  services = await startServices();
  redis = openRedis(services.redisUrl, { name: "test" });
  await redisReady(redis, 60_000);
});
after(async () => {
  redis?.disconnect();
  await services?.stop();
});
beforeEach(() => services.flushRedis());

describe("the throttle", () => {
  it("stops tries for one account that come all at once", async () => {
    const throttle = openThrottle(redis);
    const tries = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => throttle.admitLogin("Alba", `198.51.100.${i}`)),
    );
    assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 10);
  });

  it("is shared by all servers", async () => {
    for (let i = 0; i < 10; i++) await openThrottle(redis).admitLogin("Bruno", `198.51.100.${i}`);
    await assert.rejects(openThrottle(redis).admitLogin("bRUNO", "198.51.100.99"), Throttled);
  });

  it("takes back what was right, for the account and the address", async () => {
    const throttle = openThrottle(redis);
    for (let i = 0; i < 40; i++) {
      await throttle.admitLogin("Carla", "203.0.113.1");
      await throttle.loginSucceeded("Carla", "203.0.113.1");
    }
  });

  it("locks out for longer each time, up to four hours", async () => {
    const throttle = openThrottle(redis);
    const waits: number[] = [];
    for (let lockout = 0; lockout < 6; lockout++) {
      for (let i = 0; i < 10; i++) await throttle.admitLogin("Emil", `198.51.100.${i}`);
      const refusal = await throttle.admitLogin("Emil", "198.51.100.90").catch((error) => error);
      assert.ok(refusal instanceof Throttled);
      waits.push(Math.round(refusal.retryAfterMs / 60_000));
      const again = await throttle.admitLogin("Emil", "198.51.100.91").catch((error) => error);
      assert.ok(again.retryAfterMs <= refusal.retryAfterMs, "a try during the lockout doesn't prolong it");
      // The lockout ends.
      await redis.del("throttle:login-account:emil");
    }
    assert.deepEqual(waits, [15, 30, 60, 120, 240, 240]);
    const refusal = () => throttle.admitProof("code", "7").then(() => assert.fail("admitted"));
    for (let i = 0; i < 10; i++) await throttle.admitProof("code", "7");
    await assert.rejects(refusal, Throttled);
    await throttle.admitProof("password", "7");
  });

  it("lets the owner in from where he was before, whoever else guesses", async () => {
    const throttle = openThrottle(redis);
    await throttle.admitLogin("Fritz", "203.0.113.9");
    await throttle.loginSucceeded("Fritz", "203.0.113.9");
    for (let i = 0; i < 12; i++) await throttle.admitLogin("Fritz", `198.51.100.${i}`).catch(() => {});
    await assert.rejects(throttle.admitLogin("Fritz", "198.51.100.77"), Throttled);
    await throttle.admitLogin("Fritz", "203.0.113.9");
    for (let i = 0; i < 9; i++) await throttle.admitLogin("Fritz", "203.0.113.9");
    await assert.rejects(
      throttle.admitLogin("Fritz", "203.0.113.9"),
      Throttled,
      "but not to guess without end",
    );
  });

  it("says how long to wait", async () => {
    const throttle = openThrottle(redis);
    for (let i = 0; i < 20; i++) await throttle.admitRegistration("203.0.113.2");
    const error = await throttle.admitRegistration("203.0.113.2").catch((refusal) => refusal);
    assert.ok(error instanceof Throttled);
    assert.ok(error.retryAfterMs > 240_000 && error.retryAfterMs <= 300_000, `${error.retryAfterMs}`);
    assert.match(error.message, /Wait 5 minutes/);
    await throttle.admitRegistration("203.0.113.3");
  });

  it("tells a program what is left of its requests, also when that is nothing", async () => {
    const throttle = openThrottle(redis);
    const first = await throttle.allow("orders", "7");
    assert.deepEqual(
      { ...first, resetSeconds: 0 },
      {
        ...{ admitted: true, limit: 30, seconds: 60, remaining: 29, resetSeconds: 0 },
      },
    );
    const more = await Promise.all(Array.from({ length: 30 }, () => throttle.allow("orders", "7")));
    assert.deepEqual(
      more.filter(({ admitted }) => !admitted).map(({ remaining }) => remaining),
      [0],
    );
    assert.ok(more.every(({ resetSeconds }) => resetSeconds > 0 && resetSeconds <= 60));
    assert.equal(
      (await openThrottle(redis).allow("orders", "8")).remaining,
      29,
      "another token's are its own",
    );
  });

  it("goes on counting in memory while Redis is away", async () => {
    const gone = openRedis("redis://127.0.0.1:1", { name: "test" });
    const throttle = openThrottle(gone);
    for (let i = 0; i < 10; i++) await throttle.admitLogin("Dora", `198.51.100.${i}`);
    await assert.rejects(throttle.admitLogin("Dora", "198.51.100.50"), Throttled);
    gone.disconnect();
  });

  it("takes a home's IPv6 addresses for one", () => {
    assert.equal(addressKey("2001:db8:1:2:3:4:5:6"), addressKey("2001:DB8:1:2::9"));
    assert.notEqual(addressKey("2001:db8:1:2::1"), addressKey("2001:db8:1:3::1"));
    assert.equal(addressKey("2001:db8::1"), "2001:db8:0:0");
    assert.equal(addressKey("::1"), "0:0:0:0");
    assert.equal(addressKey("::ffff:192.0.2.1"), "192.0.2.1");
    assert.equal(addressKey("192.0.2.1"), "192.0.2.1");
  });
});

describe("sessions in Redis", () => {
  const account = "7" as AccountId;
  const store = (sid: string, data: object) => redis.set(`session:${sid}`, JSON.stringify(data));

  it("are listed while they live, and ended but for one", async () => {
    for (const sid of ["a", "b", "c", "expired"]) await indexSession(redis, account, sid);
    await store("a", { accountId: "7", loggedInAt: Date.now() - 2_000 });
    await store("b", { accountId: "7", loggedInAt: Date.now() - 1_000 });
    await store("c", { accountId: "8", loggedInAt: Date.now() });
    assert.deepEqual(
      (await listSessions(redis, account)).map(({ sid }) => sid),
      ["b", "a"],
    );
    assert.equal(await revokeSessions(redis, account, "a"), 1);
    assert.deepEqual(
      (await listSessions(redis, account)).map(({ sid }) => sid),
      ["a"],
    );
    assert.equal(await redis.exists("session:c"), 1);
  });

  it("reject rather than say `logged out` while Redis is away", async () => {
    const gone = openRedis("redis://127.0.0.1:1", { name: "test" });
    const cookie = `__Host-terminusa=${encodeURIComponent(`s:${sign("a", "secret")}`)}`;
    await assert.rejects(readSessionAccount(gone, ["secret"], cookie));
    gone.disconnect();
  });
});

describe("players online", () => {
  it("are counted over many keys, others left out", async () => {
    const keys = Array.from({ length: 3_000 }, (_, i) => [`presence:${i}`, "{}"]).flat();
    await redis.mset(...keys, "other:1", "x");
    assert.equal(await playersOnline(redis)(), 3_000);
  });
});
