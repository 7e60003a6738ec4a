import assert from "node:assert/strict";
import { test } from "node:test";
import { checkProperties, type PropertySpec, unknownProperties } from "./strict.ts";
import { UNKNOWN, type Value } from "./values.ts";

const one = (value: Parameters<typeof checkProperties>[0][string], spec: PropertySpec) =>
  checkProperties({ it: value }, { it: spec }).map(({ property, reason }) => `${property} ${reason}`);

test("a property that isn't implemented is named, with whose limit it is and what to do", () => {
  const [failure, ...others] = unknownProperties({ name: "a", gpus: 2, absent: null }, ["name"]);
  assert.deepEqual(others, []);
  assert.equal(failure?.property, "gpus");
  assert.match(failure?.reason ?? "", /doesn't implement "gpus".*stand-in's limit.*official plugin.*remove/s);
});

test("each type takes its own values and unknowns, and refuses others", () => {
  const good: Record<string, Value> = {
    string: "a",
    boolean: false,
    number: 1.5,
    integer: 2,
    list: [1],
    "string[]": ["a", UNKNOWN],
  };
  for (const [type, value] of Object.entries(good)) {
    const spec = { type: type as PropertySpec["type"] };
    assert.deepEqual(one(value, spec), [], type);
    assert.deepEqual(one(UNKNOWN, spec), [], type);
    assert.equal(one({ a: 1 }, spec).length, 1, type);
  }
  assert.deepEqual(one({ a: "1", b: UNKNOWN, c: null }, { type: "map<string>" }), []);
  assert.deepEqual(one({ a: 1 }, { type: "map<string>" }), ["it must be a map of strings"]);
  assert.deepEqual(one([1], { type: "string[]" }), ["it must be a list of strings"]);
  assert.deepEqual(one({ a: [1] }, { type: "any" }), []);
});

test("missing, too small and foreign values are told apart", () => {
  assert.deepEqual(one(null, { type: "string", required: true }), ["it is required"]);
  assert.deepEqual(one(null, { type: "string" }), []);
  assert.deepEqual(one(0, { type: "integer", min: 1 }), ["it must be at least 1, is 0"]);
  assert.deepEqual(one(1.5, { type: "integer" }), ["it must be a whole number"]);
  assert.deepEqual(one("c", { type: "string", oneOf: ["a", "b"] }), ['it must be one of a, b, is "c"']);
});
