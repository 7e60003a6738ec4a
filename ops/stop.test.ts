import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OperatorError } from "./operator-error.ts";
import { restart } from "./restart.ts";
import { runInside } from "./run-inside.ts";
import { stackContainers } from "./services.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";
import { Testbed } from "./testbed.ts";

/** Starts with a while of sickness, and writes down when it started, was well and ended. */
const SLOW = `rm -f /tmp/ready; echo "start $NAME" >>/log/order
(sleep 0.6; echo "ready $NAME" >>/log/order; touch /tmp/ready) &
trap 'echo "end $NAME" >>/log/order; exit 0' TERM; while :; do sleep 0.05; done`;
const HEALTH = "test -e /tmp/ready";

const wellAfterStart = (name: string) => [`start ${name}`, `ready ${name}`];

async function wholeStack(bed: Testbed) {
  const log = await bed.volume("logs");
  const making = { script: SLOW, health: HEALTH, binds: [`${log}:/log`], start: false };
  for (const service of ["postgres", "redis", "terminal", "nginx"]) await bed.make(service, making);
  for (const name of ["web-1-abcdef0", "web-2-abcdef1"]) await bed.make("web", { ...making, name });
  const reader = await bed.make("reader", { binds: [`${log}:/log`] });
  return async () =>
    (await runInside(bed.context, reader.id, ["cat", "/log/order"])).stdout.trim().split("\n");
}

async function states(bed: Testbed): Promise<string[]> {
  const all = (await stackContainers(bed.context)).filter(({ service }) => service !== "reader");
  return [...new Set(all.map(({ info }) => info.State.Status))];
}

async function refusal(work: Promise<void>): Promise<OperatorError> {
  const error = await work.then(
    () => assert.fail("it was not refused"),
    (reason) => reason,
  );
  assert.ok(error instanceof OperatorError, String(error));
  return error;
}

describe("start, stop and restart", () => {
  it("go from the inside out and back, wait for health, and keep the containers", async () => {
    await using bed = new Testbed();
    const order = await wholeStack(bed);
    await start(bed.context, []);
    const healthy = await stackContainers(bed.context);
    for (const { name, info } of healthy)
      if (info.State.Health) assert.equal(info.State.Health.Status, "healthy", name);
    const begun = await order();
    const [postgres, redis, terminal] = ["postgres", "redis", "terminal"].map(wellAfterStart);
    assert.deepEqual(begun.slice(0, 6), [...postgres!, ...redis!, ...terminal!]);
    const web = ["web-1-abcdef0", "web-2-abcdef1"].flatMap(wellAfterStart);
    assert.deepEqual(begun.slice(6, 10).sort(), web.sort());
    assert.deepEqual(begun.slice(10), wellAfterStart("nginx"));

    await stop(bed.context, []);
    assert.deepEqual(await states(bed), ["exited"]);
    const ended = (await order()).slice(12);
    assert.equal(ended[0], "end nginx");
    assert.deepEqual(ended.slice(-3), ["end terminal", "end redis", "end postgres"]);
    for (const step of ["starting postgres", "starting web \\(2 containers\\)", "stopping nginx"])
      assert.match(bed.said, new RegExp(`^ok +${step} +\\d+\\.\\d s$`, "m"));
    await stop(bed.context, []);
    assert.match(bed.said, /nothing was running/);
  });

  it("restart web one container at a time, the next when the last is healthy", async () => {
    await using bed = new Testbed();
    const order = await wholeStack(bed);
    await start(bed.context, ["web"]);
    await restart(bed.context, ["web"]);
    assert.deepEqual((await order()).slice(4), [
      "end web-1-abcdef0",
      ...wellAfterStart("web-1-abcdef0"),
      "end web-2-abcdef1",
      ...wellAfterStart("web-2-abcdef1"),
    ]);
  });

  it("name the one that doesn't become healthy, with its last lines", async () => {
    await using bed = new Testbed();
    await bed.make("redis", { script: "echo no disk; exit 3", health: "false", start: false });
    const error = await refusal(start(bed.context, []));
    assert.equal(error.what, "redis did not become healthy");
    assert.match(error.why, /^it ended with exit code 3\n.*\n {2}no disk$/);
    assert.match(error.remedy, /logs redis/);
  });

  it("name the program that holds a port", async () => {
    await using bed = new Testbed();
    const { docker, prefix } = bed.context;
    const make = (name: string, service: string) =>
      docker.createContainer({
        name: `${prefix}-${name}`,
        Image: "node:26.7.0-trixie-slim",
        Cmd: ["sleep", "60"],
        Labels: bed.labels(service),
        ExposedPorts: { "80/tcp": {} },
        HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "28081" }] } },
      });
    await (await make("holder", "other")).start();
    await make("nginx", "nginx");
    const error = await refusal(start(bed.context, ["nginx"]));
    assert.equal(error.what, "nginx can't be started");
    assert.match(error.why, new RegExp(`^the container ${prefix}-holder holds port 28081$`));
  });

  it("name the services when one is unknown, and `up` when nothing is deployed", async () => {
    await using bed = new Testbed();
    const unknown = await refusal(stop(bed.context, ["wbe"]));
    assert.equal(unknown.what, 'there is no service "wbe"');
    assert.equal(unknown.why, "the services are nginx, web, terminal, redis, postgres");
    for (const command of [start, stop, restart]) {
      const nothing = await refusal(command(bed.context, []));
      assert.match(nothing.remedy, /^\.\/terminusa --stack t\d+-\d+ up$/);
    }
  });
});
