import assert from "node:assert/strict";
import { test } from "node:test";
import { Measurements, makeReport, type SiteName } from "./figures.ts";
import { table } from "./table.ts";

function measured(): Measurements {
  const all = new Measurements();
  const record = (site: SiteName, speeds: readonly number[]) => {
    for (const speed of speeds) {
      all.record("home", site, "per_s", speed);
      all.record("home", site, "p99_ms", 12.5);
      all.record("home", site, "bytes", 5_300);
      all.record("home", site, "server_us", 400);
    }
  };
  record("ours", [1_000, 1_200, 900]);
  record("flask", [500, 400, 450]);
  return all;
}
const SEEN = { page: "home", firstPaintMs: 60, layoutShift: 0, transferred: 21_000 } as const;

test("ratios are of the rounds' pairs, one a page, and null where a peer was not measured", () => {
  const report = makeReport(measured(), []);
  assert.deepEqual(report.ratios, { home: 2, leaderboard: null, marketplace: null, login: null });
  assert.equal(report.ratios_plain.home, null);
  assert.equal(report.pages.home?.ours?.per_s.median, 1_000);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
});

test("the worst page is what the browser's figures tell, and what misses its target makes the whole not ok", () => {
  const all = measured();
  all.painted = [SEEN, { ...SEEN, page: "login", firstPaintMs: 90 }];
  assert.deepEqual([makeReport(all, []).first_paint_ms, makeReport(all, []).ok], [90, true]);
  for (const missed of [{ firstPaintMs: 101 }, { layoutShift: 0.01 }, { transferred: 61 * 1024 }]) {
    all.painted = [{ ...SEEN, ...missed }];
    assert.equal(makeReport(all, []).ok, false, JSON.stringify(missed));
    assert.match(table(makeReport(all, [])), /MISSED/);
  }
});

test("without Chromium what a browser sees is null, and said so", () => {
  const report = makeReport(measured(), []);
  assert.deepEqual([report.first_paint_ms, report.layout_shift, report.ok], [null, null, true]);
  assert.match(table(report), /no Chromium/);
});

test("a wrong answer makes the whole not ok", () => {
  const all = measured();
  all.errors = 1;
  assert.equal(makeReport(all, []).ok, false);
});

test("the table has a line for each site and its ratio", () => {
  const text = table(makeReport(measured(), ["a note"]));
  assert.match(text, /ours +1,000 +12\.5 +400 +5,300\n/);
  assert.match(text, /Flask +450 +12\.5 +400 +5,300 +2 ×/);
  assert.match(text, /note {2}a note/);
});
