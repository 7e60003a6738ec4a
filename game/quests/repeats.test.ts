import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "../hunter/counters.ts";
import { dayOf, weekOf } from "../hunter/day.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { realCatalog, testHunter } from "../test-turn.ts";
import { DAILIES, dailySet, handIn, mayTake, take } from "./quest.ts";

const catalog = realCatalog();
const DAY_MS = 86_400_000;
const MONDAY = Date.UTC(2026, 10, 23);

const ofLevel = (level: number): Hunter => {
  const plain = testHunter("Mara", { guild: "7" });
  return { ...plain, sheet: { ...plain.sheet, base: "fighter", level } };
};
const on = (hunter: Hunter, now: number): Hunter => ({
  ...hunter,
  annals: { ...hunter.annals, day: dayOf(now) },
});

test("a week begins on Monday, in UTC", () => {
  assert.equal(weekOf(dayOf(MONDAY)), weekOf(dayOf(MONDAY + 7 * DAY_MS - 1)));
  assert.notEqual(weekOf(dayOf(MONDAY)), weekOf(dayOf(MONDAY - 1)));
});

test("a guild's quest is done once a week, and opens what follows it for good", () => {
  const quest = catalog.quests.get("first-table");
  assert.ok(quest);
  let hunter = on(ofLevel(20), MONDAY);
  for (const week of [0, 1]) {
    const now = MONDAY + 7 * week * DAY_MS;
    hunter = on(hunter, now);
    assert.equal(mayTake(hunter, catalog, quest), true, `week ${week}`);
    hunter = count(take(hunter, quest), ["party-gates", 2]);
    const granted = handIn(hunter, catalog, quest, now);
    assert.ok(granted);
    hunter = granted.hunter;
    assert.equal(mayTake(hunter, catalog, quest), false);
    assert.equal(mayTake(on(hunter, now + 6 * DAY_MS), catalog, quest), false);
  }
  assert.equal(hunter.annals.questsDone.filter((id) => id === quest.id).length, 1);
  assert.equal(mayTake({ ...on(hunter, MONDAY + 14 * DAY_MS), guild: null }, catalog, quest), false);
});

test("other quests are done once for good", () => {
  const hunter = on(ofLevel(400), MONDAY);
  const quest = [...catalog.quests.values()].find(
    (one) => one.kind !== "daily" && one.kind !== "guild" && mayTake(hunter, catalog, one),
  );
  assert.ok(quest);
  const done = { ...hunter, annals: { ...hunter.annals, questsDone: [quest.id] } };
  assert.equal(mayTake(done, catalog, quest), false);
  assert.equal(mayTake(on(done, MONDAY + 70 * DAY_MS), catalog, quest), false);
});

test("the day's errands are for the hunter's level: the great are not sent for rat tails", () => {
  const levels = (level: number) =>
    Array.from({ length: 60 }, (_, day) => dailySet(ofLevel(level), catalog, 20_000 + day)).flat();
  for (const [level, least] of [
    [100, 25],
    [250, 60],
    [450, 75],
  ] as const) {
    const drawn = levels(level);
    assert.equal(drawn.length, 60 * DAILIES);
    assert.ok(Math.min(...drawn.map((quest) => quest.level)) >= least, `level ${level}`);
    assert.ok(new Set(drawn).size >= 6, "and not always the same");
  }
  assert.equal(dailySet(ofLevel(1), catalog, 20_000).length, 2);
});
