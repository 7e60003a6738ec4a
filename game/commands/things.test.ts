import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { richHunter, thingsCatalog, typed } from "../test-things.ts";
import { carriedCount } from "../things/pack.ts";

const catalog = thingsCatalog();
const hunterWith = (...things: [string, number][]) => richHunter(catalog, things);
const type = (hunter: Hunter, ...lines: string[]) => typed(catalog, hunter, ...lines);
/** Refused with that text, and nothing changed. */
function refused(hunter: Hunter, line: string, text: RegExp | string): void {
  const { outcome } = type(hunter, line);
  if (typeof text === "string") assert.equal(outcome.text, text);
  else assert.match(outcome.text, text);
  assert.deepEqual(Object.keys(outcome).sort(), ["refused", "text"], line);
}

test("the inventory lists what is worn and carried, with numbers", () => {
  const { text } = type(hunterWith(["rusted-sword", 1], ["draught", 7]), "equip rusted", "i");
  assert.deepEqual(text.split("\n"), [
    "[System] Pack: 2 of 20 slots. 1000 crystals, 203 exons.",
    "Worn:",
    "  weapon  1  Rusted Sword  attack 10",
    "Carried:",
    "  2  Plain Draught ×5  50% health",
    "  3  Plain Draught ×2  50% health",
  ]);
  const heard = type({ ...hunterWith(["draught", 7]), screenReader: true }, "i").text;
  assert.match(heard, /^1, Plain Draught ×5, 50% health\.$/m);
  assert.equal(heard.includes("  "), false);
});

test("equipping exchanges what was worn there, and tells before and after", () => {
  const { hunter, text } = type(
    hunterWith(["rusted-sword", 1], ["guards-sword", 1]),
    "wear rusted",
    "wield 2",
  );
  assert.equal(hunter.pack.worn.weapon?.id, 2);
  assert.deepEqual(
    hunter.pack.carried.map(({ id }) => id),
    [1],
  );
  assert.match(text, /\[System\] attack 20, hp 15\. Before: attack 10; the Rusted Sword is in your pack\./);
});

test("what can't be worn is refused with the reason", () => {
  const hunter = hunterWith(["mage-rod", 1], ["late-helm", 1], ["draught", 1], ["tin-ring", 3]);
  refused(hunter, "equip rod", "Mage Rod is for mages; you are a fighter.");
  refused(hunter, "equip helm", "Late Helm asks for level 30; you are level 12.");
  refused(hunter, "equip draught", "Plain Draught is not worn. use draught");
  const ringed = type(hunter, "equip ring", "equip ring").hunter;
  assert.equal(ringed.pack.worn.accessory2?.item, "tin-ring");
  refused(ringed, "equip ring", "You wear two accessories: Tin Ring (4), Tin Ring (5). remove 4");
});

test("taking off needs room, and health never stays over what is full", () => {
  const worn = type(hunterWith(["guards-sword", 1]), "equip guard").hunter;
  const healthy = { ...worn, sheet: { ...worn.sheet, hp: 10_000 } };
  const off = type(healthy, "remove sword").hunter;
  assert.ok(off.sheet.hp < 10_000);
  assert.equal(off.pack.worn.weapon, undefined);
  const full = { ...worn, pack: { ...worn.pack, slots: 0 } };
  refused(full, "remove sword", /^Your pack is full\. Make room/);
});

test("using heals, cures and is counted, and nothing is wasted", () => {
  const start = hunterWith(["draught", 2], ["antidote", 1], ["bomb", 1], ["tail", 1]);
  const hurt = {
    ...start,
    sheet: { ...start.sheet, hp: 1, afflictions: [{ status: "poisoned" as const, rounds: 3 }] },
  };
  const { hunter, text } = type(hurt, "use draught");
  assert.ok(hunter.sheet.hp > 1);
  assert.match(text, /\[System\] health \+\d+ \(\d+\)/);
  assert.equal(counted(hunter, "used"), 1);
  assert.deepEqual(type(hurt, "drink antidote").hunter.sheet.afflictions, []);
  refused(start, "use antidote", "Plain Antidote would change nothing now.");
  refused(start, "use bomb", /is for a fight/);
  refused(start, "use tail", /is nothing to use/);
  refused(start, "use draugth", 'You hold no "draugth". Did you mean Plain Draught?');
});

test("a shadow can shop and drink, and nothing else", () => {
  const start = hunterWith(["rusted-sword", 1]);
  const shadow = {
    ...start,
    sheet: { ...start.sheet, afflictions: [{ status: "shadow" as const, rounds: null }] },
  };
  for (const line of [
    "equip sword",
    "sell sword",
    "craft antidote",
    "flip 100 heads",
    "gacha",
    "accept",
    "stat luck",
  ])
    refused(shadow, line, /^Your hand goes through it\. A shadow may only shop/);
  const woken = type(shadow, "buy resurrection-potion yes", "use resurrection-potion").hunter;
  assert.deepEqual(woken.sheet.afflictions, []);
  assert.equal(type(woken, "equip sword").hunter.pack.worn.weapon?.item, "rusted-sword");
});

