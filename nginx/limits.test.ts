import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { docker, Testbed, until } from "./testbed.ts";
import { ask, upgrade } from "./testbed-client.ts";

let bed: Testbed;

before(async () => {
  const limits = { requestsPerSecond: 5, requestBurst: 10, connectionsPerAddress: 8, bodyBytes: 1000 };
  bed = await Testbed.open({ limits, httpsPort: 8443 });
  await Promise.all([bed.upstream("web", 5000), bed.upstream("terminal", 6789)]);
});
after(() => bed?.close());

/** Half a minute of waiting for a server proves no more than two seconds do. */
async function shortenPatience(): Promise<void> {
  const workers = async () =>
    (await docker("top", bed.nginx, "-eo", "pid,args")).match(/\d+(?= .*worker process$)/gm)?.join();
  const before = await workers();
  await bed.root(
    "sed -i 's/proxy_read_timeout 30s/proxy_read_timeout 2s/' /etc/nginx/terminusa/current/nginx.conf",
  );
  await docker("kill", "-s", "HUP", bed.nginx);
  await until("new workers alone", async () => {
    const now = await workers();
    return now?.split(",").every((pid) => !before?.includes(pid));
  });
}

test("more requests than the burst get the 429 page with its style, and none after a rest", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(bed, "/")));
  assert.ok(
    answers.every((answer) => answer.status === 200),
    "a burst passes",
  );
  const refused = await until("a flood to be refused", async () => {
    const flood = await Promise.all(Array.from({ length: 20 }, () => ask(bed, "/")));
    return flood.find((answer) => answer.status === 429);
  });
  assert.ok(refused);
  assert.match(refused.body, /More than 5 requests a second/);
  assert.equal(refused.headers["retry-after"], "5");
  assert.equal(refused.headers["strict-transport-security"], "max-age=63072000");
  assert.equal((await ask(bed, "/-/error.css")).status, 200);
  await until("the rest to be enough", async () => (await ask(bed, "/")).status === 200);
});

test("an address with too many open games gets 429, and a place again when one ends", async () => {
  await sleep(2500);
  const open = await Promise.all(Array.from({ length: 8 }, () => upgrade(bed, "/ws")));
  await assert.rejects(upgrade(bed, "/ws"), /status 429/);
  open[0]!.stream.destroy();
  open.push((await until("a place to be free", () => upgrade(bed, "/ws")))!);
  for (const { stream } of open) stream.destroy();
});

test("a body above the set limit gets 413", async () => {
  await sleep(2500);
  assert.equal((await ask(bed, "/", { method: "POST", body: "x".repeat(1001) })).status, 413);
});

test("a server that doesn't answer gives the 504 page, one that doesn't exist the 502 page", async () => {
  await sleep(1000);
  const web = (await docker("ps", "--format", "{{.Names}}", "--filter", `name=${bed.name}-web`)).trim();
  await shortenPatience();
  await docker("pause", web);
  const silent = await ask(bed, "/");
  assert.equal(silent.status, 504);
  assert.match(silent.body, /took too long/);
  await docker("rm", "-f", "-v", web);
  const gone = await until("the server to be gone", async () => {
    const answer = await ask(bed, "/");
    return answer.status === 502 ? answer : undefined;
  });
  assert.ok(gone);
  assert.match(gone.body, /didn&#39;t answer/);
  assert.equal(gone.headers["strict-transport-security"], "max-age=63072000");
});
