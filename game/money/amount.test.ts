import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { money, parseAmount, splitAmount, splitYes } from "./amount.ts";

test("an amount is a whole number in digits within its bounds, whatever is typed", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String)), (typed) => {
      const parsed = parseAmount(typed, 1, 999);
      const whole = /^\d+$/.test(typed) && BigInt(typed) >= 1n && BigInt(typed) <= 999n;
      assert.equal(parsed.ok, whole, typed);
      if (parsed.ok) assert.equal(String(parsed.amount), typed.replace(/^0+/, ""));
      else assert.match(parsed.text, /\.$/);
    }),
  );
});

test("an amount stands before or after a name, and what looks like a number is never part of the name", () => {
  const cases: [string, string, string][] = [
    ["life draught 3", "life draught", "3"],
    ["3 life draught", "life draught", "3"],
    ["rat tail all", "rat tail", "all"],
    ["all rat tail", "rat tail", "all"],
    ["draught -1", "draught", "-1"],
    ["draught 1e3", "draught", "1e3"],
    ["draught 1,000", "draught", "1,000"],
    ["draught nan", "draught", "nan"],
    ["draught 0x10", "draught", "0x10"],
    ["life draught", "life draught", ""],
    ["12", "12", ""],
  ];
  for (const [words, name, amount] of cases) assert.deepEqual(splitAmount(words), { name, amount });
});

test("a yes confirms only as a word of its own at the end", () => {
  assert.deepEqual(splitYes("draught 3 yes"), { words: "draught 3", yes: true });
  assert.deepEqual(splitYes("yes"), { words: "", yes: true });
  assert.deepEqual(splitYes("eyes"), { words: "eyes", yes: false });
  assert.deepEqual(splitYes("yes draught"), { words: "yes draught", yes: false });
});

test("money reads with its word in the right number", () => {
  assert.equal(money(1, "crystals"), "1 crystal");
  assert.equal(money(0, "exons"), "0 exons");
});