test("dropping asks first, by amount and by number", () => {
  const hunter = hunterWith(["tail", 9]);
  const asked = type(hunter, "drop tail 3");
  assert.equal(
    asked.text,
    "Nobody picks up what is dropped: Grey Tail ×3 would be gone for good. drop tail 3 yes",
  );
  assert.equal(asked.hunter, hunter);
  assert.equal(carriedCount(type(hunter, "drop tail 3 yes").hunter, "tail"), 6);
  assert.equal(carriedCount(type(hunter, "drop tail all yes").hunter, "tail"), 0);
  for (const amount of ["-1", "0", "1e1", "2.5", "1,0", "NaN", "10", "99999999999999999999"])
    refused(hunter, `drop tail ${amount} yes`, /You have 9 of Grey Tail there|is no amount/);
});

test("what had no room is held and claimed when there is some", () => {
  const start = hunterWith(["rusted-sword", 22], ["draught", 3]);
  assert.equal(start.pack.held.length, 3);
  refused(start, "claim", "Your pack is full. Make room first: sell, drop or slots");
  const roomy = { ...start, pack: { ...start.pack, carried: start.pack.carried.slice(0, 18) } };
  const { hunter, text } = type(roomy, "claim");
  assert.equal(text, "[System] Claimed: Rusted Sword, Rusted Sword. The pack is full now; still held: 1.");
  assert.deepEqual(
    hunter.pack.held.map(({ item }) => item),
    ["draught"],
  );
});

test("looking at a thing or a ware tells everything about it", () => {
  const { text } = type(hunterWith(["guards-sword", 1]), "look sword");
  assert.match(text, /^Guard's Sword: a rare weapon\.\n/);
  assert.match(text, /\[System\] number 1 · attack 20, hp 15 · durability 100 · the shop pays 100$/);
  assert.match(type(hunterWith(), "examine plain antidote").text, /cures poisoned · costs 50 crystals/);
  assert.match(
    type(hunterWith(["rusted-sword", 1], ["guards-sword", 1]), "look sword").text,
    /^You hold two swords: /,
  );
});

test("each look at somebody or something is counted, a look around is not", () => {
  const { hunter } = type(hunterWith(["guards-sword", 1]), "look sword", "look oh", "look", "look nothing");
  assert.equal(counted(hunter, "looked"), 2);
});

test("an upgrade tells odds and price, takes one step, and never takes the thing", () => {
  const start = { ...hunterWith(["rusted-sword", 1]), purse: { crystals: 100_000, exons: 0 } };
  const offer = type(start, "upgrade sword");
  assert.equal(offer.hunter, start);
  assert.match(
    offer.text,
    /Rusted Sword to \+1: 95 % for 28 crystals \(4 tax\)\. You have 100000 crystals\.\nNow attack 10; then attack 11\.\nA failure costs the price and 20 durability, never the thing\. upgrade 1 yes/,
  );
  let hunter: Hunter = start;
  for (let tries = 0; tries < 200; tries++) {
    const after = type(hunter, "upgrade 1 yes", "repair 1").hunter;
    assert.equal(after.pack.carried.length, 1);
    const step = (after.pack.carried[0]?.upgrade ?? 0) - (hunter.pack.carried[0]?.upgrade ?? 0);
    assert.ok(step === 0 || step === 1);
    hunter = after;
  }
  assert.equal(hunter.pack.carried[0]?.upgrade, 4);
  refused(hunter, "upgrade 1 yes", "At level 12 you may upgrade to +4. The next step comes at level 20.");
});

test("repairing costs by the point, at shop or workshop only", () => {
  const start = hunterWith(["rusted-sword", 1]);
  const [sword] = start.pack.carried;
  assert.ok(sword);
  const worn = {
    ...start,
    pack: { ...start.pack, carried: [], worn: { weapon: { ...sword, durability: 40 } } },
  };
  assert.match(type(worn, "repair").text, /Rusted Sword {2}40 of 100 {2}0\.18 a point {2}11 crystals$/m);
  const { hunter, outcome } = type(worn, "repair all");
  assert.equal(hunter.pack.worn.weapon?.durability, 100);
  assert.equal(hunter.purse.crystals, 989);
  assert.deepEqual(
    outcome.movements?.map(({ to, amount }) => [to, amount]),
    [
      ["burn", 9],
      ["operator", 2],
    ],
  );
  refused({ ...worn, room: "street" }, "repair all", "Things are mended elsewhere: Association Hall (hall).");
});

test("crafting takes materials and fee, and says what is missing", () => {
  const hunter = hunterWith(["tail", 13]);
  assert.match(type(hunter, "recipes").text, /Plain Antidote ×2 {2}8 crystals {4}ready/);
  const made = type(hunter, "craft antidote 2").hunter;
  assert.equal(carriedCount(made, "antidote"), 4);
  assert.equal(carriedCount(made, "tail"), 1);
  assert.equal(counted(made, "crafted:antidote"), 4);
  assert.equal(made.purse.crystals, 984);
  refused(hunter, "craft antidote 3", "You lack 5 Grey Tail. recipes two-antidotes");
  refused(hunter, "craft sword", "Guard's Sword is made from level 20; you are level 12.");
  refused(hunter, "craft antidote -2", /is no amount/);
});

test("slots are bought ten at a time for a growing price", () => {
  const start = hunterWith();
  assert.match(type(start, "slots").text, /10 more cost 100 crystals \(13 tax\)/);
  const { hunter } = type(start, "slots yes", "slots yes");
  assert.equal(hunter.pack.slots, 40);
  assert.equal(hunter.purse.crystals, 700);
  assert.match(
    type({ ...hunter, pack: { ...hunter.pack, slots: 100 } }, "slots").text,
    /No coat has more than 100/,
  );
});
