import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventually } from "../../../test/patience.ts";
import { cliUnderTest, type Finished, TestStack } from "./test-stack.ts";

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const random = require("@pulumi/random");
const command = require("@pulumi/command");
const config = new pulumi.Config();
const password = new random.RandomPassword("password", { length: config.requireNumber("length") });
const id = new random.RandomId("id", { byteLength: 4, keepers: { length: config.require("length") } });
const file = new command.local.Command("file", {
  create: "cat > secret.txt; cat secret.txt",
  update: "echo updated >> secret.txt; cat secret.txt",
  delete: "rm -f secret.txt",
  stdin: password.result,
  environment: { MARK: config.get("mark") ?? "" },
  triggers: [config.get("trigger") ?? "none"],
}, { deleteBeforeReplace: true });
exports.id = id.hex;
exports.said = file.stdout;
`;

let stack: TestStack;
before(async () => {
  stack = await TestStack.create(cliUnderTest(process.env), ["random", "command", "language-nodejs"]);
  await stack.write({ "index.js": PROGRAM, "package.json": '{"name":"project"}' });
  succeeded(await stack.pulumi("stack", "init", "test"));
  succeeded(await stack.pulumi("config", "set", "length", "20"));
});
after(async () => {
  await stack?.remove();
});

function succeeded(finished: Finished): string {
  assert.equal(finished.code, 0, finished.output);
  return finished.output;
}

const up = (...args: string[]) => stack.pulumi("up", "--yes", "--skip-preview", ...args);
const written = () => readFile(join(stack.project, "secret.txt"), "utf8");
const state = () => readFile(join(stack.dir, "state/.pulumi/stacks/project/test.json"), "utf8");
const output = async (name: string) =>
  succeeded(await stack.pulumi("stack", "output", name, "--show-secrets")).trim();

test("a preview of everything new shows it and runs nothing", async () => {
  assert.match(succeeded(await stack.pulumi("preview")), /\+ 4 to create/);
  assert.ok(!existsSync(join(stack.project, "secret.txt")));
});

test("up creates, and no secret is in the state or on the terminal", async () => {
  const shown = succeeded(await up());
  const secret = await written();
  assert.equal(secret.length, 20);
  assert.ok(!(await state()).includes(secret), "the state holds the password in plain text");
  assert.ok(!shown.includes(secret), shown);
  assert.match(shown, /said: \[secret\]/);
  assert.equal(await output("said"), secret);
  assert.doesNotMatch(shown, /warning/i);
});

test("a second up changes nothing", async () => {
  succeeded(await up("--expect-no-changes"));
});

test("refresh finds no drift", async () => {
  succeeded(await stack.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
});

test("a changed environment updates in place", async () => {
  const secret = await written();
  succeeded(await stack.pulumi("config", "set", "mark", "x"));
  assert.match(succeeded(await stack.pulumi("preview")), /~ 1 to update/);
  assert.match(succeeded(await up()), /~ 1 updated/);
  assert.equal(await written(), `${secret}updated\n`);
});

test("a changed trigger replaces, the old one first where the program says so", async () => {
  succeeded(await stack.pulumi("config", "set", "trigger", "again"));
  assert.match(succeeded(await up()), /\+-1 replaced/);
  assert.equal((await written()).length, 20);
});

test("a changed length replaces both random values and what depends on them follows", async () => {
  const before = { secret: await written(), id: await output("id") };
  succeeded(await stack.pulumi("config", "set", "length", "24"));
  const shown = succeeded(await up());
  assert.match(shown, /\+-2 replaced/);
  assert.notEqual(await output("id"), before.id);
  assert.equal((await output("said")).split("updated")[0]?.trim(), before.secret);
});

test("a failing command fails the update, shows why and leaves the state usable", async () => {
  const failing = PROGRAM.replace("echo updated", "echo no luck >&2; exit 7; echo updated");
  await writeFile(join(stack.project, "index.js"), failing);
  const finished = await up();
  assert.notEqual(finished.code, 0);
  assert.match(finished.output, /exit status 7/);
  assert.match(finished.output, /no luck/);
  await writeFile(join(stack.project, "index.js"), PROGRAM);
  succeeded(await up("--expect-no-changes"));
});

test("an unimplemented property is refused before anything happens", async () => {
  const wrong = `${PROGRAM}
