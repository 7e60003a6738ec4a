import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

const LOG = join(import.meta.dirname, "log.ts");

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function scratchFolder(): string {
  folders.push(mkdtempSync(join(tmpdir(), "terminusa-log-")));
  return folders.at(-1)!;
}

/** Runs a script that logs, in a process of its own: a logger writes to its process' stdout. */
function logging(file: string, script: string, settings = ""): string {
  const source = `import { openLog } from ${JSON.stringify(LOG)};
    const log = openLog({ service: "test", file: ${JSON.stringify(file)} ${settings} });
    ${script}`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", source], {
    encoding: "utf8",
    maxBuffer: 64e6,
  });
}

describe("the log", () => {
  it("writes the same JSON lines to stdout and to the file", () => {
    const file = join(scratchFolder(), "app.log");
    const output = logging(file, 'log.info({ requestId: "abc" }, "hello"); log.warn("second");');
    assert.equal(readFileSync(file, "utf8"), output);
    const [line] = output.split("\n").map((text) => (text ? JSON.parse(text) : null));
    assert.deepEqual(
      { ...line, time: 0 },
      { level: 30, time: 0, service: "test", requestId: "abc", msg: "hello" },
    );
    assert.match(line.time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it("rotates and never keeps more than it may", () => {
    const folder = scratchFolder();
    const script = `const text = "x".repeat(10_000);
      for (let i = 0; i < 600; i++) { log.info({ i, text }); await new Promise(setImmediate); }`;
    logging(join(folder, "app.log"), script, ", maxMiB: 1, keep: 3");
    const files = readdirSync(folder).sort();
    assert.deepEqual(files, ["app.log", "app.log.1", "app.log.2"]);
    for (const file of files) assert.ok(statSync(join(folder, file)).size < 1.1 * 1024 * 1024, file);
    const newest = readFileSync(join(folder, "app.log"), "utf8").trim().split("\n").at(-1)!;
    assert.equal(JSON.parse(newest).i, 599);
  });

  it("goes on to stdout when the file can't be written", () => {
    const file = join(scratchFolder(), "a-file-and-no-folder");
    writeFileSync(file, "");
    const output = logging(
      join(file, "app.log"),
      'log.info("still here"); await new Promise((r) => setTimeout(r, 100)); log.info("and here");',
    );
    assert.match(output, /still here/);
    assert.match(output, /and here/);
  });

  it("hides what a careless line would tell", () => {
    const file = join(scratchFolder(), "app.log");
    const output = logging(file, 'log.info({ password: "hidden1", headers: { cookie: "hidden2" } });');
    assert.doesNotMatch(output, /hidden/);
  });
});
