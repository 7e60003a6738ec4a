import assert from "node:assert/strict";
import { test } from "node:test";
import { count, counted } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { FLIPS_A_DAY, WIN_CHANCE } from "../money/coin.ts";
import { oddsOf, PITY_AT } from "../money/gacha.ts";
import { play } from "../play.ts";
import { richHunter, thingsCatalog, typed } from "../test-things.ts";
import { testTurn } from "../test-turn.ts";
import { carriedCount } from "../things/pack.ts";

const catalog = thingsCatalog();
const hunterWith = (...things: [string, number][]) => richHunter(catalog, things);
const type = (hunter: Hunter, ...lines: string[]) => typed(catalog, hunter, ...lines);
function refused(hunter: Hunter, line: string, text: RegExp | string): void {
  const { outcome } = type(hunter, line);
  if (typeof text === "string") assert.equal(outcome.text, text);
  else assert.match(outcome.text, text);
  assert.deepEqual(Object.keys(outcome).sort(), ["refused", "text"], line);
}

test("the shop lists shelves, and a shelf what fits the hunter's class and level", () => {
  const { text } = type(hunterWith(), "shop");
  assert.match(
    text,
    /^\[System\] Prices include 13 % tax\. You have 1000 crystals\.\n {2}potions {6}3 wares {2}3 for you now/,
  );
  const shelf = type(hunterWith(), "shop weapons").text;
  assert.match(
    shelf,
    /Rusted Sword {2}90 crystals {2}attack 10\n1 more for other classes or later levels: shop weapons all/,
  );
  assert.match(type(hunterWith(), "shop weapons all").text, /Mage Rod/);
  refused(hunterWith(), "shop swords", /^The shop has no shelf "swords"\. Shelves: potions, weapons/);
});

test("buying takes the price with its tax and gives the things; greater sums ask first", () => {
  const { hunter, outcome } = type(hunterWith(), "buy plain draught 3");
  assert.equal(carriedCount(hunter, "draught"), 3);
  assert.deepEqual(outcome.movements, [
    { from: "hunter:1", to: "burn", currency: "crystals", amount: 39, reason: "shop" },
    { from: "hunter:1", to: "operator", currency: "crystals", amount: 6, reason: "tax" },
  ]);
  assert.match(outcome.text, /Bought: Plain Draught ×3 for 45 crystals \(6 tax\)\. You have 955 crystals\./);
  const asked = type(hunterWith(), "buy antidote 3");
  assert.equal(asked.outcome.hunter, undefined);
  assert.equal(
    asked.text,
    "Plain Antidote ×3: 150 crystals (20 tax). You have 1000 crystals. buy antidote 3 yes",
  );
  assert.equal(carriedCount(type(hunterWith(), "buy 3 antidote yes").hunter, "antidote"), 3);
});

test("no amount but a whole number in digits is taken", () => {
  for (const amount of [
    "-1",
    "+2",
    "0",
    "1e3",
    "2.5",
    "1,000",
    "NaN",
    "Infinity",
    "0x10",
    "1000",
    "9".repeat(40),
    "1_000",
    "50%",
  ])
    refused(hunterWith(), `buy draught ${amount}`, /is no amount|At least|too much|too little/);
  refused(hunterWith(), "buy draught 67", "That costs 1005 crystals (131 tax); you have 1000.");
  const full = { ...hunterWith(), pack: { ...hunterWith().pack, slots: 1 } };
  refused(full, "buy draught 6", "Your pack has room for 5 of Plain Draught. slots buys more room.");
  refused(hunterWith(), "buy drauhgt", 'The shop has no "drauhgt". Did you mean Plain Draught?');
  refused(
    hunterWith(),
    "buy plain",
    /^"plain" could be Plain Draught or Plain Antidote\. Type more of the name\.$/,
  );
});

test("what would be of no use is sold only with a yes, and exons too", () => {
  assert.match(
    type(hunterWith(), "buy mage rod").text,
    /Mage Rod is for mages; you are a fighter\. buy mage-rod yes/,
  );
  assert.match(
    type(hunterWith(), "buy remote").text,
    /^Remote Shop Licence: 120 exons \(16 tax\)\. You have 200 exons\./,
  );
  const bought = type(hunterWith(), "buy remote yes").hunter;
  assert.equal(bought.purse.exons, 80);
  assert.equal(counted(bought, "crystals-spent"), 0);
});

