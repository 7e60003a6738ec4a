import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import type { Heartbeat } from "../../store/vitals/heartbeat.ts";
import { HEARTS_KEY } from "../../store/vitals/heartbeat.ts";
import { startTestbed, type Testbed } from "../testbed.ts";
import { send, type Worker, worker } from "./test-staff.ts";

let bed: Testbed;
let moderator: Worker;
before(async () => {
  bed = await startTestbed();
  moderator = await worker(bed, "Moss", "moderator");
});
after(() => bed?.stop());

async function beats(service: "web" | "terminal", host: string, content: string, ageMs = 0): Promise<void> {
  const heart: Heartbeat = {
    ...{
      service,
      host,
      content,
      at: Date.now() - ageMs,
      startedAt: 1,
      restarts: 0,
      version: "1",
      trouble: "",
    },
    ...{ memoryBytes: 1, cpuPercent: 1, container: null, sockets: 0 },
    loop: { p50Ms: 1, p99Ms: 1, busyPercent: 1 },
    perMinute: { requests: 0, failed: 0, errors: 0 },
  };
  await bed.redis.hset(HEARTS_KEY, `${service}:${host}`, JSON.stringify(heart));
}

it("the desk says which content each server serves, and when they differ", async () => {
  assert.match((await moderator.browser.get("/admin")).text, /No server tells what it serves/);
  await beats("web", "aaaaaa111", "aa11bb22");
  await beats("terminal", "bbbbbb222", "aa11bb22");
  await beats("terminal", "cccccc333", "00000000", 120_000);
  const { text: one } = await moderator.browser.get("/admin");
  assert.match(one, /<code>aa11bb22<\/code><span class="quiet">web aaaaaa, terminal bbbbbb<\/span>/);
  assert.doesNotMatch(one, /different content|00000000/, "a silent one is not counted");
  await beats("terminal", "cccccc333", "ccdd3344");
  const { text: two } = await moderator.browser.get("/admin");
  assert.match(two, /Servers serve different content: aa11bb22 \(web aaaaaa, terminal bbbbbb\) and ccdd3344/);
});

it("whoever has no hunter yet can't be muted, and the page says so", async () => {
  const newcomer = await worker(bed, "Newcomer", "player");
  const page = `/admin/players/${newcomer.id}`;
  const answer = await send(moderator, page, `${page}/mute`, { minutes: "60", reason: "spam" });
  assert.equal(answer.status, 409);
  assert.match(answer.text, /Newcomer has no hunter yet/);
});
