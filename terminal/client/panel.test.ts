import assert from "node:assert/strict";
import { test } from "node:test";
import { createColors } from "picocolors";
import type { Panel } from "../../game/protocol.ts";
import { columnsOf } from "../../game/wrap.ts";
import { Panels } from "./panel.ts";

const plain = () => new Panels(createColors(false));
const vitals: Extract<Panel, { kind: "vitals" }> = {
  kind: "vitals",
  name: "Mara",
  calling: "fighter",
  title: "the Dry",
  licence: "E",
  level: 3,
  xp: 50,
  nextXp: 200,
  hp: 60,
  maxHp: 120,
  mp: 41,
  maxMp: 50,
  points: 2,
  crystals: 310,
  exons: 0,
  statuses: ["burn"],
  place: "Association Hall",
};

test("says in numbers what its bars show, and takes the newest of each kind", () => {
  const panels = plain();
  panels.take([{ ...vitals, statuses: [] }]);
  panels.take([{ ...vitals, statuses: ["burn"] }]);
  const text = panels.lines(32, 40).join("\n");
  assert.match(text, /^Mara, the Dry\nlevel 3 fighter · E\nhp █{6}░{6} 60\/120/);
  assert.match(text, /xp .* 25%/);
  assert.match(text, /\nburn\n310 crystals/);
  assert.equal(text.match(/Mara/g)?.length, 1);
});

test("draws the floor with its ways, and nothing in the city", () => {
  const panels = plain();
  const room = { done: false, here: false, what: "fight" };
  panels.take([
    {
      kind: "map",
      gate: "Sunken Arcade",
      floor: 2,
      rooms: [
        { ...room, x: 4, y: 1, here: true, ways: ["east", "south"] },
        { ...room, x: 5, y: 1, ways: ["west"] },
        { ...room, x: 4, y: 2, what: "boss", ways: ["north", "west"] },
        { ...room, x: 3, y: 2, what: "unknown", ways: [] },
      ],
    },
  ]);
  assert.deepEqual(panels.lines(32, 40), ["Sunken Arcade, floor 2", "    @───!", "    │", "?───B"]);
  panels.take([{ kind: "map", gate: null, floor: 0, rooms: [] }]);
  assert.deepEqual(panels.lines(32, 40), []);
});

test("never grows over its width and height, and nothing in it steers the terminal", () => {
  const panels = plain();
  const quests = Array.from({ length: 30 }, (_, at) => ({
    name: `A quest with a name that is longer than the panel, number ${at} \u001b[2J`,
    goals: [{ text: "Clear two gates of the first grade.", have: 1, need: 2 }],
  }));
  panels.take([vitals, { kind: "quests", quests }]);
  const lines = panels.lines(32, 20);
  assert.equal(lines.length, 20);
  for (const line of lines) assert.ok(columnsOf(line) <= 32, line);
  assert.ok(!lines.join("").includes("\u001b"));
});
