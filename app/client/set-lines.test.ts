import assert from "node:assert/strict";
import { it } from "node:test";
import { setLines } from "./set-lines.ts";

const note = "Drain Rat ████ 40%";

it("keeps a note at the right edge of a narrower terminal", () => {
  const line = `The rat waits.${" ".repeat(80 - 14 - note.length)}${note}`;
  assert.equal(setLines(line, 80), line);
  assert.equal(setLines(line, 60), `The rat waits.${" ".repeat(60 - 14 - note.length)}${note}`);
  assert.equal(setLines(line, 30), `The rat waits.\n${" ".repeat(30 - note.length)}${note}`);
  assert.equal(
    setLines(`${" ".repeat(80 - note.length)}${note}`, 40),
    `${" ".repeat(40 - note.length)}${note}`,
  );
});

it("breaks words, but no address", () => {
  const address = `https://example.org/${"a".repeat(30)}`;
  assert.equal(setLines("one two three", 8), "one two\nthree");
  assert.equal(setLines(`see ${address} there`, 20), `see\n${address} there`);
  assert.equal(setLines("see https://example.org/x now", 80), "see https://example.org/x now");
});
