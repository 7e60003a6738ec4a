import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventually } from "../../../test/patience.ts";
import { CallFailed, PluginUnderTest } from "../sdk/test-client.ts";
import { TestEngine } from "../sdk/test-engine.ts";
import { type Bag, secret, UNKNOWN } from "../sdk/values.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const COMMAND = "command:local:Command";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const COUNT_PREVIOUS = "env | grep -c ^PULUMI_COMMAND_STDOUT= || true";

let engine: TestEngine;
let plugin: PluginUnderTest;
let dir: string;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "command-"));
  engine = await TestEngine.start();
  plugin = await PluginUnderTest.start(MAIN, {
    engineAddress: engine.address,
    cwd: dir,
    env: { ...process.env, FROM_PLUGIN: "yes" },
  });
  await plugin.configure();
});
after(async () => {
  await plugin.stop();
  engine.stop();
  await rm(dir, { recursive: true });
});

const isSecret = (wire: unknown): boolean => typeof wire === "object" && wire !== null && SIGNATURE in wire;

async function waitFor(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  await eventually(async () => assert.ok(await holds(), `${what} never happened`));
}

// A killed process whose adoptive parent hasn't collected it yet (state Z) isn't alive.
const alive = (pid: number): boolean =>
  /^[^Z\s]/.test(
    spawnSync("ps", ["-o", "stat=", "-p", String(pid)])
      .stdout.toString()
      .trim(),
  );

test("create runs the command and keeps both outputs without their last newline", async () => {
  const inputs = { create: "echo one; echo; echo two >&2" };
  const { id, outputs } = await plugin.create(COMMAND, inputs);
  assert.match(id, /^thing[0-9a-f]{16}$/);
  assert.deepEqual(outputs, { ...inputs, stdout: "one\n", stderr: "two" });
});

test("without a create command nothing runs and the outputs are empty", async () => {
  const { outputs } = await plugin.create(COMMAND, { delete: "exit 1" });
  assert.deepEqual(outputs, { delete: "exit 1", stdout: "", stderr: "" });
});

test("environment, stdin, dir and interpreter reach the command", async () => {
  const { outputs } = await plugin.create(COMMAND, {
    create:
      "process.stdin.pipe(process.stdout); console.error(process.env.A, process.env.FROM_PLUGIN, process.cwd())",
    interpreter: [process.execPath, "-e"],
    environment: { A: "b c" },
    stdin: "typed\n",
    dir: "/",
  });
  assert.equal(outputs.stdout, "typed");
  assert.equal(outputs.stderr, "b c yes /");
});

test("the project's folder is where commands run, and a command may ignore its input", async () => {
  const { outputs } = await plugin.create(COMMAND, { create: "pwd", stdin: "x".repeat(1_000_000) });
  assert.equal(outputs.stdout, dir);
});

test("update runs update, or create again, and sees what the last run said", async () => {
  const inputs = { create: "echo first; echo loud >&2" };
  const { outputs } = await plugin.create(COMMAND, inputs);
  const say = 'echo "$PULUMI_COMMAND_STDOUT/$PULUMI_COMMAND_STDERR"';
  const byUpdate = await plugin.update(COMMAND, "x", { outputs, inputs }, { ...inputs, update: say });
  assert.equal(byUpdate.outputs.stdout, "first/loud");
  const byCreate = await plugin.update(COMMAND, "x", { outputs, inputs }, { create: `${say}; echo again` });
  assert.equal(byCreate.outputs.stdout, "first/loud\nagain");
  const without = { create: COUNT_PREVIOUS, addPreviousOutputInEnv: false };
  assert.equal((await plugin.update(COMMAND, "x", { outputs, inputs }, without)).outputs.stdout, "0");
  const none = await plugin.update(COMMAND, "x", { outputs, inputs }, { delete: "true" });
  assert.deepEqual(none.outputs, { delete: "true", stdout: "first", stderr: "loud" });
});

test("the first run has no previous output in its environment", async () => {
  const { outputs } = await plugin.create(COMMAND, { create: COUNT_PREVIOUS });
  assert.equal(outputs.stdout, "0");
});

test("delete runs the recorded delete command with the recorded environment", async () => {
  const inputs = {
    delete: `printf %s "$A-$PULUMI_COMMAND_STDOUT" > ${dir}/deleted`,
    environment: { A: "old" },
  };
  await plugin.delete(COMMAND, "x", { outputs: { ...inputs, stdout: "said", stderr: "" }, inputs });
  assert.equal(await readFile(join(dir, "deleted"), "utf8"), "old-said");
  await plugin.delete(COMMAND, "x", { outputs: { stdout: "", stderr: "" }, inputs: {} });
});

