import assert from "node:assert/strict";
import { test } from "node:test";
import { realCatalog } from "../test-turn.ts";
import { BASE_CLASSES, BEAST_RANKS, GRADES, HUNTER_CLASSES, JOBS, RARITIES } from "./words.ts";

const catalog = realCatalog();
const { beasts, items, skills, themes, recipes, quests, achievements, town } = catalog;
const all = [beasts, items, skills, themes, quests, achievements].flatMap((map) => [...map.values()]);
const people = [...town.places.values()].flatMap((place) => place.people);

/** Fields that hold no prose: names and words of the vocabularies, and goals, which may well be alike. */
const NO_PROSE = ["id", "name", "word", "help", "goals", "title", "gateNames", "counter", "makes", "item"];
/** A sentence shorter than this, such as "Not yet." or "Here.", may come back. */
const LEAST_WORDS = 4;

/** Every sentence of an entry, lower case. */
function sentencesOf(value: unknown, key = ""): string[] {
  if (NO_PROSE.includes(key)) return [];
  if (typeof value === "string")
    return value
      .toLowerCase()
      .split(/(?<=[.!?])\s+/)
      .filter((sentence) => sentence.split(/\s+/).length >= LEAST_WORDS);
  if (value instanceof Map) return [...value.values()].flatMap((one) => sentencesOf(one));
  if (Array.isArray(value)) return value.flatMap((one) => sentencesOf(one, key));
  if (value && typeof value === "object")
    return Object.entries(value).flatMap(([name, one]) => sentencesOf(one, name));
  return [];
}

test("there is as much as players were promised", () => {
  assert.ok(beasts.size >= 40 && items.size >= 130 && skills.size >= 45);
  assert.ok(themes.size >= 6 && recipes.size >= 24 && quests.size >= 44);
  assert.ok(achievements.size >= 54 && town.places.size >= 15);
});

test("no sentence is used twice anywhere", () => {
  const seen = new Set<string>();
  const twice = sentencesOf([...all, town]).filter((sentence) => seen.size === seen.add(sentence).size);
  assert.deepEqual(twice, []);
});

test("everybody in town has something to say", () => {
  assert.deepEqual(
    people.filter(({ says }) => says.length < 2).map(({ name }) => name),
    [],
  );
  const words = people.map(({ word }) => word);
  assert.equal(new Set(words).size, words.length, "a goal such as talked:oh must mean one person");
});

const known: Record<string, (part: string) => boolean> = {
  kills: (part) => beasts.has(part) || (BEAST_RANKS as readonly string[]).includes(part),
  gates: (part) => themes.has(part) || (GRADES as readonly string[]).includes(part),
  exams: (part) => (HUNTER_CLASSES as readonly string[]).includes(part),
  talked: (part) => people.some(({ word }) => word === part),
  crafted: (part) => items.has(part),
  places: (part) => town.places.has(part),
};

test("what quests and achievements count can be done", () => {
  const counters = [
    ...[...quests.values()].flatMap(({ goals }) => goals.map(({ counter }) => counter)),
    ...[...achievements.values()].map(({ counter }) => counter),
  ];
  const unknown = counters.filter((counter) => {
    const [name = "", part] = counter.split(":");
    return part !== undefined && !known[name]?.(part);
  });
  assert.deepEqual(unknown, []);
});

test("no quest counts what happens once: who did it before taking the quest would be stuck", () => {
  const once = [...quests.values()].filter(
    ({ kind, goals }) =>
      kind !== "tutorial" && goals.some(({ counter }) => /^(places|exams)\b/.test(counter)),
  );
  assert.deepEqual(once, []);
});

test("each class finds a weapon of its own within every band of levels, and starts with one that can't be sold", () => {
  for (const base of BASE_CLASSES) {
    const weapons = [...items.values()].filter(
      ({ kind, classes }) => kind === "weapon" && classes?.includes(base),
    );
    for (const [least, most] of [
      [1, 9],
      [10, 24],
      [25, 49],
      [50, 99],
      [100, 199],
      [200, 399],
      [400, 999],
    ] as const)
      assert.ok(
        weapons.some(({ level }) => level >= least && level <= most),
        `${base}, levels ${least} to ${most}`,
      );
    assert.ok(
      weapons.some(({ level, bound, worth }) => level === 1 && bound && worth === 0),
      base,
    );
  }
});

test("each rarity has a mount and a pet, and none can be sold: exons never become crystals in the shop", () => {
  const lots = [...items.values()].filter(({ gacha }) => gacha);
  for (const rarity of RARITIES)
    for (const kind of ["mount", "pet"])
      assert.ok(
        lots.some((lot) => lot.kind === kind && lot.rarity === rarity),
        `${rarity} ${kind}`,
      );
  assert.deepEqual(
    lots.filter(({ worth }) => worth > 0),
    [],
  );
});

test("each class has two skills at once and six in all, each job three and a quest that leads to it", () => {
  const of = (owner: string) => [...skills.values()].filter((skill) => skill.of === owner);
  for (const base of BASE_CLASSES) {
    assert.ok(of(base).length >= 6, base);
    assert.ok(of(base).filter(({ level }) => level <= 2).length >= 2, base);
    assert.ok(
      of(base).some(({ interrupts }) => interrupts),
      `${base} can break a move`,
    );
  }
  for (const job of JOBS) {
    assert.ok(of(job).length >= 3, job);
    assert.ok(
      [...quests.values()].some((quest) => quest.job === job),
      job,
    );
  }
});
