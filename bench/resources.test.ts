import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutCache } from "./resources.ts";

test("cache is subtracted under either cgroup version", () => {
  assert.equal(withoutCache({ usage: 100, stats: { total_inactive_file: 30, inactive_file: 1 } }), 70);
  assert.equal(withoutCache({ usage: 100, stats: { inactive_file: 20 } }), 80);
});

test("without a figure for the cache the usage stands", () => {
  assert.equal(withoutCache({ usage: 100, stats: {} }), 100);
});
