import assert from "node:assert/strict";
import { test } from "node:test";
import { GOALS, Progress } from "./goals.ts";

test("a newcomer goes from goal to goal by what is answered", () => {
  const progress = new Progress();
  assert.equal(progress.next(), "look");
  progress.answered("look", "Association Hall\nExits: street");
  assert.equal(progress.next(), "become");
  progress.answered("become", "The form has one line.");
  assert.equal(progress.next(), "become fighter");
  progress.answered("become fighter", "[System] Class: fighter.");
  assert.deepEqual(
    progress.reached,
    GOALS.slice(0, 2).map(({ name }) => name),
  );
  assert.equal(progress.done, false);
});

test("whoever tries too often is stuck, and says at what and what was read last", () => {
  const progress = new Progress();
  for (let time = 0; time < (GOALS[0]?.patience ?? 0); time++) {
    assert.equal(progress.stuck, null);
    progress.answered("look", "Fog.");
  }
  assert.match(progress.stuck ?? "", /sees where it is\n> look\nFog\./);
});