new (class extends pulumi.CustomResource {})("command:local:Command", "wrong", { assetPath: ["*"] });`;
  await writeFile(join(stack.project, "index.js"), wrong);
  const finished = await up();
  assert.notEqual(finished.code, 0);
  assert.match(finished.output, /stand-in plugin doesn't implement "assetPath"/);
  await writeFile(join(stack.project, "index.js"), PROGRAM);
});

test("an error in the program is shown once", async () => {
  await writeFile(join(stack.project, "index.js"), 'throw new Error("broken on purpose");');
  const finished = await stack.pulumi("preview");
  assert.notEqual(finished.code, 0);
  assert.equal(finished.output.match(/Error: broken on purpose/g)?.length, 1, finished.output);
  assert.doesNotMatch(finished.output, /exit code/);
  await writeFile(join(stack.project, "index.js"), PROGRAM);
});

test("an interrupt ends a running command and the next up mends it", async () => {
  const slow = `${PROGRAM}\nnew command.local.Command("slow", { create: "echo $$ > pid; exec sleep 600" });`;
  await writeFile(join(stack.project, "index.js"), slow);
  const child = stack.start("up", "--yes", "--skip-preview");
  child.stdout!.resume();
  child.stderr!.resume();
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const pidFile = join(stack.project, "pid");
  const pid = await eventually(async () => {
    const text = await readFile(pidFile, "utf8");
    assert.match(text, /^\d+\n$/);
    return Number(text);
  });
  child.kill("SIGINT");
  assert.notEqual(await ended, 0);
  assert.doesNotMatch(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "gone"), /\) [^Z] /);
  await rm(pidFile);
  await writeFile(join(stack.project, "index.js"), PROGRAM);
  succeeded(await up());
});

test("node's arguments and the program's configuration reach the program", async () => {
  await stack.write(
    {
      "index.js":
        'console.log("limit", require("node:v8").getHeapStatistics().heap_size_limit > 3e9, process.title);',
    },
    { typescript: false, nodeargs: "--max-old-space-size=4000 --title='one two'" },
  );
  assert.match(succeeded(await stack.pulumi("preview")), /limit true one two/);
});

test("a TypeScript program runs as the option says", async () => {
  await rm(join(stack.project, "index.js"));
  await stack.write(
    {
      "index.ts": 'const word: string = "typed"; console.log("is", word);',
      "tsconfig.json": '{"compilerOptions":{"types":["node"]}}',
    },
    {},
  );
  assert.match(succeeded(await stack.pulumi("preview")), /is typed/);
  await rm(join(stack.project, "index.ts"));
});

test("a package manager that the host lacks is refused by name", async () => {
  await stack.write({ "index.js": PROGRAM }, { typescript: false, packagemanager: "yarn" });
  const finished = await stack.pulumi("preview");
  assert.notEqual(finished.code, 0);
  assert.match(finished.output, /packagemanager.*yarn.*npm only/);
  await stack.write({ "index.js": PROGRAM });
});

test("about names the Node that runs programs and the packages that they use", async () => {
  const about = succeeded(await stack.pulumi("about", "--json"));
  assert.ok(about.includes(process.version.slice(1)), about);
});

test("destroy runs the delete command and leaves nothing", async () => {
  succeeded(await stack.pulumi("destroy", "--yes", "--skip-preview"));
  assert.ok(!existsSync(join(stack.project, "secret.txt")));
  succeeded(await stack.pulumi("stack", "rm", "test", "--yes"));
});