test("triggers replace, everything else updates in place", async () => {
  const inputs = { create: "true", triggers: ["a", { file: "1" }], environment: { A: "1" } };
  const state = { outputs: { ...inputs, stdout: "", stderr: "" }, inputs };
  const diff = await plugin.diff(COMMAND, "x", state, {
    create: "false",
    delete: "true",
    triggers: ["a", { file: "2" }, "c"],
    environment: { A: "2" },
  });
  assert.deepEqual(diff.detailed, {
    create: "update",
    delete: "add",
    "triggers[1].file": "update-replace",
    "triggers[2]": "add-replace",
    "environment.A": "update",
  });
  assert.deepEqual(diff.replaces, ["triggers"]);
  assert.equal(diff.deleteBeforeReplace, false);
  assert.equal((await plugin.diff(COMMAND, "x", state, inputs)).changed, false);
});

test("an unknown trigger replaces and an unknown environment updates", async () => {
  const inputs = { create: "true", triggers: ["a"], environment: { A: "1" } };
  const state = { outputs: { ...inputs, stdout: "", stderr: "" }, inputs };
  const news: Bag = { create: "true", triggers: [UNKNOWN], environment: UNKNOWN };
  const diff = await plugin.diff(COMMAND, "x", state, news);
  assert.deepEqual(diff.detailed, { "triggers[0]": "update-replace", environment: "update" });
});

test("a preview runs nothing; creation leaves outputs unknown, an update keeps the old ones", async () => {
  const inputs: Bag = { create: `touch ${dir}/previewed`, environment: { A: UNKNOWN } };
  const created = await plugin.create(COMMAND, inputs, { preview: true });
  assert.equal(created.id, "");
  assert.deepEqual(created.outputs, inputs);
  const state = { outputs: { create: "true", stdout: "old", stderr: "" }, inputs: { create: "true" } };
  const known = { create: `touch ${dir}/previewed` };
  const updated = await plugin.update(COMMAND, "x", state, known, { preview: true });
  assert.deepEqual(updated.outputs, { ...known, stdout: "old", stderr: "" });
  const unknown = await plugin.update(COMMAND, "x", state, inputs, { preview: true });
  assert.ok(!("stdout" in unknown.outputs));
  await assert.rejects(readFile(join(dir, "previewed")));
});

test("a refresh runs nothing and repeats the state", async () => {
  const inputs = { create: "false" };
  const outputs = { ...inputs, stdout: "a", stderr: "b" };
  const read = await plugin.read(COMMAND, "x", { outputs, inputs });
  assert.deepEqual([read.id, read.outputs, read.inputs], ["x", outputs, inputs]);
});

test("one secret input makes every output secret and stays secret itself", async () => {
  const inputs: Bag = { create: 'echo "$TOKEN"', environment: { TOKEN: secret("hush") } };
  const { wire, outputs } = await plugin.create(COMMAND, inputs);
  assert.equal(outputs.stdout, "hush");
  assert.ok(Object.values(wire).every(isSecret), JSON.stringify(wire));
  assert.ok(engine.lines.every(({ message }) => message !== "hush"));
  const plain = await plugin.create(COMMAND, { create: "echo open" });
  assert.equal(plain.wire.stdout, "open");
});

test("a failing command is a clean failure with its status, text and output", async () => {
  await assert.rejects(plugin.create(COMMAND, { create: 'echo out; echo "err" >&2; exit 3' }), (error) => {
    assert.ok(error instanceof CallFailed);
    assert.equal(error.code, 10);
    assert.equal(error.initFailed, null);
    assert.match(error.message, /^exit status 3: running "echo out; echo \\"err\\" >&2; exit 3":\n/);
    assert.match(error.message, /out\n/);
    assert.match(error.message, /err\n/);
    return true;
  });
});

test("a missing folder and a missing interpreter are named", async () => {
  await assert.rejects(
    plugin.create(COMMAND, { create: "true", dir: "/no/such" }),
    /\/bin\/sh can't be started in \/no\/such \(ENOENT\)/,
  );
  await assert.rejects(
    plugin.create(COMMAND, { create: "true", interpreter: ["no-such-shell"] }),
    /no-such-shell can't be started \(ENOENT\)/,
  );
});

test("check refuses wrong types and unimplemented properties by name", async () => {
  const { failures } = await plugin.check(COMMAND, {
    create: 1,
    logging: "loud",
    environment: { A: 1 },
    connection: {},
  });
  assert.deepEqual(failures.map(({ property }) => property).toSorted(), [
    "connection",
    "create",
    "environment",
    "logging",
  ]);
});

