import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Catalog } from "../catalog/catalog.ts";
import { GRADES, type Grade } from "../catalog/words.ts";
import { BOSS_ODDS, GRADE_FLOORS, GRADE_ROOMS } from "../combat/tuning.ts";
import { realCatalog, testCatalog } from "../test-turn.ts";
import { STEP_OF, WAYS } from "./floor.ts";
import { metIn } from "./meet.ts";
import { type Plan, planOf, themesOf } from "./plan.ts";

const catalog = testCatalog();
const made = (seed: string, from: Catalog = catalog, theme = "test-mill", grade: Grade = "E") =>
  planOf(from, { kind: "board", seed, theme, grade });
const fresh = (): Catalog => ({ ...catalog, themes: new Map(catalog.themes) });

const seeds = fc.string({ minLength: 1, maxLength: 12 });

test("the same seed is the same gate, and another seed another", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      assert.deepEqual(made(seed, fresh()), made(seed, fresh()));
    }),
    { numRuns: 50 },
  );
  const gates = new Set(Array.from({ length: 50 }, (_, at) => JSON.stringify(made(`gate ${at}`).floors)));
  assert.equal(gates.size, 50);
});

test("what waits at a gate's end is as rare as its grade's odds say", () => {
  const real = realCatalog();
  for (const grade of ["B", "A", "S", "Monarch"] as const) {
    const counts: Record<string, number> = {};
    const themes = themesOf(real, grade);
    for (let at = 0; at < 1_500; at++) {
      const theme = themes[at % themes.length]?.id ?? "";
      const rooms = made(`odds ${at}`, real, theme, grade).floors.at(-1) ?? [];
      const boss = rooms.find(({ kind }) => kind === "boss")?.dwellers[0]?.beast ?? "";
      const rank = real.beasts.get(boss)?.rank ?? "none";
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    for (const [rank, odds] of Object.entries(BOSS_ODDS[grade]))
      assert.ok(Math.abs((counts[rank] ?? 0) / 15 - odds) < 4, `${grade}: ${JSON.stringify(counts)}`);
    assert.deepEqual(Object.keys(counts).sort(), Object.keys(BOSS_ODDS[grade]).sort());
  }
});

test("what a seed gives does not change by accident", () => {
  const plan = made("fixed");
  assert.deepEqual(
    plan.floors.map((rooms) => rooms.map(({ kind, name }) => `${kind}: ${name}`)),
    FIXED,
  );
});

test("every room can be reached, ways lead back, and rooms lie where the ways say", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const rooms of made(seed, fresh()).floors) {
        const reached = new Set([0]);
        for (const at of reached)
          for (const way of WAYS) {
            const to = rooms[at]?.ways[way];
            if (to === undefined) continue;
            const [dx, dy] = STEP_OF[way];
            assert.deepEqual(
              [rooms[to]?.x, rooms[to]?.y],
              [(rooms[at]?.x ?? 0) + dx, (rooms[at]?.y ?? 0) + dy],
            );
            assert.ok(Object.values(rooms[to]?.ways ?? {}).includes(at));
            reached.add(to);
          }
        assert.equal(reached.size, rooms.length);
        assert.equal(new Set(rooms.map(({ x, y }) => `${x},${y}`)).size, rooms.length);
      }
    }),
    { numRuns: 100 },
  );
});

test("each floor but the last has one stair down, and the last one boss", () => {
  for (let at = 0; at < 100; at++) {
    const { floors } = made(`floor ${at}`);
    floors.forEach((rooms, floor) => {
      const last = floor === floors.length - 1;
      assert.equal(rooms.filter(({ stairs }) => stairs).length, last ? 0 : 1);
      assert.equal(rooms.filter(({ kind }) => kind === "boss").length, last ? 1 : 0);
    });
  }
});

test("nothing worth having lies at the entry's doors: a fight comes first", () => {
  for (let at = 0; at < 200; at++)
    for (const rooms of made(`door ${at}`).floors)
      for (const door of Object.values(rooms[0]?.ways ?? {}))
        assert.match(rooms[door]?.kind ?? "", /^(fight|elite|boss)$/);
});

test("no text is read twice in a gate, for any grade and theme of the game", () => {
  const real = realCatalog();
  for (const grade of GRADES)
    for (const { id } of themesOf(real, grade))
      for (let at = 0; at < 10; at++) noneTwice(made(`${grade} ${at}`, real, id, grade), `${id}, ${grade}`);
});

function noneTwice({ floors }: Plan, where: string): void {
  const rooms = floors.flat();
  const texts = rooms.map(({ text }) => text).filter((text) => text !== "");
  assert.equal(new Set(texts).size, texts.length, where);
  const beasts = rooms.flatMap((room) => metIn(room, 1).map(({ beast, nth }) => `${beast} ${nth}`));
  assert.equal(new Set(beasts).size, beasts.length, where);
}

test("a gate has the floors and rooms of its grade", () => {
  const real = realCatalog();
  for (const grade of GRADES) {
    const [theme] = themesOf(real, grade);
    assert.ok(theme, grade);
    const { floors } = made("size", real, theme.id, grade);
    assert.equal(floors.length, GRADE_FLOORS[grade]);
    for (const rooms of floors) assert.equal(rooms.length, GRADE_ROOMS[grade] + 1);
  }
});

test("more members meet more beasts", () => {
  const room = made("fixed").floors[0]?.find(({ kind }) => kind === "fight");
  assert.ok(room);
  const numbers = [1, 2, 3, 6, 10].map((size) => metIn(room, size).length);
  assert.deepEqual(numbers.slice(2), [2, 3, 3]);
  assert.ok((numbers[0] ?? 0) <= 2);
});

const FIXED: string[][] = [
  [
    "entry: entrance",
    "fight: fight room 2",
    "treasure: treasure room 0",
    "fight: fight room 0",
    "trap: trap room 6",
    "fight: fight room 5",
  ],
  [
    "entry: landing",
    "fight: fight room 1",
    "elite: elite room 6",
    "treasure: treasure room 2",
    "boss: boss room 5",
    "rest: rest room 9",
  ],
];
