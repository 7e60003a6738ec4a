import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE_CLASSES, JOBS, type STATS } from "../catalog/words.ts";
import { Player } from "../gates/test-player.ts";
import { realCatalog, testCatalog, testHunter } from "../test-turn.ts";
import { bodyOf } from "./body.ts";
import { canTakeJob, JOBS_OF, MONARCH, starterWeapon, takeJob } from "./classes.ts";
import type { Hunter } from "./hunter.ts";
import { STAT_HELP } from "./stats.ts";

const catalog = testCatalog();
const hunterOf = (more: Partial<Hunter["sheet"]>): Hunter => {
  const plain = testHunter("Mara");
  return { ...plain, sheet: { ...plain.sheet, base: "fighter", ...more } };
};
const valuesWith = (
  stat: (typeof STATS)[number],
  points: number,
  base: (typeof BASE_CLASSES)[number] = "fighter",
) => {
  const hunter = hunterOf({ base });
  return bodyOf(
    { ...hunter, sheet: { ...hunter.sheet, stats: { ...hunter.sheet.stats, [stat]: points } } },
    catalog,
  ).values;
};

test("a point does what the help says", () => {
  const one = (
    stat: (typeof STATS)[number],
    value: keyof ReturnType<typeof valuesWith>,
    base?: (typeof BASE_CLASSES)[number],
  ) => valuesWith(stat, 6, base)[value] - valuesWith(stat, 5, base)[value];
  const numbers = (stat: (typeof STATS)[number], pattern: RegExp) =>
    Number(pattern.exec(STAT_HELP[stat])?.[1]);
  assert.equal(one("vitality", "hp"), numbers("vitality", /Health ([\d.]+)/));
  assert.equal(one("strength", "hp"), numbers("strength", /Health ([\d.]+)/));
  assert.equal(one("intelligence", "mp"), numbers("intelligence", /Mana ([\d.]+)/));
  assert.ok(
    one("strength", "attack") > 0 &&
      one("agility", "attack", "archer") > 0 &&
      one("intelligence", "magic", "mage") > 0,
  );
  assert.ok(one("agility", "speed") > 0 && one("agility", "evasion") > 0 && one("luck", "critical") > 0);
});

test("more of a stat always helps, and never without end", () => {
  for (const [stat, value, most] of [
    ["agility", "evasion", 40],
    ["agility", "accuracy", 130],
    ["luck", "critical", 60],
  ] as const) {
    assert.ok(valuesWith(stat, 2000)[value] > valuesWith(stat, 500)[value]);
    assert.ok(valuesWith(stat, 1_000_000)[value] < most);
  }
});

test("each class signs once, is given a weapon of its own and two draughts, and stands whole", () => {
  for (const base of BASE_CLASSES) {
    const player = new Player(realCatalog());
    const { text } = player.type(`become ${base.slice(0, 2)}`);
    assert.match(text, new RegExp(`Class: ${base}`));
    const { hunter } = player;
    const weapon = hunter.pack.worn.weapon;
    assert.ok(weapon && realCatalog().items.get(weapon.item)?.classes?.includes(base));
    assert.deepEqual(
      hunter.pack.carried.map(({ item, count }) => [item, count]),
      [["life-draught", 2]],
    );
    assert.equal(hunter.sheet.hp, bodyOf(hunter, realCatalog()).values.hp);
    assert.match(player.type("become mage").text, /it is in ink/);
  }
  assert.equal(starterWeapon({ ...catalog, items: new Map() }, "mage"), undefined);
});

test("classes are signed for where licences are", () => {
  const player = new Player(catalog);
  player.type("street");
  assert.match(player.type("become mage").text, /licences desk/);
  assert.match(player.type("become wizzard").text, /No class "wizzard"\. There are fighter, mage/);
});

test("points are spent in whole numbers that are there, and nothing else", () => {
  const player = new Player(catalog);
  player.type("become fighter");
  assert.match(player.type("stat strength").text, /no points to spend/);
  player.hunter = { ...player.hunter, sheet: { ...player.hunter.sheet, level: 3, points: 6 } };
  for (const wrong of ["0", "-1", "1.5", "1,000", "1e2", "NaN", "Infinity", "999999999999", "two"])
    assert.equal(player.type(`stat strength ${wrong}`).refused, true, wrong);
  assert.match(player.type("stat strength 7").text, /You have 6 points: stat strength 6/);
  assert.match(player.type("stat str 4").text, /^\[System\] Strength 9\./);
  assert.match(player.type("stat speed 1").text, /No stat "speed"/);
  assert.equal(player.hunter.sheet.points, 2);
});

test("a respec gives every point back for a price that grows", () => {
  const player = new Player(catalog);
  player.type("become fighter");
  const place = [...catalog.town.places.values()].find(({ services }) => services.includes("respec"));
  assert.ok(place);
  const { sheet } = player.hunter;
  player.hunter = {
    ...player.hunter,
    room: place.id,
    purse: { crystals: 5000, exons: 0 },
    sheet: { ...sheet, level: 11, points: 0, stats: { ...sheet.stats, vitality: 35 }, hp: 300 },
  };
  const priceOf = (text: string) => Number(/for (\d+) crystals/.exec(text)?.[1]);
  const first = priceOf(player.type("respec").text);
  const { movements = [] } = player.type("respec yes");
  assert.equal(player.hunter.sheet.points, 30);
  assert.equal(player.hunter.purse.crystals, 5000 - first);
  assert.equal(
    movements.reduce((sum, { amount }) => sum + amount, 0),
    first,
  );
  assert.ok(player.hunter.sheet.hp <= bodyOf(player.hunter, catalog).values.hp);
  assert.match(player.type("respec").text, /nothing to take back/);
  player.type("stat luck 30");
  assert.ok(priceOf(player.type("respec").text) > first);
});

test("a job asks for its class and level, and the Monarch for what nobody is told", () => {
  for (const base of BASE_CLASSES)
    for (const job of JOBS) {
      const why = canTakeJob(hunterOf({ base, level: 50 }), job);
      assert.equal(why === null, JOBS_OF[base].includes(job), `${base} ${job}: ${why}`);
    }
  assert.match(canTakeJob(hunterOf({ level: 49 }), "paladin") ?? "", /level 50; you are level 49/);
  assert.match(
    canTakeJob(hunterOf({ level: 99, job: "berserker" }), "paladin") ?? "",
    /Another job asks for level 100/,
  );
  assert.equal(canTakeJob(hunterOf({ level: 100, job: "berserker" }), "paladin"), null);
  const monarch = hunterOf({ level: MONARCH.level });
  assert.notEqual(canTakeJob(monarch, "shadow-monarch"), null);
  const counters = { gates: MONARCH.gates, "kills:boss": MONARCH.bosses };
  assert.equal(canTakeJob({ ...monarch, annals: { ...monarch.annals, counters } }, "shadow-monarch"), null);
  assert.equal(takeJob(monarch, "paladin").sheet.job, "paladin");
});
