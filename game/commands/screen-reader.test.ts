import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hunter } from "../hunter/hunter.ts";
import { richHunter, thingsCatalog, typed } from "../test-things.ts";
import { columnsOf } from "../wrap.ts";

const catalog = thingsCatalog();
const LINES = [
  ...[
    "i",
    "equip rusted",
    "repair",
    "upgrade",
    "upgrade ring",
    "recipes",
    "recipes antidote",
    "look ring",
    "slots",
  ],
  ...[
    "shop",
    "shop potions",
    "buy draught 2",
    "sell",
    "sell tail 2",
    "cure",
    "gacha",
    "gacha pet exons yes",
    "flip",
  ],
  ...[
    "flip 100 heads",
    "balance",
    "talk oh",
    "talk oh",
    "talk boy",
    "accept tail end",
    "quests",
    "quests tail end",
  ],
  ...[
    "talk boy",
    "achievements",
    "achievements all",
    "title",
    "alias d look",
    "alias",
    "ignore jun",
    "settings",
    "hint",
  ],
];

function started(screenReader: boolean): Hunter {
  const things: [string, number][] = [
    ["rusted-sword", 1],
    ["tin-ring", 1],
    ["tail", 12],
    ["antidote", 1],
  ];
  const hunter = richHunter(catalog, things, { screenReader });
  const carried = hunter.pack.carried.map((thing) =>
    thing.durability ? { ...thing, durability: 50 } : thing,
  );
  const ill = { ...hunter.sheet, hp: 5, afflictions: [{ status: "burn" as const, rounds: 2 }] };
  return { ...hunter, sheet: ill, pack: { ...hunter.pack, carried } };
}

function answers(screenReader: boolean): { line: string; text: string }[] {
  let hunter = started(screenReader);
  return LINES.map((line) => {
    const done = typed(catalog, hunter, line);
    hunter = done.hunter;
    return { line, text: done.text };
  });
}

test("a screen reader gets plain sentences: no columns, no margins, nothing drawn", () => {
  for (const { line, text } of answers(true))
    assert.doesNotMatch(text, / {2}|^ |[█░─│┌]/m, `${line}: ${text}`);
});

test("for eyes, no row of a table is wider than 80 columns", () => {
  for (const { text } of answers(false))
    for (const row of text.split("\n").filter((one) => one.startsWith("  ")))
      assert.ok(columnsOf(row) <= 80, row);
});
