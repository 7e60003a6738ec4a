import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { docker, rendered, Testbed, tryDocker, until } from "./testbed.ts";
import { type Answer, ask, askUpstream, upgrade } from "./testbed-client.ts";

let bed: Testbed;

before(async () => {
  bed = await Testbed.open({ logMaxMiB: 1, logKeep: 2 });
});
after(() => bed?.close());

/** Asks without pause, GET and POST by turns, until told to stop; returns all answers that weren't 200. */
function load(seen: Set<string>) {
  const failures: (Answer | Error)[] = [];
  let going = true;
  let count = 0;
  const client = async () => {
    while (going) {
      const question = count % 2 ? {} : { method: "POST", body: "name=Rook" };
      const answer = await ask(bed, "/?ms=5", question).catch((error: Error) => error);
      count++;
      if (answer instanceof Error || answer.status !== 200) failures.push(answer);
      else seen.add(JSON.parse(answer.body).server);
    }
  };
  const clients = Array.from({ length: 8 }, client);
  const stop = async () => {
    going = false;
    await Promise.all(clients);
    return { failures };
  };
  return { stop, count: () => count };
}

test("servers come, drain, and are replaced under other addresses without a reload or a failed request", async () => {
  const seen = new Set<string>();
  const first = await bed.upstream("web", 5000);
  await until("the first server", async () => (await ask(bed, "/")).status === 200);
  const traffic = load(seen);
  const second = await bed.upstream("web", 5000);
  const neverReady = await bed.upstream("web", 5000, { NEVER_LISTEN: "1" });
  await until("the second server to be used", async () => seen.size === 2);
  await docker("stop", "-t", "10", first);
  await docker("rm", "-v", first);
  await sleep(2000);
  const third = await bed.upstream("web", 5000);
  await until("the third server to be used", async () => seen.size === 3);
  await docker("stop", "-t", "10", second);
  await sleep(2000);
  await until("some traffic", async () => traffic.count() > 200);
  assert.deepEqual((await traffic.stop()).failures, []);
  await docker("rm", "-f", "-v", second, neverReady, third);
});

test("a server whose address no longer answers is passed over at once", async () => {
  const kept = await bed.upstream("web", 5000);
  const lost = await bed.upstream("web", 5000);
  await until("both servers", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => askUpstream(bed, "/")));
    return new Set(answers.map((answer) => answer.seen.server)).size === 2;
  });
  const traffic = load(new Set());
  // The process keeps its port, but the address is gone; the name server still tells it for a moment.
  await docker("network", "disconnect", "-f", bed.name, lost);
  await sleep(3000);
  const { failures } = await traffic.stop();
  // A request that the lost server had already begun may fail: nobody knows whether it was done.
  assert.ok(failures.length <= 8, `${failures.length} failed`);
  await docker("rm", "-f", "-v", kept, lost);
});

test("a request that a server drops is asked of another under the same id", async () => {
  const dropping = await bed.upstream("web", 5000, { CUT_OFF: "1" });
  const good = await bed.upstream("web", 5000);
  const ids: string[] = [];
  await until("a request to be dropped", async () => {
    const { status, seen } = await askUpstream(bed, "/", { method: "POST", body: "once" });
    assert.deepEqual([status, seen.bytes], [200, 4]);
    ids.push(seen.headers["x-request-id"]!);
    const dropped = await docker("logs", dropping);
    return ids.some((id) => dropped.includes(`POST ${id}`));
  });
  await docker("rm", "-f", "-v", dropping, good);
});

test("a reload takes the new configuration and certificate and leaves games open", async () => {
  const terminal = await bed.upstream("terminal", 6789);
  await until("the terminal", async () => (await upgrade(bed, "/ws")).stream.destroy());
  const { stream } = await upgrade(bed, "/ws");
  const written = await bed.write(rendered({ logMaxMiB: 1, logKeep: 2, httpsPort: 4443 }), bed.certificate);
  assert.equal(written.code, 0, written.stderr);
  await docker("kill", "-s", "HUP", bed.nginx);
  await until("the new port in redirects", async () =>
    (await ask(bed, "/", { port: "http" })).headers.location?.includes(":4443/"),
  );
  const echoed = new Promise((resolve) => stream.once("data", resolve));
  stream.write("still here");
  assert.equal(String(await echoed), "still here");
  stream.destroy();
  await docker("rm", "-f", "-v", terminal);
});

