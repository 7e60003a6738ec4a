import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE_CLASSES, type BaseClass } from "../catalog/words.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { play } from "../play.ts";
import { realCatalog, testHunter, testTurn } from "../test-turn.ts";
import { nextStep, tutorialStep } from "./next-step.ts";

/** Someone new at human pace types so many lines in five minutes. */
const LINES_IN_FIVE_MINUTES = 100;

type Newcomer = { hunter: Hunter; lines: number; last: string };

function typing(newcomer: Newcomer, line: string): Newcomer {
  const turn = { ...testTurn(newcomer.hunter), catalog: realCatalog() };
  const { hunter = newcomer.hunter, text, refused } = play(turn, line);
  assert.notEqual(refused, true, `${line}: ${text}`);
  return { hunter, lines: newcomer.lines + 1, last: text };
}

/** Through the first lesson as it says itself: east, and whatever stands there. */
function throughLesson(start: Newcomer): Newcomer {
  let now = typing(start, "enter first lesson");
  while (now.hunter.run) {
    assert.ok(now.lines < LINES_IN_FIVE_MINUTES, now.last);
    now = typing(now, now.hunter.run.fight ? "auto" : "east");
  }
  return now;
}

const hintFor = ({ hunter }: Newcomer) => nextStep({ ...testTurn(hunter), catalog: realCatalog() });

function firstEvening(base: BaseClass): Newcomer {
  let now: Newcomer = { hunter: testHunter("Mara"), lines: 0, last: "" };
  assert.equal(hintFor(now), "[System] Next: talk oh");
  now = typing(now, "talk oh");
  assert.match(hintFor(now), /become/);
  now = typing(now, `become ${base}`);
  assert.match(hintFor(now), /enter first lesson/);
  now = throughLesson(now);
  assert.match(hintFor(now), /talk oh/);
  now = typing(now, "talk oh");
  assert.match(hintFor(now), /equip/);
  now = typing(typing(now, "equip vest"), "street");
  assert.match(hintFor(now), /Sabo/);
  now = typing(typing(typing(now, "shop"), "talk sabo"), "shop potions");
  assert.match(hintFor(now), /Association Hall \(street, hall\), then talk oh/);
  return typing(typing(typing(now, "street"), "hall"), "talk oh");
}

for (const base of BASE_CLASSES)
  test(`a new ${base} is led through class, gate, equipment, shop and talk in five minutes by the hints alone`, () => {
    const { hunter, lines } = firstEvening(base);
    assert.deepEqual(hunter.annals.questsDone, ["sign-on-the-left", "dressed-for-it"]);
    assert.ok(hunter.pack.worn.armor);
    assert.ok(hunter.purse.crystals > 0);
    assert.ok(lines < LINES_IN_FIVE_MINUTES, `${lines} lines`);
    assert.notEqual(tutorialStep({ ...testTurn(hunter), catalog: realCatalog() }), null);
  });
