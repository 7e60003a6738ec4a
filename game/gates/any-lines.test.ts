import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Catalog } from "../catalog/catalog.ts";
import { BASE_CLASSES, STATS } from "../catalog/words.ts";
import { bodyOf } from "../hunter/body.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { purseOf } from "../money/movement.ts";
import { realCatalog, testCatalog } from "../test-turn.ts";
import type { Outcome } from "../turn.ts";
import { Player } from "./test-player.ts";

/** What somebody may type anywhere: sense, nonsense, numbers that are none. */
const LINES = [
  ..."strike|strike 2|strike 99|guard|flee|auto|auto 5|auto 0|auto 1e9|auto NaN|auto -1|skill|skill heavy|skill cleaving".split(
    "|",
  ),
  ..."skill mend|skill spark 1|skill nothing|use life|use way|use resurrection|use flash|use 1|use 999999|die".split(
    "|",
  ),
  ..."look|look rat|look 1|map|search|disarm|open|rest|descend|leave|go north|north|south|east|west|up|go nowhere".split(
    "|",
  ),
  ..."gates|enter first|enter mill number|enter sunken|enter x|board|hall|exam|exam begin|respec|respec yes|tactic".split(
    "|",
  ),
  ..."tactic cautious|tactic aggressive|tactic nonsense|status|stats|skills|stat strength|stat agility 2|stat luck -1".split(
    "|",
  ),
  ..."stat luck 1,000|stat luck 1e3|stat luck NaN|stat vitality 99999999|become mage|become fighter|become|inventory".split(
    "|",
  ),
  ..."equip 1|remove weapon|drop 1|claim|sell all|buy life draught|cure all|say hello|who|quests|help stats".split(
    "|",
  ),
];

const steps = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constant("*") }, { weight: 4, arbitrary: fc.constantFrom(...LINES) }),
  {
    minLength: 40,
    maxLength: 240,
    size: "max",
  },
);
const setting = fc.record({
  base: fc.constantFrom(...BASE_CLASSES),
  seed: fc.nat().map(String),
  steps,
});

/** Plays the lines; `*` is what a player would type next. */
function played(
  catalog: Catalog,
  { base, seed, steps }: { base: string; seed: string; steps: string[] },
): Player {
  const player = new Player(catalog);
  player.hunter = { ...player.hunter, seed };
  player.all(`become ${base}`, "enter first lesson");
  for (const step of steps) {
    const before = player.hunter;
    const copy = structuredClone(before);
    const line = step === "*" ? player.nextLine() : step;
    const outcome = player.type(line);
    assert.deepEqual(before, copy, `${line} changed the hunter that it was given`);
    holds(player, before, outcome, line);
  }
  return player;
}

function holds({ hunter, catalog }: Player, before: Hunter, outcome: Outcome, line: string): void {
  const where = `after "${line}": ${outcome.text}`;
  const { sheet, purse, run, pack } = hunter;
  const { values } = bodyOf(hunter, catalog);
  assert.ok(outcome.text.length > 0 && !/undefined|NaN|\[object|\{\w+\}/.test(outcome.text), where);
  assert.ok(Number.isInteger(sheet.hp) && sheet.hp >= (run?.fight ? 0 : 1) && sheet.hp <= values.hp, where);
  assert.ok(Number.isInteger(sheet.mp) && sheet.mp >= 0 && sheet.mp <= values.mp, where);
  assert.ok(Number.isInteger(sheet.xp) && sheet.xp >= 0 && sheet.points >= 0, where);
  const spent = STATS.reduce((sum, stat) => sum + sheet.stats[stat] - 5, 0);
  assert.equal(spent + sheet.points, (sheet.level - 1) * 3, where);
  assert.ok(pack.carried.length <= pack.slots && pack.carried.every(({ count }) => count > 0), where);
  assert.deepEqual(JSON.parse(JSON.stringify(hunter)), hunter, where);
  if (outcome.refused) assert.equal(outcome.hunter, undefined, where);
  for (const currency of ["crystals", "exons"] as const) {
    const moved = (outcome.movements ?? []).reduce((sum, one) => {
      assert.ok(Number.isSafeInteger(one.amount) && one.amount > 0, where);
      if (one.currency !== currency) return sum;
      return (
        sum + (one.to === purseOf(hunter) ? one.amount : 0) - (one.from === purseOf(hunter) ? one.amount : 0)
      );
    }, 0);
    assert.equal(purse[currency], before.purse[currency] + moved, where);
    assert.ok(purse[currency] >= 0, where);
  }
}

for (const [name, catalog, numRuns] of [
  ["the tests' content", testCatalog(), 150],
  ["the game's own content", realCatalog(), 60],
] as const)
  test(`any lines keep a hunter whole, paid and plain, on ${name}`, () => {
    fc.assert(
      fc.property(setting, (one) => {
        played(catalog, one);
      }),
      { numRuns, endOnFailure: true },
    );
  });

test("the same lines give the same bytes", () => {
  fc.assert(
    fc.property(setting, (one) => {
      const [first, second] = [played(testCatalog(), one), played(testCatalog(), one)];
      assert.equal(JSON.stringify(second.hunter), JSON.stringify(first.hunter));
      assert.equal(second.transcript.join("\n"), first.transcript.join("\n"));
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
