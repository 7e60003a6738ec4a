import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { play } from "../play.ts";
import { afterwards } from "../quests/afterwards.ts";
import { richHunter, thingsCatalog, typed } from "../test-things.ts";
import { testTurn } from "../test-turn.ts";
import { carriedCount } from "../things/pack.ts";

const catalog = thingsCatalog();
const hunterWith = (...things: [string, number][]) => richHunter(catalog, things);
const type = (hunter: Hunter, ...lines: string[]) => typed(catalog, hunter, ...lines);
const hurt = (hunter: Hunter): Hunter => ({ ...hunter, sheet: { ...hunter.sheet, hp: 1 } });
const TOMORROW = Date.UTC(2026, 0, 2, 1);

test("the tutorial is taken by talking, reaches its goal, pays, and goes on with the next step", () => {
  const start = hunterWith(["rusted-sword", 1]);
  assert.equal(type(start, "hint").text, "[System] Next: talk oh");
  const taken = type(start, "talk oh");
  assert.match(
    taken.text,
    /^An offer that a test makes\.\n\[System\] "First Word" \(tutorial\)\.\n {2}0 of 1 {2}Equip something\./,
  );
  assert.equal(type(taken.hunter, "hint").text, "[System] Next: Equip something. (First Word)");
  const reached = type(taken.hunter, "equip sword");
  assert.match(reached.text, /\[System\] Quest "First Word" is done\. Association Hall: talk oh/);
  const paid = type(reached.hunter, "talk oh");
  assert.match(
    paid.text,
    /^A test is content now\.\n\[System\] Quest "First Word" is done\.\n {9}5 xp · 8 crystals \(2 tax\) · Plain Draught ×2\n/,
  );
  assert.match(paid.text, /\[System\] "Second Word" \(tutorial\)\.\n {2}0 of 1 {2}Talk to the boy\.$/);
  assert.equal(carriedCount(paid.hunter, "draught"), 2);
  assert.deepEqual(
    paid.outcome.movements?.map(({ from, to, amount, reason }) => [from, to, amount, reason]),
    [
      ["mint", "hunter:1", 8, "quest"],
      ["mint", "operator", 2, "tax"],
    ],
  );
  const end = type(paid.hunter, "talk boy", "talk oh").hunter;
  assert.deepEqual(end.annals.questsDone, ["first-word", "second-word"]);
});

test("what a newcomer did before the tutorial asked for it counts", () => {
  const early = type(hunterWith(["rusted-sword", 1]), "equip sword", "talk oh", "talk oh").hunter;
  assert.deepEqual(early.annals.questsDone, ["first-word"]);
});

test("other quests are offered by talk, taken by accept, and count from then on", () => {
  const start = hurt(hunterWith(["draught", 5], ["tail", 4]));
  const before = type(start, "use draught").hunter;
  const offered = type(before, "talk boy");
  assert.match(
    offered.text,
    /"Tail End" \(story\)\. Use two things\. Bring Grey Tail ×3\.\n {9}Reward: 2 exons · title "Tail Bearer"\. accept tail end\n {9}Also: accept each day/,
  );
  assert.match(type(offered.hunter, "talk boy").text, /^Poison wants the chalky one/);
  const taken = type(offered.hunter, "accept tail end");
  assert.match(
    taken.text,
    /Taken: Tail End\.\n {2}0 of 2 {2}Use two things\.\n {2}done {4}Bring Grey Tail\./,
  );
  const once = type(hurt(taken.hunter), "use draught");
  assert.match(
    type(once.hunter, "talk boy").text,
    /^Poison wants[\s\S]*"Tail End"[\s\S]*1 of 2 {2}Use two things/,
  );
  const twice = type(hurt(once.hunter), "use draught");
  assert.match(twice.text, /Quest "Tail End" is done/);
  const done = type(twice.hunter, "talk boy").hunter;
  assert.equal(carriedCount(done, "tail"), 1);
  assert.equal(done.purse.exons, 202);
  assert.deepEqual(done.annals.titles, ["Tail Bearer"]);
  assert.match(type(done, "title tail").text, /^\[System\] Mara, Tail Bearer\.$/);
});

test("a quest whose things were given away in between is not handed in", () => {
  const taken = type(hurt(hunterWith(["draught", 2], ["tail", 3])), "accept tail end", "use draught").hunter;
  const reached = type(hurt(taken), "use draught", "drop tail 3 yes").hunter;
  assert.deepEqual(type(reached, "talk boy").hunter.annals.questsDone, []);
});

