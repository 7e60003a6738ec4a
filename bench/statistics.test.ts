import assert from "node:assert/strict";
import { test } from "node:test";
import { pairedRatios, spread } from "./statistics.ts";

test("the median of an odd number of values is the middle one, whatever their order", () => {
  assert.deepEqual(spread([9, 1, 10]), { median: 9, min: 1, max: 10, runs: 3 });
});

test("the median of an even number of values lies between the two in the middle", () => {
  assert.deepEqual(spread([4, 1, 2, 100]), { median: 3, min: 1, max: 100, runs: 4 });
});

test("a spread of nothing is refused", () => {
  assert.throws(() => spread([]), /no values/);
});

test("ratios pair the rounds in the order in which they were run", () => {
  assert.deepEqual(pairedRatios([10, 30], [5, 10]), [2, 3]);
});

test("an unfinished round can't be paired", () => {
  assert.throws(() => pairedRatios([1, 2], [1]), /2 rounds of one, 1 of the other/);
});