test("selling pays what a thing is worth, less for wear, less tax", () => {
  const hunter = hunterWith(["tail", 9], ["guards-sword", 1]);
  const sold = type(hunter, "sell tail 3");
  assert.match(sold.text, /Sold: Grey Tail ×3 for 5 crystals \(6 less 1 tax\)\. You have 1005 crystals\./);
  assert.equal(carriedCount(sold.hunter, "tail"), 6);
  assert.equal(counted(sold.hunter, "crystals-earned"), 5);
  assert.match(type(hunter, "sell").text, /1 {2}Grey Tail ×9 {3}2 each\n {2}2 {2}Guard's Sword {2}100 each/);
  const [, sword] = hunter.pack.carried;
  assert.ok(sword);
  const worn = { ...hunter, pack: { ...hunter.pack, carried: [{ ...sword, durability: 45, upgrade: 3 }] } };
  assert.match(
    type(worn, "sell 2").text,
    /^The shop pays 39 crystals \(45 less 6 tax\) for Guard's Sword \+3\. sell 2 yes$/,
  );
  const dressed = type(hunter, "equip sword").hunter;
  refused(dressed, "sell sword", "You wear the Guard's Sword. Take it off first: remove 2");
  refused(hunterWith(["bomb", 1]), "sell bomb", "The shop does not buy the Plain Bomb.");
});

test("all materials are sold together, taxed once, after a yes", () => {
  const hunter = hunterWith(["tail", 60], ["draught", 2]);
  assert.equal(
    type(hunter, "sell materials").text,
    "The shop pays 104 crystals (120 less 16 tax) for Grey Tail ×50, Grey Tail ×10. sell materials yes",
  );
  const sold = type(hunter, "sell materials yes").hunter;
  assert.equal(sold.purse.crystals, 1104);
  assert.equal(counted(sold, "sold"), 60);
  assert.deepEqual(
    sold.pack.carried.map(({ item }) => item),
    ["draught"],
  );
  refused(sold, "sell materials", "You carry no materials that the shop buys.");
});

test("one of several things is named by its number, as the refusal says", () => {
  const hunter = hunterWith(["rusted-sword", 1], ["guards-sword", 1]);
  const both = "You hold two swords: Rusted Sword (1), Guard's Sword (2). sell 1";
  refused(hunter, "sell sword", both);
  assert.deepEqual(
    type(hunter, "sell sword 1").hunter.pack.carried.map(({ id }) => id),
    [2],
  );
  refused(hunter, "sell sword 3", /^You hold two swords/);
});

test("a number after what stacks is an amount, though a stack has that number", () => {
  const hunter = hunterWith(["tail", 9], ["draught", 5], ["antidote", 4]);
  assert.equal(hunter.pack.carried[2]?.id, 3);
  assert.equal(carriedCount(type(hunter, "sell antidote 3").hunter, "antidote"), 1);
  assert.equal(carriedCount(type(hunter, "sell 3 3").hunter, "antidote"), 1);
  assert.equal(carriedCount(type(hunter, "sell 3").hunter, "antidote"), 3);
});

test("a remote licence brings the counter along", () => {
  const away = { ...hunterWith(), room: "street" };
  refused(away, "shop potions", "The shop trades elsewhere: Association Hall (hall).");
  const licensed = type(hunterWith(["remote-shop-licence", 1]), "shop potions");
  assert.match(type({ ...licensed.hunter, room: "street" }, "buy draught").text, /^\[System\] Bought/);
});

test("the clinic cures for a price, and beginners for nothing; death is beyond it", () => {
  const start = hunterWith();
  const afflictions = [
    { status: "poisoned" as const, rounds: 3 },
    { status: "feared" as const, rounds: 2 },
    { status: "shadow" as const, rounds: null },
  ];
  const ill = { ...start, sheet: { ...start.sheet, hp: 1, mp: 1, afflictions } };
  assert.match(
    type(ill, "cure").text,
    /poisoned {2}\d+ crystals[\s\S]*wounds {4}\d+ crystals[\s\S]*Beyond the clinic: shadow/,
  );
  assert.match(
    type(ill, "cure all").text,
    /^That costs 1\d\d crystals \(\d+ tax\)\. You have 1000 crystals\. cure all yes$/,
  );
  const { hunter } = type(ill, "cure all yes");
  assert.deepEqual(hunter.sheet.afflictions, [{ status: "shadow", rounds: null }]);
  assert.ok(hunter.sheet.hp > 100);
  assert.ok(hunter.purse.crystals < 1000);
  refused(ill, "cure shadow", "That is beyond the clinic: only a resurrection potion helps.");
  refused(hunter, "cure poisoned", "There is nothing to cure. You are whole.");
  const young = { ...ill, purse: { crystals: 0, exons: 0 }, sheet: { ...ill.sheet, level: 3 } };
  assert.ok(type(young, "cure all").hunter.sheet.hp > 50);
});

test("the stables publish odds that add up, and pity makes the next draw great", () => {
  for (const lot of ["mount", "pet"] as const) {
    const sum = oddsOf(catalog, lot).reduce((all, { chance }) => all + chance, 0);
    assert.equal(sum, 1000);
    assert.equal(
      oddsOf(catalog, lot).every(({ items }) => items.length > 0),
      true,
    );
  }
  assert.match(
    type(hunterWith(), "gacha").text,
    /A pet: 800 crystals or 50 exons a draw[\s\S]*common {2}94 % {2}Plain Cat\n {2}epic {4}6 %/,
  );
  const drawn = type(hunterWith(), "gacha pet exons yes");
  assert.equal(drawn.hunter.purse.exons, 150);
  assert.match(drawn.text, /Draws since the last epic or better: [01];/);
  const start = hunterWith();
  const due = { ...start, annals: { ...start.annals, pity: PITY_AT } };
  const sure = type(due, "gacha pet crystals yes");
  assert.match(sure.text, /Bright Owl, epic/);
  assert.equal(sure.hunter.annals.pity, 0);
  refused(
    { ...start, purse: { crystals: 5, exons: 5 } },
    "gacha pet exons yes",
    "That costs 50 exons (7 tax); you have 5.",
  );
  assert.match(
    type(start, "gacha pet exons").text,
    /^One pet: 50 exons \(7 tax\)\. You have 200 exons\. Draws since/,
  );
  refused(start, "gacha pet", /^Say what you pay with/);
});

test("the coin falls as published, stops at the day's cap, and begins anew at midnight UTC", () => {
  let hunter: Hunter = { ...hunterWith(), purse: { crystals: 1_000_000, exons: 0 } };
  for (let flips = 0; flips < FLIPS_A_DAY; flips++) {
    const before = hunter.purse.crystals;
    const { outcome, hunter: after } = type(hunter, "flip 100 heads");
    const [moved] = outcome.movements ?? [];
    assert.equal(after.purse.crystals - before, moved?.from === "mint" ? 100 : -100);
    hunter = after;
  }
  refused(hunter, "flip 100 tails", /^You have flipped 100 times today\. The coin rests for 12 h 0 min\.$/);
  const tomorrow = { ...testTurn(hunter), catalog, now: Date.UTC(2026, 0, 2) };
  assert.match(play(tomorrow, "flip 100 tails").text, /99 flips left today/);
  for (const stake of ["99", "10001", "1e3", "-100", "100.5", "1,000", "nan"])
    refused(hunterWith(), `flip ${stake} heads`, /is no amount|too much|too little/);
  refused(hunterWith(), "flip 200", "Stake and side, such as: flip 200 heads");
  refused(hunterWith(), "flip 2000 heads", /is more than you have/);
});

test("wins of many hunters come near the published chance, whatever side they call", () => {
  let won = 0;
  const tries = 4000;
  for (let at = 0; at < tries; at++) {
    const hunter = { ...hunterWith(), seed: `seed ${at}` };
    won += counted(type(hunter, at % 2 ? "flip 100 heads" : "flip 100 tails").hunter, "flips-won");
  }
  assert.ok(Math.abs(won / tries - WIN_CHANCE / 100) < 0.03, `${won} of ${tries}`);
});

test("the purse shows what it holds and what went through it", () => {
  const hunter = count(hunterWith(), ["crystals-earned", 70], ["tax-paid", 9]);
  assert.match(
    type(hunter, "purse").text,
    /^\[System\] 1000 crystals, 200 exons\.\nEarned so far: 70 crystals\. Spent: 0\. Tax: 9\./,
  );
});
