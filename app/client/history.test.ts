import assert from "node:assert/strict";
import { it } from "node:test";
import { History } from "./history.ts";

it("walks to older lines and back to the unfinished one", () => {
  const history = new History();
  for (const line of ["look", "go street", "go street", "who"]) history.add(line);
  assert.equal(history.older("sa"), "who");
  assert.equal(history.older("who"), "go street");
  assert.equal(history.older("go street"), "look");
  assert.equal(history.older("look"), null);
  assert.equal(history.newer(), "go street");
  assert.equal(history.newer(), "who");
  assert.equal(history.newer(), "sa");
  assert.equal(history.newer(), null);
});

it("keeps two hundred lines", () => {
  const history = new History();
  for (let i = 0; i < 300; i++) history.add(`line ${i}`);
  let oldest = "";
  for (let line = history.older(""); line !== null; line = history.older("")) oldest = line;
  assert.equal(oldest, "line 100");
});
