import assert from "node:assert/strict";
import { test } from "node:test";
import { GRADES } from "../catalog/words.ts";
import { GRADE_BAND, GRADE_CRYSTALS } from "../combat/tuning.ts";
import { gainXp, xpToNext } from "../hunter/levels.ts";
import { Random } from "../random.ts";
import { realCatalog, testHunter } from "../test-turn.ts";
import { gapFactor, gateCrystals, gearFor, shareOf, xpFor } from "./worth.ts";

test("alone everything is one's own; each of a greater party has less", () => {
  const shares = Array.from({ length: 10 }, (_, at) => shareOf(at + 1));
  assert.equal(shares[0], 1);
  assert.equal(shares.at(-1), 0.5);
  for (let at = 1; at < shares.length; at++) assert.ok((shares[at] ?? 1) < (shares[at - 1] ?? 0));
});

test("a gate's crystals rise with grade and level, inside the grade's bounds", () => {
  let last = 0;
  for (const grade of GRADES) {
    const { least, most } = GRADE_BAND[grade];
    assert.equal(gateCrystals(grade, least), GRADE_CRYSTALS[grade].least);
    assert.equal(gateCrystals(grade, most), GRADE_CRYSTALS[grade].most);
    assert.ok(gateCrystals(grade, most) > last);
    last = gateCrystals(grade, most);
  }
});

test("what is far below pays less, and what is above not much more", () => {
  assert.equal(gapFactor(10, 10), 1);
  assert.ok(gapFactor(2, 10) < 0.6);
  assert.ok(gapFactor(1, 100) <= 0.2);
  assert.ok(gapFactor(400, 10) <= 1.3);
  assert.ok(xpFor({ rank: "boss" }, 5, 5, 1) > xpFor({ rank: "elite" }, 5, 5, 1));
});

test("levels cost more and more, without a jump, up to the last one", () => {
  for (let level = 1; level < 600; level++) {
    const step = xpToNext(level + 1) / xpToNext(level);
    assert.ok(step > 1 && step < 1.7, `level ${level}: ${step}`);
  }
});

test("experience makes levels and points, and nothing is lost on the way", () => {
  const { hunter, levels } = gainXp(testHunter("Mara"), xpToNext(1) + xpToNext(2) + 7);
  assert.equal(levels, 2);
  assert.deepEqual([hunter.sheet.level, hunter.sheet.xp, hunter.sheet.points], [3, 7, 6]);
  assert.throws(() => gainXp(hunter, -1), RangeError);
  assert.throws(() => gainXp(hunter, Number.NaN), RangeError);
});

test("found gear can be worn about now, and mostly by whoever finds it", () => {
  const random = new Random("gear");
  for (const level of [1, 10, 40, 120, 400]) {
    let own = 0;
    for (let roll = 0; roll < 200; roll++) {
      const item = gearFor(realCatalog(), { level, grade: "C", base: "mage", luck: 20 }, random);
      assert.ok(item && item.level <= level + 1 && !item.bound && !item.gacha);
      if (!item.classes || item.classes.includes("mage")) own++;
    }
    assert.ok(own > 140, `level ${level}: ${own}`);
  }
});

test("luck finds the rarer", () => {
  const rare = (luck: number) => {
    const random = new Random("luck");
    return Array.from({ length: 2000 }, () =>
      gearFor(realCatalog(), { level: 60, grade: "B", base: "fighter", luck }, random),
    ).filter((item) => item && item.rarity !== "common" && item.rarity !== "uncommon").length;
  };
  assert.ok(rare(300) > rare(5) * 1.15, `${rare(300)} against ${rare(5)}`);
});
