import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffInputs, member, topLevel } from "./diff.ts";
import { type Bag, UNKNOWN } from "./values.ts";

const none = () => false;
const kinds = (olds: Bag, news: Bag, replacing: (property: string) => boolean = none) =>
  Object.fromEntries(
    Object.entries(diffInputs(olds, news, replacing)).map(([path, change]) => [path, change.kind]),
  );

test("each differing leaf is named by its path", () => {
  const olds = { same: 1, gone: "x", list: [1, 2, 3], labels: { "a.b": "1", c: "2" }, kind: "text" };
  const news = { same: 1, fresh: true, list: [1, 5], labels: { "a.b": "9", d: "2" }, kind: ["text"] };
  assert.deepEqual(kinds(olds, news), {
    gone: "delete",
    fresh: "add",
    "list[1]": "update",
    "list[2]": "delete",
    'labels["a.b"]': "update",
    "labels.c": "delete",
    "labels.d": "add",
    kind: "update",
  });
});

test("a change anywhere under a replacing property is a replacement", () => {
  assert.deepEqual(
    kinds({ a: { b: [1] }, c: 1 }, { a: { b: [2] }, c: 2 }, (property) => property === "a"),
    { "a.b[0]": "update-replace", c: "update" },
  );
});

test("null and absent are the same", () => {
  assert.deepEqual(kinds({ a: null, b: { c: null } }, { b: {}, d: null }), {});
});

test("an unknown counts as changed where it stands", () => {
  assert.deepEqual(kinds({ a: { b: 1 }, c: [1, 2] }, { a: UNKNOWN, c: [1, UNKNOWN] }), {
    a: "update",
    "c[1]": "update",
  });
});

test("nothing differs from itself, and every path leads back to its property", () => {
  const bag = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue() as fc.Arbitrary<Bag[string]>);
  fc.assert(fc.property(bag, (olds) => assert.deepEqual(diffInputs(olds, olds, none), {})));
  fc.assert(
    fc.property(bag, bag, (olds, news) => {
      for (const path of Object.keys(diffInputs(olds, news, none))) {
        assert.ok(topLevel(path) in { ...olds, ...news }, path);
      }
    }),
  );
});

test("path members are quoted where they must be", () => {
  assert.equal(member(member("", "labels"), "a.b"), 'labels["a.b"]');
  assert.equal(topLevel('["a\\"b"].c'), 'a"b');
});
