import assert from "node:assert/strict";
import { test } from "node:test";
import { countChanges, touched } from "./untouched.ts";

test("equal snapshots have nothing touched", () => {
  assert.deepEqual(touched(new Map([["a", "1"]]), new Map([["a", "1"]])), []);
});

test("what is new, gone or different is named, in order", () => {
  const before = new Map([
    ["same", "1"],
    ["restarted", "1"],
    ["gone", "1"],
  ]);
  const after = new Map([
    ["same", "1"],
    ["restarted", "2"],
    ["fresh", "1"],
  ]);
  assert.deepEqual(touched(before, after), ["fresh", "gone", "restarted"]);
});

test("an update that left all unchanged counts no changes", () => {
  assert.equal(countChanges("…\nResources:\n    47 unchanged\n\nDuration: 1s\n"), 0);
});

test("created, updated, replaced and deleted resources are counted, the unchanged are not", () => {
  const summary =
    "Resources:\n    + 2 created\n    ~ 1 updated\n    +-3 replaced\n    - 1 deleted\n    7 changes. 40 unchanged\n\nDuration: 12s\n";
  assert.equal(countChanges(summary), 7);
});

test("output without a summary is not taken for one without changes", () => {
  assert.throws(() => countChanges("error: update failed"), /no summary/);
});
