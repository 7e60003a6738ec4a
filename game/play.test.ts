import assert from "node:assert/strict";
import { test } from "node:test";
import { commandsFor } from "./commands/table.ts";
import { completeLine } from "./completion.ts";
import type { Hunter } from "./hunter/hunter.ts";
import { play } from "./play.ts";
import { editDistance, nearest } from "./suggestion.ts";
import { testCatalog, testHunter, testTurn } from "./test-turn.ts";
import type { Outcome, Surroundings } from "./turn.ts";
import { arrival } from "./walk.ts";

const mara = testHunter("Mara");
const at = (room: string, visits: number): Hunter => ({
  ...mara,
  room,
  trail: { ...mara.trail, visits: { [room]: visits } },
});

function type(line: string, hunter = mara, around: Partial<Surroundings> = {}): Outcome {
  return play(testTurn(hunter, around), line);
}

test("the hall reads as the standard says, first and coming back", () => {
  const lines = type("look").text.split("\n");
  assert.equal(lines[0], "Association Hall");
  assert.match(lines[1] ?? "", /^Rain beads on the glass/);
  assert.equal(lines.at(-1), "People: Clerk Oh, a boy selling antidotes.   Exits: street, clinic, board");
  const back = arrival(testTurn(at("hall", 2)));
  assert.equal(back.text, "Association Hall. The board still says two.   Exits: street, clinic, board");
});

test("coming back never reads the same twice running", () => {
  for (const place of testCatalog().town.places.values()) {
    let last = "";
    for (let visits = 2; visits < 9; visits++) {
      const { text } = arrival(testTurn(at(place.id, visits)));
      assert.notEqual(text, last);
      last = text;
    }
  }
});

test("going changes the place and tells both sides", () => {
  const { hunter, happenings, text } = type("street");
  assert.equal(hunter?.room, "street");
  assert.equal(hunter?.trail.visits.street, 1);
  assert.match(text, /^Lantern Street\n/);
  assert.deepEqual(happenings, [
    { room: "hall", text: "Mara leaves for the street." },
    { room: "street", text: "Mara comes in from Association Hall." },
  ]);
});

test("going nowhere changes nothing and says what there is", () => {
  const { hunter, text } = type("go strret");
  assert.equal(hunter, undefined);
  assert.equal(text, 'No way "strret" from here. Did you mean street?');
});

test("saying is a change, heard in the place", () => {
  const { said, text, happenings } = type("say  two   less");
  assert.deepEqual(said, { channel: "hall", text: "two less" });
  assert.equal(text, "You say: two less");
  assert.deepEqual(happenings, [{ room: "hall", text: "Mara says: two less" }]);
});

test("looking shows people, ways and other hunters, and helps with the rest", () => {
  const where = { neighbours: () => [{ name: "Jun", linkDead: true }] };
  assert.match(type("look clerk").text, /Grey cardigan/);
  assert.match(type("look street").text, /Lantern Street/);
  assert.match(type("look jun", mara, where).text, /line is lost/);
  assert.match(type("look", mara, where).text, /Hunters: Jun \(link-dead\)\./);
  assert.match(type("look cat").text, /No "cat" here\. Did you mean oh\?|No "cat" here\. Here: oh, boy/);
});

test("a screen reader gets sentences, one thing a line, without alignment", () => {
  const { text } = type("look", { ...mara, screenReader: true });
  assert.equal(text.includes("   "), false);
  assert.equal(text.split("\n").at(-1), "Exits: street, clinic, board.");
});

test("who counts everyone and admits what it can't see", () => {
  const names = Array.from({ length: 70 }, (_, at) => `Hunter${at}`);
  const { text } = type("who", mara, { online: () => ({ names, complete: false }) });
  assert.match(text, /70 hunters in the city: Hunter0, /);
  assert.match(text, /and 10 more\.\n\[System\] Other servers do not answer/);
});

test("every command has help that names its usage, and quit ends", () => {
  const list = type("help").text;
  for (const { name } of commandsFor("player")) {
    assert.match(list, new RegExp(`^  ${name}`, "m"));
    assert.match(type(`help ${name}`).text, new RegExp(`^${name}`));
  }
  assert.match(type("help sya").text, /Did you mean say\?/);
  assert.equal(type("quit").quit, true);
});

test("Tab completes commands and exits first, then exits or people", () => {
  const vocabulary = {
    words: ["say", "look", "go"],
    completes: { go: "exits", look: "people", help: "commands", equip: "things", emote: "people" },
    kinds: { exits: ["street"], people: ["oh"], things: ["rusted sword"] },
  };
  assert.deepEqual(completeLine("s", vocabulary), { candidates: ["say", "street"], typed: "s" });
  assert.deepEqual(completeLine("go st", vocabulary), { candidates: ["street"], typed: "st" });
  assert.deepEqual(completeLine("look ", vocabulary), { candidates: ["oh"], typed: "" });
  assert.deepEqual(completeLine("say s", vocabulary).candidates, []);
  assert.deepEqual(completeLine("eq RU", vocabulary), { candidates: ["rusted sword"], typed: "RU" });
  assert.deepEqual(completeLine("e o", vocabulary).candidates, [], "equip or emote");
  assert.deepEqual(completeLine("help lo", vocabulary).candidates, ["look"]);
});

test("nearest counts swapped neighbours as one edit", () => {
  assert.equal(editDistance("sya", "say"), 1);
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.deepEqual(nearest("zzzzzz", ["look"]), []);
});
