import assert from "node:assert/strict";
import { it } from "node:test";
import { bytes, duration, plural } from "../store/vitals/units.ts";
import { columns, wrap } from "./columns.ts";

it("bytes are told in the unit that fits", () => {
  assert.deepEqual([0, 1023, 1024, 10 * 1024, 1.44 * 2 ** 20, 812 * 2 ** 20, 69 * 2 ** 30].map(bytes), [
    "0 B",
    "1023 B",
    "1.0 KiB",
    "10 KiB",
    "1.4 MiB",
    "812 MiB",
    "69 GiB",
  ]);
});

it("a length of time is told by its two largest parts", () => {
  assert.deepEqual([0, 59, 60, 3_725, 90_000, 86_400 * 3 + 59].map(duration), [
    "0 s",
    "59 s",
    "1 min",
    "1 h 2 min",
    "1 d 1 h",
    "3 d",
  ]);
  assert.equal(plural(1, "line"), "1 line");
  assert.equal(plural(0, "line"), "0 lines");
});

it("columns are aligned, numbers to the right, colour taking no room", () => {
  const rows = [
    ["web", "\x1b[32m7\x1b[39m", "x"],
    ["terminal", "12", ""],
  ];
  assert.deepEqual(columns(rows, [1]), ["web        \x1b[32m7\x1b[39m  x", "terminal  12"]);
});

it("text is wrapped between words, and a word that is too long keeps a line to itself", () => {
  assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrap("incomprehensible text", 5), ["incomprehensible", "text"]);
});
