import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import { readSource } from "./source.ts";

const SCHEMA = z.array(z.strictObject({ id: z.string(), level: z.int() }));
const VALUE = [
  { id: "rat", level: 1 },
  { id: "eel", level: 2 },
];

test("the same entries come out of YAML and of JSON", () => {
  const yaml = "- id: rat\n  level: 1\n- { id: eel, level: 2 }\n";
  for (const text of [yaml, JSON.stringify(VALUE), JSON.stringify(VALUE, null, 2)])
    assert.deepEqual(readSource(text, "a.yaml", SCHEMA).value, VALUE);
});

test("what does not fit is named with its place, in JSON as in YAML", () => {
  const [yaml, json] = ["- id: rat\n  level: one\n", '[{"id":"rat",\n"level":"one"}]'].map((text) =>
    readSource(text, "a.yaml", SCHEMA),
  );
  assert.match(yaml?.problems[0] ?? "", /^a\.yaml:2:10: 0\.level: /);
  assert.match(json?.problems[0] ?? "", /^a\.yaml:2:9: 0\.level: /);
  assert.equal(json?.value, null);
});

test("a place can be asked for later, of a file in which all is well", () => {
  const source = readSource(JSON.stringify(VALUE, null, 2), "a.yaml", SCHEMA);
  assert.deepEqual(source.problems, []);
  assert.match(source.problem([1, "id"], "is used twice"), /^a\.yaml:\d+:\d+: 1\.id: is used twice$/);
});

test("text that only begins like JSON is read as YAML, and what is neither is a problem with its place", () => {
  assert.deepEqual(readSource("[{ id: rat, level: 1 }]", "a.yaml", SCHEMA).value, [{ id: "rat", level: 1 }]);
  const broken = readSource('[{"id": "rat"', "a.yaml", SCHEMA);
  assert.equal(broken.value, null);
  assert.match(broken.problems[0] ?? "", /^a\.yaml:1:\d+: /);
});
