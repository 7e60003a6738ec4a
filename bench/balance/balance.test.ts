import assert from "node:assert/strict";
import { test } from "node:test";
import { GRADES } from "../../game/catalog/words.ts";
import { GRADE_BAND } from "../../game/combat/tuning.ts";
import { career } from "./career.ts";
import { readCatalog } from "./content.ts";
import { trial } from "./trial.ts";

const catalog = readCatalog();

test("a bot gets from the hall to level 4 by what a player types, and is hardly ever refused", () => {
  const { done, commands, refusals } = career(catalog, {
    base: "fighter",
    tactic: "steady",
    seed: "test",
    level: 4,
    most: 1_000,
  });
  assert.ok(done, `${commands} commands`);
  assert.ok(refusals.length <= commands / 50, refusals.join("\n"));
});

test("a made hunter goes through a gate of every grade to some end", () => {
  for (const grade of GRADES) {
    const tried = {
      base: "archer",
      tactic: "cautious",
      grade,
      level: GRADE_BAND[grade].least + 1,
      seed: "t1",
    } as const;
    const { result, rounds, commands } = trial(catalog, tried);
    assert.match(result, /^(cleared|died|left)$/);
    assert.ok(rounds > 0 && commands > rounds);
  }
});
