import assert from "node:assert/strict";
import { test } from "node:test";
import { pointsOf, quarterAt, seasonGains, seasonTitle } from "./season.ts";

test("a season is a quarter of the year, from its first to its last moment", () => {
  const day = 86_400_000;
  for (const [now, starts, ends] of [
    [Date.UTC(2026, 10, 25), Date.UTC(2026, 9), Date.UTC(2027, 0)],
    [Date.UTC(2026, 0), Date.UTC(2026, 0), Date.UTC(2026, 3)],
    [Date.UTC(2027, 3) - 1, Date.UTC(2027, 0), Date.UTC(2027, 3)],
    [Date.UTC(2028, 1, 29), Date.UTC(2028, 0), Date.UTC(2028, 0) + 91 * day],
  ] as const)
    assert.deepEqual(quarterAt(now), { starts, ends });
});

test("points are for gates, twice as many for each grade, and only what was gained counts", () => {
  assert.equal(pointsOf("E"), 1);
  assert.equal(pointsOf("C"), 4);
  const before = { level: 9, gates: 5, "gates:E": 5 };
  const now = { level: 12, gates: 8, "gates:E": 6, "gates:C": 2, "kills:boss": 1 };
  assert.deepEqual(seasonGains(before, now), [
    { board: "points", more: 9 },
    { board: "gates", more: 3 },
    { board: "gates:E", more: 1 },
    { board: "gates:C", more: 2 },
    { board: "kills:boss", more: 1 },
  ]);
  assert.deepEqual(seasonGains(now, now), []);
});

test("the three best of a season and the best of each grade have a title of it", () => {
  assert.equal(seasonTitle(2, "points", 1), "First of Season 2");
  assert.equal(seasonTitle(2, "points", 3), "Third of Season 2");
  assert.equal(seasonTitle(2, "points", 4), null);
  assert.equal(seasonTitle(2, "gates:S", 1), "First in S Gates, Season 2");
  assert.equal(seasonTitle(2, "gates:S", 2), null);
  assert.equal(seasonTitle(2, "gates", 1), null);
});
