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

test("a last cell that is too long goes on under its beginning", () => {
  const long = "word ".repeat(30).trim();
  const lines = rows([["12", long]], false);
  assert.equal(lines.length, 2);
  assert.ok(lines.every((line) => line.length <= 80 && /^ {6}word|^ {2}12 {2}word/.test(line)));
});

test("of nothing there are no rows", () => {
  assert.deepEqual(rows([], false), []);
});
