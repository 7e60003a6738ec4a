import assert from "node:assert/strict";
import { test } from "node:test";
import { GRADES, HUNTER_CLASSES } from "../catalog/words.ts";
import { GRADE_BAND } from "../combat/tuning.ts";
import { gradeOf, nextClass, opens } from "../hunter/licence.ts";
import { realCatalog } from "../test-turn.ts";
import { levelIn, offersAt, SLOT_MS, slotLeft } from "./offers.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const catalog = realCatalog();

test("the cards are the same for everyone through half an hour, then others", () => {
  const first = offersAt(catalog, NOON, "E");
  assert.deepEqual(offersAt(catalog, NOON + SLOT_MS - 1, "E"), first);
  assert.notDeepEqual(offersAt(catalog, NOON + SLOT_MS, "E"), first);
  assert.equal(slotLeft(NOON), SLOT_MS);
  assert.equal(slotLeft(NOON + SLOT_MS - 1), 1);
});

test("every grade has cards from its lowest level to its highest", () => {
  for (const grade of GRADES) {
    const offers = offersAt(catalog, NOON, grade);
    const { least, most } = GRADE_BAND[grade];
    assert.ok(offers.length >= 5, grade);
    assert.equal(offers[0]?.least, least);
    assert.equal(offers.at(-1)?.most, most);
    for (let level = least; level <= most; level++)
      assert.ok(
        offers.some((offer) => levelIn(offer, level) === level),
        `${grade}, level ${level}`,
      );
  }
});

test("no two gates of the board share a name, so that a name is enough to enter", () => {
  for (let slot = 0; slot < 40; slot++) {
    const names = GRADES.flatMap((grade) => offersAt(catalog, NOON + slot * SLOT_MS, grade)).map(
      ({ name }) => name,
    );
    assert.equal(new Set(names).size, names.length);
  }
});

test("each hunter class opens one grade more", () => {
  assert.deepEqual(HUNTER_CLASSES.map(gradeOf), GRADES);
  assert.equal(opens("F", 9, "E"), true);
  assert.equal(opens("F", 30, "D"), false);
  assert.equal(opens("E", 10, "D"), true);
  assert.equal(opens("E", 9, "D"), false);
  assert.deepEqual(nextClass("F"), { licence: "E", level: 10 });
  assert.equal(nextClass("S"), null);
});
