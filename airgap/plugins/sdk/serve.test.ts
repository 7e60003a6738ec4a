import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { engineAddress } from "./serve.ts";
import { CallFailed, PluginUnderTest } from "./test-client.ts";
import { TestEngine } from "./test-engine.ts";

const MAIN = fileURLToPath(new URL("test-plugin.ts", import.meta.url));
const THING = "test:index:Thing";
const STATE = { outputs: { single: true }, inputs: { single: true } };

let engine: TestEngine;
let plugin: PluginUnderTest;
before(async () => {
  engine = await TestEngine.start();
  plugin = await PluginUnderTest.start(MAIN, { engineAddress: engine.address });
});
after(async () => {
  await plugin.stop();
  engine.stop();
});

const failsWith = (code: number, text: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CallFailed);
  assert.equal(error.code, code);
  assert.match(error.message, text);
  return true;
};

test("it tells its version and that it can preview", async () => {
  assert.equal(await plugin.version(), "1.2.3");
  const configured = await plugin.configure({ host: "right" });
  assert.equal(configured.getSupportspreview(), true);
  assert.equal(configured.getAcceptsecrets(), false);
  await assert.rejects(plugin.configure({ host: "wrong" }), failsWith(3, /^host is wrong$/));
});

test("check passes the seed on and returns inputs beside failures", async () => {
  const { inputs, failures } = await plugin.check(THING, { bad: 1 }, {}, "abc");
  assert.deepEqual(inputs, { bad: 1, seed: "abc", naming: "none" });
  assert.deepEqual(failures, [{ property: "bad", reason: "is bad" }]);
});

test("a diff is always decided, with top-level keys beside the detailed paths", async () => {
  const changed = await plugin.diff(THING, "x", STATE, {});
  assert.deepEqual(changed, {
    changed: true,
    decided: true,
    detailed: { 'tags["a.b"]': "add-replace", size: "update" },
    diffs: ["tags", "size"],
    replaces: ["tags"],
    deleteBeforeReplace: true,
  });
  const same = await plugin.diff(THING, "x", STATE, { same: true });
  assert.deepEqual([same.changed, same.decided, same.replaces], [false, true, []]);
});

test("a partial failure carries the id, the state and every reason, at create and at update", async () => {
  const expected = (error: unknown) => {
    assert.ok(error instanceof CallFailed);
    assert.deepEqual(error.initFailed, {
      id: "half-made",
      outputs: { act: "init-failed", state: "unwell" },
      reasons: ["never healthy", "log: boom"],
    });
    return true;
  };
  await assert.rejects(plugin.create(THING, { act: "init-failed" }), expected);
  await assert.rejects(plugin.update(THING, "x", STATE, { act: "init-failed" }), expected);
});

test("a refusal is clean, a crash is uncertain and keeps its stack", async () => {
  await assert.rejects(plugin.create(THING, { act: "refuse" }), failsWith(9, /^not on this machine$/));
  await assert.rejects(
    plugin.create(THING, { act: "crash" }),
    failsWith(2, /nobody foresaw this[\s\S]*test-plugin/),
  );
});

test("a resource that is gone reads as an empty id", async () => {
  assert.equal((await plugin.read(THING, "gone", STATE)).id, "");
  assert.deepEqual((await plugin.read(THING, "here", STATE)).outputs, { single: true });
});

test("bags of twenty megabytes pass", async () => {
  const large = { text: "x".repeat(20_000_000) };
  assert.deepEqual((await plugin.create(THING, large)).outputs, { ...large, timeoutSeconds: 0 });
});

test("a log line is with the engine before the answer is", async () => {
  engine.lines.length = 0;
  await plugin.create(THING, {}, { timeoutSeconds: 7 });
  assert.deepEqual(engine.lines, [
    { severity: 1, message: "working", urn: `urn:pulumi:test::project::${THING}::thing` },
  ]);
});

test("functions answer and unknown ones are refused by name", async () => {
  assert.deepEqual(await plugin.invoke("test:index:echo", { a: [1, null] }), { a: [1, null] });
  await assert.rejects(
    plugin.invoke("test:index:other", {}),
    failsWith(3, /doesn't implement the function test:index:other/),
  );
});

test("cancel aborts everything that runs and everything that comes", async () => {
  const own = await PluginUnderTest.start(MAIN);
  const running = [
    own.create(THING, { act: "wait" }),
    own.delete(THING, "x", { outputs: {}, inputs: { act: "wait" } }),
  ];
  const ended = running.map((work) => assert.rejects(work, failsWith(1, /abort/i)));
  await own.version();
  await own.cancel();
  await Promise.all(ended);
  await assert.rejects(own.create(THING, { act: "wait" }), failsWith(1, /abort/i));
  await own.stop();
});

test("an interrupt ends the process with 0, aborting what runs", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const own = await PluginUnderTest.start(MAIN);
    const ended = assert.rejects(own.create(THING, { act: "wait" }));
    await own.version();
    const exit = once(own.process, "exit");
    own.process.kill(signal);
    await ended;
    assert.deepEqual(await exit, [0, null]);
    await own.stop();
  }
});

test("the engine's address is the last argument after any flags", () => {
  assert.equal(engineAddress(["--logtostderr", "-v=3", "127.0.0.1:4000"]), "127.0.0.1:4000");
  assert.equal(engineAddress(["--tracing", "http://localhost:9411"]), "");
  assert.equal(engineAddress([]), "");
});
