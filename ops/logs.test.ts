import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type LogOptions, logs } from "./logs.ts";
import { OperatorError } from "./operator-error.ts";
import { runInside } from "./run-inside.ts";
import { IDLE, Testbed } from "./testbed.ts";

const RAW = { follow: false, raw: true };
const LIMIT_MS = 20_000;

async function read(bed: Testbed, options: Partial<LogOptions>): Promise<string[]> {
  const printed: string[] = [];
  await logs(bed.context, { ...RAW, ...options }, (text) => printed.push(text.trimEnd()));
  return printed;
}

/** Follows in the background; `until` resolves when the text has been printed. */
function follow(bed: Testbed, options: Partial<LogOptions> = {}) {
  const printed: string[] = [];
  const stop = new AbortController();
  const write = (text: string) => void printed.push(text.trimEnd());
  const done = logs(bed.context, { ...RAW, follow: true, ...options }, write, stop);
  const until = async (text: string) => {
    const deadline = Date.now() + LIMIT_MS;
    while (!printed.includes(text)) {
      if (Date.now() > deadline) assert.fail(`"${text}" was not printed, only: ${printed.join(" | ")}`);
      await Promise.race([sleep(20), done]);
    }
  };
  const end = () => {
    stop.abort();
    return done;
  };
  return { printed, until, end };
}

const access = (ms: string, id: string) =>
  `{"time":"2026-11-23T22:00:00.${ms}Z","service":"nginx","requestId":"${id}","status":200}`;

describe("logs", () => {
  it("merges all containers by time, and takes one service's alone", async () => {
    await using bed = new Testbed();
    const web = await bed.make("web", {
      script: "for i in 1 3; do sleep 0.0$i; echo web $i; sleep 0.4; done; exit 0",
    });
    const redis = await bed.make("redis", { script: "sleep 0.2; echo redis 2 >&2; exit 0" });
    await Promise.all([web.wait(), redis.wait()]);
    const lines = await read(bed, {});
    assert.deepEqual([...lines].sort(), ["redis 2", "web 1", "web 3"]);
    assert.ok(lines.indexOf("web 1") < lines.indexOf("web 3"));
    assert.deepEqual(await read(bed, { service: "redis" }), ["redis 2"]);
    assert.deepEqual(await read(bed, { service: "web", lines: 1 }), ["web 3"]);
    const [pretty] = await read(bed, { service: "redis", raw: false });
    assert.match(pretty!, /^\d\d:\d\d:\d\d\.\d{3} {2}redis {9}redis 2$/);
  });

  it("leaves out what is older than --since", async () => {
    await using bed = new Testbed();
    const web = await bed.make("web", { script: "echo old; sleep 2.5; echo new; exit 0" });
    await web.wait();
    assert.deepEqual(await read(bed, { since: "1s" }), ["new"]);
    assert.deepEqual(await read(bed, { since: "1m" }), ["old", "new"]);
  });

  it("has the requests from Nginx's access log", async () => {
    await using bed = new Testbed();
    const log = await bed.volume("logs");
    const script = `printf '%s\\n' '${access("001", "a")}' '${access("002", "b")}' >/var/log/terminusa/access.log; ${IDLE}`;
    await bed.make("nginx", { script, binds: [`${log}:/var/log/terminusa`], health: "true" });
    await sleep(300);
    assert.deepEqual(await read(bed, { service: "nginx" }), [access("001", "a"), access("002", "b")]);
    assert.deepEqual(await read(bed, { since: "2026-11-23T22:00:00.002Z" }), [access("002", "b")]);
  });

  it("follows a container through a restart and takes on new ones, each line once", async () => {
    await using bed = new Testbed();
    const script = `n=$(cat /count 2>/dev/null || echo 0); echo $((n + 1)) >/count; echo "run $n"; ${IDLE}`;
    const first = await bed.make("web", { name: "web-1-abcdef0", script });
    const following = follow(bed, { service: "web" });
    await following.until("run 0");
    await first.restart({ t: 2 });
    await following.until("run 1");
    const second = await bed.make("web", { name: "web-1-abcdef1", script: `echo newcomer; ${IDLE}` });
    await bed.make("redis", { script: `echo other; ${IDLE}` });
    await following.until("newcomer");
    await second.kill();
    await following.end();
    assert.deepEqual(following.printed, ["run 0", "run 1", "newcomer"]);
  });

  it("follows the access log through its rotation, and leaves no process behind", async () => {
    await using bed = new Testbed();
    const log = await bed.volume("logs");
    const script = `cd /var/log/terminusa; echo '${access("001", "a")}' >access.log; echo '${access("001", "b")}' >>access.log
      while [ ! -e go ]; do sleep 0.05; done; echo '${access("001", "c")}' >>access.log; echo '${access("900", "d")}' >>access.log
      while [ ! -e rotate ]; do sleep 0.05; done; mv access.log access.log.1; echo '${access("950", "e")}' >access.log; ${IDLE}`;
    const nginx = await bed.make("nginx", { script, binds: [`${log}:/var/log/terminusa`] });
    await sleep(300);
    const touch = (name: string) => runInside(bed.context, nginx.id, ["touch", `/var/log/terminusa/${name}`]);
    const following = follow(bed);
    await following.until(access("001", "b"));
    await touch("go");
    await following.until(access("900", "d"));
    await touch("rotate");
    await following.until(access("950", "e"));
    await following.end();
    const ids = following.printed.map((line) => /"requestId":"(.)"/.exec(line)?.[1]).join("");
    assert.equal(ids, "abcde");
    const deadline = Date.now() + LIMIT_MS;
    for (;;) {
      const { Processes } = (await nginx.top()) as { Processes: string[][] };
      const left = Processes.map((process) => process.at(-1)!).filter((command) => command.includes("tail"));
      if (left.length === 0) break;
      assert.ok(Date.now() < deadline, `still running: ${left.join(", ")}`);
      await sleep(100);
    }
  });

  it("prints nothing old when it follows with --lines 0", async () => {
    await using bed = new Testbed();
    const web = await bed.make("web", {
      script: `echo old; while [ ! -e /go ]; do sleep 0.05; done; echo new; ${IDLE}`,
    });
    await sleep(300);
    const following = follow(bed, { lines: 0 });
    await sleep(500);
    await runInside(bed.context, web.id, ["touch", "/go"]);
    await following.until("new");
    await following.end();
    assert.deepEqual(following.printed, ["new"]);
  });

  it("refuses an unknown service, a bad number and an empty stack", async () => {
    await using bed = new Testbed();
    await assert.rejects(read(bed, {}), /nothing of stack/);
    await bed.make("files", { start: false });
    await assert.rejects(read(bed, { service: "wbe" }), (error) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.why, "the services are nginx, web, terminal, redis, postgres, files");
      return true;
    });
    await assert.rejects(read(bed, { lines: Number("x") }), /--lines takes a whole number/);
    await assert.rejects(read(bed, { since: "soon" }), /--since soon is no time/);
  });
});
