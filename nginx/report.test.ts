import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { docker, Testbed, until } from "./testbed.ts";
import { ask } from "./testbed-client.ts";

let bed: Testbed;

before(async () => {
  bed = await Testbed.open();
});
after(() => bed?.close());

const REPORT = "/var/log/terminusa/nginx-report.json";
const report = async () => JSON.parse(await bed.inside(`cat ${REPORT}`));
const reportNow = (started: number) =>
  bed.inside(`bash /etc/nginx/terminusa/current/report.sh ${started} && cat ${REPORT}`).then(JSON.parse);

test("Nginx reports soon after its start what it knows of itself, for the group of the servers to read", async () => {
  const first = await until("the first report", report);
  assert.match(first.version, /^\d+\.\d+\.\d+/);
  assert.equal(first.restarts, 0);
  assert.equal(first.before, null);
  assert.match(first.host, /^[0-9a-f]{12}$/);
  assert.ok(first.at >= first.startedAt && Math.abs(first.at - Date.now() / 1_000) < 3_600);
  const names = Object.keys(first.kernel);
  assert.ok(names.includes("memory.current") || names.includes("memory/memory.usage_in_bytes"), names.join());
  const [mode, group] = (await bed.inside(`stat -c '%a %g' ${REPORT}`)).split(" ");
  assert.deepEqual([mode, group], ["644", "10000"]);
});

test("each report has the one before it, so that requests and processor time between them are known", async () => {
  const { startedAt } = await until("the first report", report);
  const one = await reportNow(startedAt);
  for (let n = 0; n < 5; n++) await ask(bed, "/");
  const two = await reportNow(startedAt);
  assert.equal(two.before.at, one.at);
  assert.equal(two.before.before, undefined);
  // The report's own look and the health check's are requests too.
  assert.ok(two.status.requests - two.before.status.requests >= 5, JSON.stringify(two.status));
  assert.ok(two.status.connections >= 1 && two.status.accepted === two.status.handled);
});

test("a start again of the same container is counted, and nothing is compared over it", async () => {
  await until("the first report", report);
  await docker("restart", "-t", "20", bed.nginx);
  const again = await until("a report after the restart", async () => {
    const now = await report();
    return now.restarts === 1 && now;
  });
  assert.equal(again.before === null || again.before.startedAt === again.startedAt, true);
});
