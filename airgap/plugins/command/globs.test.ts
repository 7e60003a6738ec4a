import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { globPattern, selectFiles } from "./globs.ts";

test("one star stays inside a folder, two cross folders", () => {
  assert.ok(globPattern("*.txt").test("a.txt"));
  assert.ok(!globPattern("*.txt").test("sub/a.txt"));
  assert.ok(globPattern("**.txt").test("sub/a.txt"));
  assert.ok(globPattern("src/**").test("src/deep/down/.hidden"));
  assert.ok(!globPattern("src/**").test("other/src/a"));
});

test("a question mark, classes, alternatives and escapes match as written", () => {
  assert.ok(globPattern("a?c").test("abc") && !globPattern("a?c").test("a/c"));
  assert.ok(globPattern("[a-c]x").test("bx") && !globPattern("[!a-c]x").test("bx"));
  assert.ok(globPattern("{a,b.c}/x").test("b.c/x") && !globPattern("{a,b.c}/x").test("bxc/x"));
  assert.ok(globPattern("\\*.(1)+").test("*.(1)+") && !globPattern("\\*").test("a"));
});

test("files are selected relative to the folder and the last matching glob decides", async () => {
  const dir = await mkdtemp(join(tmpdir(), "globs-"));
  try {
    for (const file of ["a.txt", "b.txt", "sub/c.txt", "sub/d.log"]) {
      await mkdir(dirname(join(dir, file)), { recursive: true });
      await writeFile(join(dir, file), file);
    }
    const selected = await selectFiles(dir, ["**", "!*.txt", "b.txt"]);
    assert.deepEqual(Object.keys(selected), ["b.txt", "sub/c.txt", "sub/d.log"]);
    assert.deepEqual([selected["b.txt"]?.kind, selected["b.txt"]?.value], ["path", join(dir, "b.txt")]);
    assert.match(selected["b.txt"]?.hash ?? "", /^[0-9a-f]{64}$/);
  } finally {
    await rm(dir, { recursive: true });
  }
});
