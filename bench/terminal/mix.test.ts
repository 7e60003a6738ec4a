import assert from "node:assert/strict";
import { test } from "node:test";
import { type Chart, NOW_AND_THEN, Walker } from "./mix.ts";

const HALF_HOUR_MS = 30 * 60_000;
const CHART: Chart = {
  streets: { hall: [{ word: "board", to: "board" }], board: [{ word: "hall", to: "hall" }] },
  board: "board",
  gates: { 7: ["black chimney"] },
};
const NOW = 7 * HALF_HOUR_MS + 1;
const last = () => 0.999;

test("a hunter in town goes to the board and into a gate of this half hour", () => {
  const walker = new Walker("hall", CHART);
  assert.equal(walker.next(last, NOW).text, "go board");
  assert.equal(walker.next(last, NOW).text, "enter black chimney");
});

test("in a gate it fights what is there, then goes where it has not been, and opens what lies there", () => {
  const walker = new Walker("board", CHART);
  const frame = { kind: "room", id: "gate-1-2", exits: [{ word: "west", to: "not seen yet" }] };
  walker.heard({ text: "", frame: { ...frame, people: ["Drain Rat"] } });
  assert.equal(walker.next(last, NOW).text, "strike");
  walker.heard({ text: "", frame: { ...frame, people: [] } });
  assert.equal(walker.next(last, NOW).text, "go west");
  walker.heard({ text: "[System] Something worth the way: open", frame: { ...frame, people: [] } });
  assert.equal(walker.next(last, NOW).text, "open");
});

test("a refused hunter tries what gets it on", () => {
  const walker = new Walker("board", CHART);
  walker.heard({ text: "Not now.", refused: true });
  assert.equal(walker.next(last, NOW).text, "auto");
  walker.heard({ text: "Not now.", refused: true });
  assert.equal(walker.next(last, NOW).text, "die");
});

test("at least six of ten lines write", () => {
  const reading = NOW_AND_THEN.reduce((sum, { weight, writes }) => sum + (writes ? 0 : weight), 0);
  assert.ok(reading <= 400, `${reading} of 1,000 lines only read`);
});
