import assert from "node:assert/strict";
import { hostname } from "node:os";
import { after, before, test } from "node:test";
import { pino } from "pino";
import { contentFolderFor } from "../../store/content.ts";
import { startHeartbeat } from "../../store/vitals/heartbeat.ts";
import { readHearts } from "../../store/vitals/hearts.ts";
import { eventually } from "../../test/patience.ts";
import { startTestbed, type Testbed } from "../testbed.ts";
import { type Worker, worker } from "./test-staff.ts";

let bed: Testbed;
let operator: Worker;
const hearts: { stop(): Promise<void> }[] = [];
before(async () => {
  bed = await startTestbed();
  operator = await worker(bed, "Opal", "operator");
});
after(async () => {
  await Promise.all(hearts.map((heart) => heart.stop()));
  await bed?.stop();
});

const words = (html: string) => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
const healthOf = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/data-service="(\w+)" data-healthy="(\w+)"/g)].map(([, name, healthy]) => [
      name,
      healthy,
    ]),
  );

test("servers that report and stores that answer are healthy; who does not is named, on the desk too", async () => {
  for (const service of ["web", "terminal"] as const)
    hearts.push(
      startHeartbeat({
        service,
        redisUrl: bed.services.redisUrl,
        version: "0a1b2c3d4e5f",
        contentFolder: contentFolderFor(import.meta.dirname),
        healthPort: 0,
        errors: () => 0,
        log: pino({ level: "silent" }),
      }),
    );
  await eventually(async () => assert.equal((await readHearts(bed.redis, Date.now())).length, 2));
  const { status, text } = await operator.browser.get("/admin/monitoring");
  assert.equal(status, 200, text.slice(0, 500));
  // There is no Nginx in front of this site, and it keeps no log.
  const expected = { web: "true", terminal: "true", postgres: "true", redis: "true", nginx: "false" };
  assert.deepEqual(healthOf(text), expected);
  const read = words(text);
  assert.match(read, new RegExp(`web ${hostname().slice(0, 6)} healthy`));
  assert.match(read, /nginx does not answer: NGINX_ADDRESS is not set/);
  assert.match(read, /backups note No backups are configured\./);
  assert.match(read, /Schema revision \d+/);
  assert.match(read, /Slowest statements/);
  assert.match(read, /can(?:'|&#39;)t be read here: this server writes no log file/);
  const desk = words((await operator.browser.get("/admin")).text);
  assert.match(desk, /services: nginx: does not answer: NGINX_ADDRESS is not set/);
});

test("the part that keeps itself fresh is the same, by itself", async () => {
  const { status, text, headers } = await operator.browser.get("/admin/monitoring/live");
  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /application\/json/);
  const { html } = JSON.parse(text);
  assert.match(html, /data-service="postgres" data-healthy="true"/);
  assert.doesNotMatch(html, /<html|<nav/);
});

test("a session that ended gets the way to the login, not a broken page", async () => {
  operator.browser.cookie = undefined;
  const { status, headers } = await operator.browser.get("/admin/monitoring/live");
  assert.equal(status, 303);
  assert.match(headers.get("location") ?? "", /^\/login/);
});
