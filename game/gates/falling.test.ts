import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, refreshed } from "../hunter/body.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { testCatalog } from "../test-turn.ts";
import { addItem } from "../things/pack.ts";
import { newRun } from "./entering.ts";
import { WAYS } from "./floor.ts";
import { moved } from "./moving.ts";
import { roomOf } from "./plan.ts";
import { hauled, type Run } from "./run.ts";
import { Player } from "./test-player.ts";

const catalog = testCatalog();

/** Somebody in a gate's first fight, with next to no health and something to lose. */
function dying(kind: Run["kind"] = "board", more: (hunter: Hunter) => Hunter = (hunter) => hunter): Player {
  const player = new Player(catalog);
  player.type("become fighter");
  const whole = refreshed(player.hunter, catalog);
  const made = {
    kind,
    seed: "falling",
    dice: "falling",
    theme: "test-mill",
    name: "Mill",
    grade: "E",
    level: 5,
  } as const;
  let run = newRun(catalog, made, 1);
  while (!run.fight) {
    const way =
      WAYS.find((one) => roomOf(catalog, run).ways[one] !== undefined && !seen(run, one)) ?? "north";
    run = moved(catalog, run, way, 1) ?? run;
  }
  const found = { ...hauled(hauled(run, "mill-flour", 3), "test-vest", 1), crystals: 40, xp: 12 };
  player.hunter = more({
    ...whole,
    purse: { crystals: 1000, exons: 3 },
    sheet: { ...whole.sheet, hp: 1 },
    run: found,
  });
  return player;
}

const seen = (run: Run, way: (typeof WAYS)[number]) =>
  run.seen.includes(roomOf(catalog, run).ways[way] ?? -1);

function untilDown(player: Player): string {
  for (let round = 0; round < 50; round++) {
    const { text } = player.type("strike");
    if (!player.hunter.run?.fight || player.hunter.sheet.hp === 0) return text;
    player.hunter = { ...player.hunter, sheet: { ...player.hunter.sheet, hp: 1 } };
  }
  throw new Error("nobody fell");
}

test("dying costs half of the gate's crystals, some of its finds, a twentieth of the purse, and a night in the clinic", () => {
  const player = dying();
  const text = untilDown(player);
  const { hunter } = player;
  assert.equal(hunter.run, null);
  assert.equal(hunter.room, "clinic");
  assert.match(
    text,
    /\[System\] You died in "Mill" \(E\) after \d+ rounds\. Lost: 20 crystals of the gate, 50 of your own/,
  );
  assert.equal(hunter.purse.crystals, 1000 - 50 + 20 - 3);
  assert.equal(hunter.purse.exons, 3);
  const { values } = bodyOf(hunter, catalog);
  assert.ok(hunter.sheet.hp > 0 && hunter.sheet.hp < values.hp / 2);
});

test("every crystal of a death is in its movements", () => {
  const player = dying();
  const before = player.hunter.purse.crystals;
  let moved = 0;
  for (let round = 0; round < 50 && player.hunter.run; round++) {
    const { movements = [] } = player.type("strike");
    for (const { from, to, amount } of movements)
      moved += to === "hunter:1" ? amount : from === "hunter:1" ? -amount : 0;
    if (player.hunter.run) player.hunter = { ...player.hunter, sheet: { ...player.hunter.sheet, hp: 1 } };
  }
  assert.equal(player.hunter.purse.crystals, before + moved);
});

test("who carries a potion for it lies there with a choice: stand up, or let go", () => {
  const withPotion = (hunter: Hunter) => addItem(hunter, catalog, "resurrection-potion", 1).hunter;
  const player = dying("board", withPotion);
  assert.match(
    untilDown(player),
    /You are dead\. You carry one resurrection potion: use resurrection potion, or die/,
  );
  assert.match(player.type("strike").text, /You are dead\. use resurrection potion, or die/);
  assert.match(player.type("auto").text, /You are dead/);
  const woken = player.type("use resurrection");
  assert.match(woken.text, /You stand again, with \d+ of \d+ health/);
  assert.ok(player.hunter.sheet.hp > 1 && player.hunter.run?.fight);
  assert.equal(
    player.hunter.pack.carried.some(({ item }) => item === "resurrection-potion"),
    false,
  );

  const other = dying("board", withPotion);
  untilDown(other);
  other.type("die");
  assert.equal(other.hunter.run, null);
  assert.equal(
    other.hunter.pack.carried.some(({ item }) => item === "resurrection-potion"),
    true,
  );
});

test("the living can't let go", () => {
  assert.match(dying().type("die").text, /You are alive/);
});

test("nobody is lost in the first lesson", () => {
  const player = dying("tutorial");
  assert.match(untilDown(player), /a hand stands you up one room back, whole/);
  assert.ok(player.hunter.run && !player.hunter.run.fight);
  assert.equal(player.hunter.purse.crystals, 1000);
});

test("a way home leaves the middle of a fight with everything", () => {
  const player = dying(
    "board",
    (hunter) => addItem({ ...hunter, sheet: { ...hunter.sheet, hp: 100 } }, catalog, "way-home", 1).hunter,
  );
  const { text } = player.type("use way home");
  assert.equal(player.hunter.run, null);
  assert.match(text, /Gate "Mill" \(E\) left after 1 round\..*test vest ×1/s);
  assert.equal(player.hunter.purse.crystals, 1000 + 40 - 6);
});

test("an exam that is lost is lost, and one that is won is the next class", () => {
  const lost = dying("exam");
  assert.match(untilDown(lost), /Not passed/);
  assert.equal(lost.hunter.sheet.licence, "F");

  const player = new Player(catalog);
  player.type("become fighter");
  const strong = { ...player.hunter, sheet: { ...player.hunter.sheet, level: 60 } };
  player.hunter = refreshed(addItem(strong, catalog, "class-licence", 1).hunter, catalog);
  assert.match(player.type("exam").text, /All there\. exam begin/);
  player.type("exam begin");
  while (player.hunter.run) player.type(player.hunter.run.fight ? "auto" : "east");
  assert.equal(player.hunter.sheet.licence, "E");
  assert.match(player.transcript.at(-1) ?? "", /Hunter class E\. The clerk stamps it/);
  assert.match(player.type("exam begin").text, /You have no class licence/);
});
