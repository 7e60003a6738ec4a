import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Catalog } from "../catalog/catalog.ts";
import { testCatalog } from "../test-turn.ts";
import { parseTown } from "../town.ts";
import { Player } from "./test-player.ts";

const FILE = join(import.meta.dirname, "test-transcript.txt");
/** Set to write the file anew, after a change that means to change it. */
const ANEW = process.env.TERMINUSA_NEW_TRANSCRIPT === "1";
const LONGEST = 200;

/** A town of three places that no writer touches. */
const TOWN = `
start: hall
places:
  - { id: hall, name: Hall, first: A hall., again: [The hall., The hall again.], people: [], services: [licences],
      exits: [{ word: board, to: board }, { word: clinic, to: clinic }] }
  - { id: board, name: Board, first: A board., again: [The board., The board again.], people: [], services: [board],
      exits: [{ word: hall, to: hall }] }
  - { id: clinic, name: Clinic, first: A clinic., again: [The beds., The beds again.], people: [], services: [clinic],
      exits: [{ word: hall, to: hall }] }
`;
const FIXED: Catalog = { ...testCatalog(), town: parseTown(TOWN, "town.yaml") };

/** A newcomer's first lesson and first gate, to the end. */
function firstEvening(): Player {
  const player = new Player(FIXED);
  player.all("become fighter", "stats", "enter first lesson");
  through(player);
  player.all("status", "board", "gates", "enter miil", player.nextLine(), "look", "map");
  through(player);
  player.all("status", "inventory");
  return player;
}

function through(player: Player): void {
  for (let line = 0; player.hunter.run; line++) {
    assert.ok(line < LONGEST, player.transcript.slice(-4).join("\n"));
    player.type(player.nextLine());
  }
}

test("a whole first evening reads, to the letter, as it did", () => {
  const text = `${firstEvening().transcript.join("\n")}\n`;
  if (ANEW) writeFileSync(FILE, text);
  assert.equal(text, readFileSync(FILE, "utf8"));
});

test("a whole evening is the same each time, hunter and all", () => {
  assert.deepEqual(firstEvening().hunter, firstEvening().hunter);
});
