import assert from "node:assert/strict";
import { test } from "node:test";
import type { Quest } from "../catalog/schemas.ts";
import type { Counter } from "../catalog/words.ts";
import { count } from "../hunter/counters.ts";
import { dayOf } from "../hunter/day.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { play } from "../play.ts";
import { realCatalog, testHunter, testTurn } from "../test-turn.ts";
import { addItem, carriedCount } from "../things/pack.ts";
import type { Outcome } from "../turn.ts";
import { DAILIES, dailySet } from "./quest.ts";

const catalog = realCatalog();
const NOON = testTurn(testHunter("Mara")).now;

/** Somebody who may take that quest, standing where it is given. */
function candidate({ id, classes, level, after, giver, kind }: Quest): Hunter {
  const plain = testHunter("Mara", { room: giver.place, guild: kind === "guild" ? "3" : null });
  const sheet = { ...plain.sheet, base: classes?.[0] ?? ("mage" as const), level: Math.max(level, 100) };
  const tutorials = [...catalog.quests.values()].filter((one) => one.kind === "tutorial" && one.id !== id);
  const questsDone = [...after, ...tutorials.map((one) => one.id)];
  const ready = { ...plain, sheet, annals: { ...plain.annals, questsDone, day: dayOf(NOON) } };
  return count(ready, ["gates", 100], ["kills:boss", 50]);
}

function typing(hunter: Hunter, line: string): Outcome & { hunter: Hunter } {
  const outcome = play({ ...testTurn(hunter), catalog }, line);
  return { ...outcome, hunter: outcome.hunter ?? hunter };
}

/** With everything done and found that the quest asks for. */
function fulfilled(hunter: Hunter, quest: Quest): Hunter {
  const goals = quest.goals.map(({ counter, count: need }) => [counter as Counter, need] as const);
  return quest.hands.reduce(
    (so, { item, count: need }) => addItem(so, catalog, item, need).hunter,
    count(hunter, ...goals),
  );
}

for (const quest of catalog.quests.values())
  test(`"${quest.name}" is offered by who gives it, taken, handed in and paid`, () => {
    const talk = `talk ${quest.giver.person}`;
    const taken = quest.kind === "daily" ? withQuest(candidate(quest), quest) : takenOf(quest, talk);
    assert.ok(taken.annals.quests.some(({ id }) => id === quest.id));
    const { hunter, text } = typing(fulfilled(taken, quest), talk);
    assert.match(text, new RegExp(`Quest "${quest.name.replaceAll("?", "\\?")}" is done`));
    const done = quest.kind === "daily" ? hunter.annals.dailyDone : hunter.annals.questsDone;
    assert.ok(done.includes(quest.id));
    assert.equal(hunter.purse.exons >= quest.reward.exons, true);
    for (const { item, count: many } of quest.reward.items)
      assert.ok(carriedCount(hunter, item) >= many, item);
    if (quest.job) assert.equal(hunter.sheet.job, quest.job);
    if (quest.reward.title) assert.ok(hunter.annals.titles.includes(quest.reward.title));
  });

function takenOf(quest: Quest, talk: string): Hunter {
  const { hunter } = typing(candidate(quest), talk);
  return quest.kind === "tutorial" ? hunter : typing(hunter, `accept ${quest.id}`).hunter;
}

/** A daily quest is on offer on some days only. */
function withQuest(hunter: Hunter, { id, goals }: Quest): Hunter {
  return { ...hunter, annals: { ...hunter.annals, quests: [{ id, from: goals.map(() => 0) }] } };
}

test("each day has its daily quests, from level 1 on, and every one comes round", () => {
  const seen = new Set<string>();
  const young = testHunter("Mara");
  for (let day = 20_000; day < 20_200; day++) {
    assert.ok(dailySet(young, catalog, day).length > 0);
    for (const level of [3, 5, 10, 25, 60, 110, 240, 400]) {
      const old: Hunter = { ...young, sheet: { ...young.sheet, base: "healer", level } };
      const set = dailySet(old, catalog, day);
      assert.equal(set.length, DAILIES);
      for (const { id } of set) seen.add(id);
    }
  }
  const daily = [...catalog.quests.values()].filter(({ kind, classes }) => kind === "daily" && !classes);
  for (const { id } of daily) assert.ok(seen.has(id), id);
});
