import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { withLock } from "./lock.ts";
import { OperatorError } from "./operator-error.ts";
import { Testbed } from "./testbed.ts";

/** Another process that holds the lock until it is killed. */
async function holder(bed: Testbed) {
  const { home, stack } = bed.context;
  const script = `
    import { withLock } from ${JSON.stringify(join(import.meta.dirname, "lock.ts"))};
    const context = { home: ${JSON.stringify(home)}, stack: ${JSON.stringify(stack)}, out: { line() {} } };
    await withLock(context, "up", async () => {
      process.stdout.write("held");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

describe("the lock of a stack", () => {
  it("names who holds it to the second one, and is free again when that process is killed", async () => {
    await using bed = new Testbed();
    const child = await holder(bed);
    await assert.rejects(
      withLock(bed.context, "stop", async () => assert.fail("it ran")),
      (error) => {
        assert.ok(error instanceof OperatorError);
        assert.match(error.what, /^stop must wait: another operation on stack t\d+-\d+ is under way$/);
        assert.match(error.why, new RegExp(`^"up" by \\S+ on \\S+ \\(pid ${child.pid}\\), since 20`));
        return true;
      },
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(await withLock(bed.context, "stop", async () => "done"), "done");
    assert.match(
      bed.said,
      new RegExp(`note {4}"up" by .*pid ${child.pid}.* was cut off; taking over its lock`),
    );
  });

  it("is free after work that failed, and leaves no word of it", async () => {
    await using bed = new Testbed();
    const failing = withLock(bed.context, "up", () => Promise.reject(new Error("broken")));
    await assert.rejects(failing, /broken/);
    await withLock(bed.context, "up", async () => {});
    assert.equal(bed.said, "");
    assert.deepEqual(readdirSync(join(bed.context.home, "locks")), [`${bed.context.stack}.lock`]);
  });

  it("keeps out a second operation of the same process", async () => {
    await using bed = new Testbed();
    await withLock(bed.context, "up", () =>
      assert.rejects(
        withLock(bed.context, "start", async () => {}),
        OperatorError,
      ),
    );
  });

  it("lets another stack go on", async () => {
    await using bed = new Testbed();
    const other = { ...bed.context, stack: "other" };
    assert.equal(await withLock(bed.context, "up", () => withLock(other, "up", async () => 7)), 7);
  });
});