test("logs are rotated by size without losing a line, and bounded in number", async () => {
  await bed.upstream("web", 5000);
  await until("the server", async () => (await ask(bed, "/")).status === 200);
  await bed.inside(": > /var/log/terminusa/access.log; rm -f /var/log/terminusa/access.log.*");
  const ids = new Set<string>();
  let going = true;
  const clients = Array.from({ length: 4 }, async () => {
    while (going) ids.add((await ask(bed, "/")).headers["x-request-id"]!);
  });
  await bed.root(
    "cd /etc/nginx/terminusa && sed -i 's/^max_bytes=.*/max_bytes=1/; s/^keep=.*/keep=50/' current/log-limits",
  );
  await until("ten rotations", async () => {
    await bed.inside("bash /etc/nginx/terminusa/current/rotate.sh");
    return Number(await bed.inside("ls /var/log/terminusa/access.log.* | wc -l")) >= 10;
  });
  going = false;
  await Promise.all(clients);
  const all = await until("every line", async () => {
    const text = await bed.inside("cat /var/log/terminusa/access.log*");
    const logged = text.split("\n").map((line) => JSON.parse(line).requestId as string);
    return [...ids].every((id) => logged.includes(id)) ? logged : undefined;
  });
  assert.ok(all);
  assert.equal(new Set(all).size, all.length, "nor is one there twice");
  await bed.root("cd /etc/nginx/terminusa && sed -i 's/^keep=.*/keep=2/' current/log-limits");
  await until("the loop to bound them", async () => {
    await ask(bed, "/");
    return (await bed.inside("cd /var/log/terminusa; echo access.log.*")) === "access.log.1 access.log.2";
  });
});

test("error lines are JSON without query strings, and tell the access log's connection", async () => {
  const web = (await docker("ps", "--format", "{{.Names}}", "--filter", `name=${bed.name}-web`)).split("\n");
  await docker("rm", "-f", "-v", ...web);
  await until("the web server to be gone", async () => (await ask(bed, "/")).status === 502);
  const answer = await ask(bed, "/login?token=hunter2&q=a b".replace(" ", "%20"), {
    headers: { Referer: "https://localhost/x?secret=hunter2" },
  });
  assert.equal(answer.status, 502);
  const id = answer.headers["x-request-id"];
  const line = await until("the error line", async () =>
    (await bed.lines("error")).find((entry) => String(entry.request).includes("/login")),
  );
  assert.ok(line);
  const access = await until("the access line", async () =>
    (await bed.lines("access")).find((entry) => entry.requestId === id),
  );
  assert.equal(line.connection, access?.connection);
  assert.equal(line.level, "error");
  assert.equal(line.request, "GET /login HTTP/1.1");
  assert.match(String(line.message), /could not be resolved|Connection refused|timed out/);
  const { stdout, stderr } = await tryDocker("logs", bed.nginx);
  const file = await bed.inside("cat /var/log/terminusa/error.log*");
  assert.doesNotMatch(stdout + stderr + file, /hunter2/);
  assert.match(stderr, /GET \/login HTTP/, "echoed to the container's output");
});

test("the log has a lasting place: a restarted container appends to it", async () => {
  const marked = await ask(bed, "/");
  await docker("restart", "-t", "20", bed.nginx);
  await until("health", async () => (await bed.health()) === "healthy");
  assert.ok((await bed.lines("access")).some((line) => line.requestId === marked.headers["x-request-id"]));
  await docker("rm", "-f", "-v", bed.nginx);
  await bed.start();
});

test("SIGQUIT finishes what is in flight, cuts open games after a while, and ends with code 0", async () => {
  const [web] = await Promise.all([bed.upstream("web", 5000), bed.upstream("terminal", 6789)]);
  await until("the server", async () => (await ask(bed, "/")).status === 200);
  const game = await upgrade(bed, "/ws");
  const closed = new Promise((resolve) => game.stream.once("close", resolve));
  game.stream.on("error", () => {});
  game.stream.resume();
  const slow = ask(bed, "/?ms=3000", { method: "POST", body: "slow" });
  await until("the slow request to be under way", async () => /^POST /m.test(await docker("logs", web!)));
  const stopped = docker("stop", "-t", "60", bed.nginx);
  await until("the port to be closed", () =>
    ask(bed, "/").then(
      () => false,
      (error: Error) => /ECONNREFUSED|ECONNRESET|socket/.test(error.message),
    ),
  );
  assert.equal((await slow).status, 200);
  await closed;
  await stopped;
  // One that the engine had to kill ends with 137.
  assert.equal(await docker("inspect", "-f", "{{.State.ExitCode}}", bed.nginx), "0");
});

test("with nobody connected it stops without waiting for the limit for games", async () => {
  const setLimit = (seconds: number) =>
    bed.root(`sed -i 's/^drain_seconds=.*/drain_seconds=${seconds}/' /etc/nginx/terminusa/current/start.sh`);
  await setLimit(3600);
  await docker("start", bed.nginx);
  await until("health", async () => (await bed.health()) === "healthy");
  await docker("stop", "-t", "60", bed.nginx);
  assert.equal(await docker("inspect", "-f", "{{.State.ExitCode}}", bed.nginx), "0");
  await setLimit(5);
});

test("a configuration that Nginx refuses ends the container at once and the reason is in both logs", async () => {
  await bed.root("cd /etc/nginx/terminusa/current && echo 'nonsense on;' >> nginx.conf");
  await docker("start", bed.nginx);
  assert.equal(await docker("wait", bed.nginx), "1");
  assert.match((await tryDocker("logs", "--tail", "5", bed.nginx)).stderr, /unknown directive "nonsense"/);
  const lines = (await bed.root("tail -n 2 /var/log/terminusa/error.log")).split("\n");
  const reason = JSON.parse(lines[0]!);
  assert.match(reason.message, /unknown directive "nonsense"/);
  assert.equal(reason.level, "emerg");
});
