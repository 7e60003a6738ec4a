import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { OperatorError } from "../ops/operator-error.ts";
import { eventually } from "../test/patience.ts";
import { Commands } from "./commands.ts";

const HERE = { cwd: import.meta.dirname, env: process.env };

test("a command is timed, and its streams are kept", async () => {
  const outcome = await new Commands().run("sh", ["-c", "sleep 0.2; echo out; echo err >&2"], HERE);
  assert.equal(outcome.stdout, "out\n");
  assert.match(outcome.output, /err/);
  assert.ok(outcome.seconds >= 0.2, `${outcome.seconds} s`);
});

test("a failing command is told with its exit code and its last lines", async () => {
  const failing = new Commands().run("sh", ["-c", "echo why >&2; exit 3"], HERE);
  await assert.rejects(failing, (error: OperatorError) => {
    assert.ok(error instanceof OperatorError);
    assert.match(error.what, /exit code 3/);
    assert.equal(error.why, "why");
    return true;
  });
});

test("a missing command is an error of the system", async () => {
  await assert.rejects(new Commands().run("/nowhere/at-all", [], HERE), { code: "ENOENT" });
});

test("an interruption reaches the whole group, waits for its end, and lets nothing more start", async () => {
  const commands = new Commands();
  const folder = mkdtempSync(join(tmpdir(), "t-commands-"));
  const has = (name: string) => existsSync(join(folder, name));
  // The shell's child is what sleeps, for longer than any test may: only a signal to the group ends it.
  const script = "trap 'sleep 0.2; : >ended; exit 0' INT; : >began; sleep 3600";
  const running = commands.run("sh", ["-c", script], { ...HERE, cwd: folder });
  const refused = assert.rejects(running, /interrupted/);
  await eventually(() => assert.ok(has("began")));
  commands.interrupt();
  // A shell that is about to start its child has the first signal for itself alone.
  const again = setInterval(() => commands.interrupt(), 500);
  await refused;
  clearInterval(again);
  assert.ok(has("ended"), "it was waited for");
  rmSync(folder, { recursive: true });
  await assert.rejects(commands.run("true", [], HERE), /interrupted/);
  assert.equal(commands.interrupted, true);
});

test("a wait ends at once when it is interrupted", async () => {
  const commands = new Commands();
  const waiting = commands.wait(60_000);
  commands.interrupt();
  await assert.rejects(waiting, /interrupted/);
});