test("check keeps unknowns and secrets", async () => {
  const news: Bag = { create: UNKNOWN, environment: UNKNOWN, triggers: [UNKNOWN] };
  assert.deepEqual(await plugin.check(COMMAND, news), { inputs: news, failures: [] });
});

test("output lines stream to the engine as the logging mode says", async () => {
  const lines = () => engine.lines.map(({ message }) => message);
  await plugin.create(COMMAND, { create: "echo both-out; echo both-err >&2" });
  await plugin.create(COMMAND, { create: "echo only-out; echo no-err >&2", logging: "stdout" });
  await plugin.create(COMMAND, { create: "echo no-out; echo only-err >&2", logging: "stderr" });
  await plugin.create(COMMAND, { create: "echo silent; echo silent >&2", logging: "none" });
  assert.deepEqual(
    lines()
      .filter((line) => /both|only|silent|no-/.test(line))
      .toSorted(),
    ["both-err", "both-out", "only-err", "only-out"],
  );
  assert.ok(engine.lines.every(({ severity, urn }) => severity === 1 && urn.endsWith("::thing")));
});

test("selected files come back as assets and an archive", async () => {
  await writeFile(join(dir, "kept.txt"), "kept");
  const inputs = { create: "true", dir, assetPaths: ["*.txt"], archivePaths: ["kept.*"] };
  const { wire } = await plugin.create(COMMAND, inputs);
  const assets = wire.assets as Record<string, Record<string, string>>;
  assert.deepEqual(Object.keys(assets), ["kept.txt"]);
  assert.equal(assets["kept.txt"]?.path, join(dir, "kept.txt"));
  assert.equal((wire.archive as Record<string, string>)[SIGNATURE], "0def7320c3a5731c473e5ecbe6d01bc7");
});

test("a timeout ends the command and says so", async () => {
  // Not ended, the command would succeed after its minute.
  await assert.rejects(
    plugin.create(COMMAND, { create: "sleep 60" }, { timeoutSeconds: 1 }),
    (error) => error instanceof CallFailed && error.code === 4 && /timeout of 1 s/.test(error.message),
  );
});

test("the run function answers with inputs and outputs, and fails when its command does", async () => {
  assert.deepEqual(await plugin.invoke("command:local:run", { command: "echo hi" }), {
    command: "echo hi",
    stdout: "hi",
    stderr: "",
  });
  await assert.rejects(plugin.invoke("command:local:run", { command: "exit 2" }), /exit status 2/);
  await assert.rejects(plugin.invoke("command:local:run", {}), /command is required/);
});

test("remote commands are refused as the stand-in's limit", async () => {
  await assert.rejects(
    plugin.check("command:remote:Command", {}),
    /stand-in plugin "command" doesn't implement the resource type command:remote:Command/,
  );
});

test("cancel ends a running command together with its children", async () => {
  const own = await PluginUnderTest.start(MAIN, { cwd: dir });
  try {
    await own.configure();
    const running = own.create(COMMAND, {
      create: `sh -c 'trap "" TERM; echo $$ > ${dir}/stubborn; while :; do sleep 0.1; done' & echo $! > ${dir}/child; wait`,
    });
    const failed = assert.rejects(running, (error) => error instanceof CallFailed && error.code === 1);
    const pid = async () => Number(await readFile(join(dir, "stubborn"), "utf8").catch(() => "0"));
    await waitFor("the start of the command", async () => (await pid()) > 0);
    await own.cancel();
    await failed;
    assert.ok(!alive(await pid()), "the grandchild that ignores SIGTERM is gone");
  } finally {
    await own.stop();
  }
});

test("the plugin ends on SIGTERM and takes a running command along", async () => {
  const own = await PluginUnderTest.start(MAIN, { cwd: dir });
  await own.configure();
  const failed = assert.rejects(own.create(COMMAND, { create: `echo $$ > ${dir}/running; exec sleep 60` }));
  const pid = async () => Number(await readFile(join(dir, "running"), "utf8").catch(() => "0"));
  await waitFor("the start of the command", async () => (await pid()) > 0);
  own.process.kill("SIGTERM");
  await failed;
  await waitFor("the end of the plugin", () => own.process.exitCode !== null);
  assert.equal(own.process.exitCode, 0);
  assert.ok(!alive(await pid()));
  await own.stop();
});

test("the plugin ends when its engine is gone", async () => {
  const mortal = await TestEngine.start();
  const own = await PluginUnderTest.start(MAIN, { engineAddress: mortal.address });
  mortal.stop();
  await eventually(() => assert.equal(own.process.exitCode, 0));
});
