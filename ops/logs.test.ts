import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../test/patience.ts";
import { type LogOptions, logs } from "./logs.ts";
import { OperatorError } from "./operator-error.ts";
import { runInside } from "./run-inside.ts";
import { IDLE, Testbed } from "./testbed.ts";

const RAW = { follow: false, raw: true };

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
    const shown = () => assert.ok(printed.includes(text), `"${text}" not printed: ${printed.join(" | ")}`);
    await Promise.race([eventually(shown), done.then(shown)]);
  };
  const end = () => {
    stop.abort();
    return done;
  };
  return { printed, until, end };
}

/** Waits in a container until `go` is called on it. */
const UNTIL_GO = "while [ ! -e /go ]; do sleep 0.05; done";
const go = (bed: Testbed, id: string) => runInside(bed.context, id, ["touch", "/go"]);

const access = (ms: string, id: string) =>
  `{"time":"2026-11-23T22:00:00.${ms}Z","service":"nginx","requestId":"${id}","status":200}`;

describe("logs", () => {
  it("merges all containers by time, and takes one service's alone", async () => {
    await using bed = new Testbed();
    const web = await bed.make("web", { script: `echo web 1; ${UNTIL_GO}; echo web 3; exit 0` });
    await eventually(async () => assert.deepEqual(await read(bed, {}), ["web 1"]));
    const redis = await bed.make("redis", { script: "echo redis 2 >&2; exit 0" });
    await redis.wait();
    await go(bed, web.id);
    await web.wait();
    assert.deepEqual(await read(bed, {}), ["web 1", "redis 2", "web 3"]);
    assert.deepEqual(await read(bed, { service: "redis" }), ["redis 2"]);
    assert.deepEqual(await read(bed, { service: "web", lines: 1 }), ["web 3"]);
    const [pretty] = await read(bed, { service: "redis", raw: false });
    assert.match(pretty!, /^\d\d:\d\d:\d\d\.\d{3} {2}redis {9}redis 2$/);
  });

  it("leaves out what is older than --since", async () => {
    await using bed = new Testbed();
    const web = await bed.make("web", { script: `echo old; ${UNTIL_GO}; echo new; exit 0` });
    await eventually(async () => assert.deepEqual(await read(bed, {}), ["old"]));
    await sleep(2_200);
    const began = performance.now();
    await go(bed, web.id);
    await web.wait();
    // However long that took: the new line is younger than this, and the old one more than two seconds older.
    const since = `${Math.ceil((performance.now() - began) / 1_000)}s`;
    assert.deepEqual(await read(bed, { since }), ["new"]);
    assert.deepEqual(await read(bed, { since: "1d" }), ["old", "new"]);
  });

  it("has the requests from Nginx's access log", async () => {
    await using bed = new Testbed();
    const log = await bed.volume("logs");
    const script = `printf '%s\\n' '${access("001", "a")}' '${access("002", "b")}' >/var/log/terminusa/access.log; ${IDLE}`;
    await bed.make("nginx", { script, binds: [`${log}:/var/log/terminusa`], health: "true" });
    await eventually(async () =>
      assert.deepEqual(await read(bed, { service: "nginx" }), [access("001", "a"), access("002", "b")]),
    );
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
    await eventually(async () => assert.equal((await read(bed, {})).length, 2));
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
    await eventually(async () => {
      const { Processes } = (await nginx.top()) as { Processes: string[][] };
      const running = Processes.map((process) => process.at(-1)!);
      assert.deepEqual(
        running.filter((command) => command.includes("tail")),
        [],
      );
    });
  });

  it("prints nothing old when it follows with --lines 0", async () => {
    await using bed = new Testbed();
    // It goes on, so that a line comes after the follower is there, whenever that is.
    const endless = "trap 'exit 0' TERM; while :; do echo new; sleep 0.05; done";
    const web = await bed.make("web", { script: `echo old; ${UNTIL_GO}; ${endless}` });
    await eventually(async () => assert.deepEqual(await read(bed, {}), ["old"]));
    const following = follow(bed, { lines: 0 });
    await go(bed, web.id);
    await following.until("new");
    await following.end();
    assert.deepEqual([...new Set(following.printed)], ["new"]);
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
