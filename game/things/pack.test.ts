import assert from "node:assert/strict";
import { test } from "node:test";
import type { Catalog } from "../catalog/catalog.ts";
import { itemSchema } from "../catalog/schemas.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { testCatalog, testHunter } from "../test-turn.ts";
import { addItem, bonusOf, carriedCount, findCarried, takeItem, wear, wornBonus } from "./pack.ts";

const ITEMS = [
  { id: "test-sword", name: "Rusted Sword", kind: "weapon", rarity: "common", bonus: { attack: 10 } },
  { id: "test-guard", name: "Guard's Sword", kind: "weapon", rarity: "rare", bonus: { attack: 20, hp: 15 } },
  { id: "test-cap", name: "Tin Cap", kind: "helmet", rarity: "common", bonus: { defense: 3, speed: -1 } },
  { id: "test-draught", name: "Test Draught", kind: "consumable", rarity: "common", stack: 5 },
  { id: "test-owl", name: "Test Owl", kind: "pet", rarity: "common", bonus: { luck: 2 } },
];
const look = "It exists for as long as a test does.";
const catalog: Catalog = {
  ...testCatalog(),
  items: new Map(ITEMS.map((item) => [item.id, itemSchema.parse({ ...item, look })])),
};
const mara = testHunter("Mara");
const withItems = (...items: [string, number][]) =>
  items.reduce<Hunter>((hunter, [item, count]) => addItem(hunter, catalog, item, count).hunter, mara);

/** Mara with a rusted sword (1) carried, a guard's sword (2) and a cap (3) worn. */
function armed(): Hunter {
  const hunter = withItems(["test-sword", 1], ["test-guard", 1], ["test-cap", 1], ["test-draught", 7]);
  const [sword, guard, cap, ...rest] = hunter.pack.carried;
  assert.ok(sword && guard && cap);
  const worn = { weapon: guard, helmet: cap };
  return { ...hunter, pack: { ...hunter.pack, carried: [sword, ...rest], worn } };
}

test("stacks are filled first, then free slots, and what has no room is held", () => {
  const some = withItems(["test-draught", 3]);
  assert.deepEqual(
    addItem(some, catalog, "test-draught", 4).hunter.pack.carried.map(({ count }) => count),
    [5, 2],
  );
  const full = addItem(some, catalog, "test-sword", 19).hunter;
  const { hunter, held } = addItem(full, catalog, "test-draught", 9);
  assert.equal(held, 7);
  assert.deepEqual(
    hunter.pack.held.map(({ count }) => count),
    [5, 2],
  );
  assert.equal(carriedCount(hunter, "test-draught"), 5);
});

test("each thing has a number of its own that nothing shifts, and gear comes whole", () => {
  const left = takeItem(withItems(["test-sword", 3]), "test-sword", 1);
  assert.ok(left);
  const { pack } = left;
  assert.deepEqual(
    pack.carried.map(({ id }) => id),
    [2, 3],
  );
  assert.equal(pack.nextId, 4);
  assert.equal(pack.carried[0]?.durability, 100);
});

test("taking takes from the smallest stack, and nothing when there is not enough", () => {
  const hunter = withItems(["test-draught", 7]);
  assert.deepEqual(
    takeItem(hunter, "test-draught", 3)?.pack.carried.map(({ count }) => count),
    [4],
  );
  assert.equal(takeItem(hunter, "test-draught", 8), null);
  assert.equal(hunter.pack.carried.length, 2);
});

test("a thing is found by name, by the beginning of a word of it, and by number", () => {
  const find = (words: string, options = {}) => {
    const found = findCarried(armed(), catalog, words, { verb: "sell", ...options });
    return found.ok ? [found.thing.id, found.slot] : found.text;
  };
  assert.deepEqual(find("rusted sword"), [1, null]);
  assert.deepEqual(find("test-guard"), [2, "weapon"]);
  assert.deepEqual(find("guards sword"), [2, "weapon"]);
  assert.deepEqual(find("cap"), [3, "helmet"]);
  assert.deepEqual(find("2"), [2, "weapon"]);
  assert.deepEqual(find("sword 1"), [1, null]);
  assert.deepEqual(find("draught"), [4, null]);
  assert.deepEqual(find("sword", { among: "carried" }), [1, null]);
  assert.equal(find("sword"), "You hold two swords: Rusted Sword (1), Guard's Sword (2, equipped). sell 1");
  assert.equal(find("rustd"), 'You hold no "rustd". Did you mean Rusted Sword?');
  assert.match(find("constructor") as string, /^You hold no "constructor"\. inventory lists/);
});

test("what is worn and whole adds its bonuses, a tenth more with each upgrade", () => {
  const hunter = armed();
  assert.deepEqual(wornBonus(hunter, catalog), { attack: 20, hp: 15, defense: 3, speed: -1 });
  const guard = catalog.items.get("test-guard");
  assert.ok(guard);
  assert.deepEqual(bonusOf(guard, 1), { attack: 22, hp: 16 });
  const { weapon } = hunter.pack.worn;
  assert.ok(weapon);
  const broken = { ...hunter, pack: { ...hunter.pack, worn: { weapon: { ...weapon, durability: 0 } } } };
  assert.deepEqual(wornBonus(broken, catalog), {});
});

test("wearing stops at broken, names what broke once, and spares pets", () => {
  const owl = withItems(["test-owl", 1]).pack.carried[0];
  assert.ok(owl);
  const hunter = armed();
  const pack = { ...hunter.pack, worn: { ...hunter.pack.worn, pet: owl } };
  const first = wear({ ...hunter, pack }, 99.5);
  assert.deepEqual(first.broken, []);
  const second = wear(first.hunter, 3);
  assert.deepEqual(
    second.broken.map(({ item }) => item),
    ["test-guard", "test-cap"],
  );
  assert.equal(second.hunter.pack.worn.pet, owl);
  const third = wear(second.hunter, 3);
  assert.deepEqual(third.broken, []);
  assert.equal(third.hunter, second.hunter);
});
