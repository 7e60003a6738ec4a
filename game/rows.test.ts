import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "./rows.ts";

const CELLS = [
  ["1", "Owl", "", "luck 1"],
  ["12", "안녕", "", ""],
];

test("columns are aligned by what a terminal shows, and empty ones are left out", () => {
  assert.deepEqual(rows(CELLS, false), ["  1   Owl   luck 1", "  12  안녕"]);
});

test("a screen reader gets a sentence a row", () => {
  assert.deepEqual(rows(CELLS, true), ["1, Owl, luck 1.", "12, 안녕."]);
});

test("of nothing there are no rows", () => {
  assert.deepEqual(rows([], false), []);
});