test("daily quests are the same for a whole day, done once, and new at midnight UTC", () => {
  const start = hurt(hunterWith(["draught", 3]));
  const done = type(start, "accept each day", "use draught", "talk boy");
  assert.deepEqual(done.hunter.annals.dailyDone, ["each-day"]);
  assert.equal(type(done.hunter, "accept each day").outcome.refused, true);
  const tomorrow = (line: string, hunter: Hunter) =>
    play({ ...testTurn(hunter), catalog, now: TOMORROW }, line);
  assert.match(tomorrow("accept each day", done.hunter).text, /Taken: Each Day/);
  const unfinished = type(start, "accept each day").hunter;
  assert.match(
    tomorrow("quests", unfinished).text,
    /^You have taken no quest\.\nToday, for another 23 h 0 min:\n {2}Each Day {2}here, talk boy/,
  );
});

test("a daily quest of yesterday is gone at the next thing that counts, and says so", () => {
  const taken = type(hurt(hunterWith(["draught", 1])), "accept each day").hunter;
  const { hunter, text } = play({ ...testTurn(taken), catalog, now: TOMORROW }, "use draught");
  assert.match(text, /\[System\] It is another day: yesterday's errands are over\./);
  assert.doesNotMatch(text, /Each Day/);
  assert.deepEqual(hunter?.annals.quests, []);
});

test("abandoning asks first, and the quest can be taken again", () => {
  const taken = type(hunterWith(), "accept tail end").hunter;
  assert.match(type(taken, "abandon tail").text, /would be lost\. abandon tail end yes$/);
  const { hunter } = type(taken, "abandon tail yes");
  assert.deepEqual(hunter.annals.quests, []);
  assert.match(type(hunter, "accept tail end").text, /Taken/);
  assert.equal(type(hunter, "abandon tial end").text, 'You know no quest "tial end". quests lists them.');
});

test("achievements come once, with their reward and title, and may follow from one another", () => {
  const start = hunterWith(["rusted-sword", 1], ["guards-sword", 1]);
  const first = type(start, "equip rusted");
  assert.match(
    first.text,
    /\[System\] Achievement "Dressed"\. Put something on\.\n {9}3 exons · title "Dressed"\n {9}title dressed wears the title\.$/,
  );
  assert.deepEqual(first.outcome.movements, [
    { from: "mint", to: "hunter:1", currency: "exons", amount: 3, reason: "achievement" },
  ]);
  const third = type(first.hunter, "equip guards", "equip rusted");
  assert.match(third.text, /Achievement "Often Dressed"[\s\S]*Achievement "Earner"/);
  assert.equal(third.hunter.annals.achievements.length, 3);
  assert.match(
    type(start, "feats").text,
    /^\[System\] 0 of 3 achievements, 1 of them nobody talks about\.\n {2}0 of 1 equipped {2}Dressed/,
  );
  assert.match(type(third.hunter, "achievements all").text, /done {2}Earner {9}Earn fifty crystals\./);
});

test("nothing follows from what counts nothing, and the hunter stays the same object", () => {
  const hunter = hunterWith();
  const walked = { ...hunter, room: "street" };
  assert.equal(afterwards(hunter, walked, catalog, TOMORROW).hunter, walked);
  const counted = count(hunter, ["kills", 3], ["rounds", 9]);
  assert.deepEqual(afterwards(hunter, counted, catalog, TOMORROW), {
    hunter: counted,
    movements: [],
    lines: [],
  });
});

test("what was reached is noticed too when the tally moves to the annals", () => {
  const hunter = hunterWith();
  const many = Array.from({ length: 30 }, (_, at) => [`talked:person-${at}`, 1] as const);
  const after = count(hunter, ["equipped", 1], ...many);
  assert.deepEqual(after.trail.tally, {});
  assert.match(afterwards(hunter, after, catalog, TOMORROW).lines[0] ?? "", /Dressed/);
});

test("people talk in turn, and somebody who isn't here is not talked to", () => {
  const { hunter } = type(hunterWith(), "street");
  const said = ["talk", "talk lamplighter", "ask lamplighter"].reduce<{ hunter: Hunter; texts: string[] }>(
    (so, line) => {
      const next = type(so.hunter, line);
      return { hunter: next.hunter, texts: [...so.texts, next.text] };
    },
    { hunter, texts: [] },
  );
  assert.notEqual(said.texts[0], said.texts[1]);
  assert.match(type(hunterWith(), "talk").text, /^Talk to whom\? talk oh, talk boy/);
  assert.match(type(hunterWith(), "talk sabo").text, /^No "sabo" here/);
});
