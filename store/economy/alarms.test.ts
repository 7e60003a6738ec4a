import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmsFrom, type Figures } from "./alarms.ts";
import type { Flow } from "./flows.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const DAY = Math.floor(NOW / 86_400_000);
const HOUR = Math.floor(NOW / 3_600_000);

const flow = (since: number, minted: number, burnt = 0): Flow => ({
  since,
  minted,
  burnt,
  taxed: 0,
  movements: 1,
});
const calm: Figures = {
  now: NOW,
  countedTo: new Date(NOW - 60_000),
  proof: { at: new Date(NOW - 3_600_000), tookMs: 20, movements: 9, faults: [] },
  supply: 100_000,
  today: DAY,
  days: [1, 2, 3, 4].map((ago) => flow(DAY - ago, 3_000, 1_000)),
  hour: HOUR,
  hours: [2, 3, 4, 5].map((ago) => flow(HOUR - ago, 200, 50)),
  incomes: { earners: 12, middle: 100, most: 400, top: [{ hunterId: "7", name: "Mara", earned: 900 }] },
};
const texts = (more: Partial<Figures>) => alarmsFrom({ ...calm, ...more }).map(({ text }) => text);

test("a usual day raises no alarm", () => {
  assert.deepEqual(texts({}), []);
});

test("a proof that fails comes first, with what it found", () => {
  const faults = ["3 balances differ from the ledger", "hunter:4 has 0 crystals, booked are 12"];
  const alarms = alarmsFrom({
    ...calm,
    countedTo: null,
    proof: { at: new Date(NOW), tookMs: 20, movements: 9, faults },
  });
  assert.equal(alarms[0]?.level, "fail");
  assert.match(
    alarms[0]?.text ?? "",
    /^The books don't add up: 3 balances differ from the ledger, and 1 more\.$/,
  );
  assert.match(alarms[1]?.text ?? "", /was not added up yet/);
});

test("books that were not proven for two days, and a count that stands still, are told", () => {
  const old = { at: new Date(NOW - 3 * 86_400_000), tookMs: 20, movements: 9, faults: [] };
  assert.match(texts({ proof: old })[0] ?? "", /not proven for two days/);
  assert.match(texts({ countedTo: new Date(NOW - 3_600_000) })[0] ?? "", /since 2026-11-25 11:00 UTC/);
});

test("a supply that jumps against the week before is told, up or down, a day or an hour", () => {
  assert.match(texts({ days: [...calm.days, flow(DAY, 9_000)] })[0] ?? "", /grew by 9,000 crystals today/);
  assert.match(
    texts({ days: [...calm.days, flow(DAY, 0, 9_000)] })[0] ?? "",
    /shrank by 9,000 crystals today/,
  );
  assert.match(
    texts({ hours: [...calm.hours, flow(HOUR - 1, 1_500)] })[0] ?? "",
    /grew by 1,500 crystals in the last full hour; no hour of the week before changed it by more than 150\./,
  );
});

test("no jump is told of a small change, of a young game, or of an hour that is still running", () => {
  assert.deepEqual(texts({ days: [...calm.days, flow(DAY, 4_000)] }), []);
  assert.deepEqual(texts({ days: [flow(DAY - 1, 10), flow(DAY, 90_000)] }), []);
  assert.deepEqual(texts({ hours: [...calm.hours, flow(HOUR, 50_000)] }), []);
});

test("a hunter who earns far beyond the others is named; among a few nobody is", () => {
  const top = [
    { hunterId: "7", name: "Mara", earned: 52_000 },
    { hunterId: "8", name: null, earned: 50_000 },
    { hunterId: "9", name: "Jun", earned: 1_100 },
  ];
  const incomes = { earners: 40, middle: 100, most: 400, top };
  assert.deepEqual(texts({ incomes }), [
    "Mara earned 52,000 crystals today; the middle one of 40 hunters earned 100, nine of ten no more than 400.",
    "Hunter 8 earned 50,000 crystals today; the middle one of 40 hunters earned 100, nine of ten no more than 400.",
  ]);
  assert.deepEqual(texts({ incomes: { ...incomes, earners: 9 } }), []);
});
