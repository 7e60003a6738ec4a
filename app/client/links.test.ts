import assert from "node:assert/strict";
import { it } from "node:test";
import { ADDRESS, commandLinks } from "./links.ts";

const isCommand = (word: string) => ["enter", "become", "gates", "strike", "look"].includes(word);
const typed = (line: string) => commandLinks(line, isCommand).map(({ types }) => types);

it("finds the ways out where they stand", () => {
  const line = "People: Clerk Oh.   Exits: street, clinic, board";
  assert.deepEqual(typed(line), ["go street", "go clinic", "go board"]);
  for (const { from, length, types } of commandLinks(line, isCommand))
    assert.equal(`go ${line.slice(from, from + length)}`, types);
});

it("finds the command that ends a line after a colon, and one that a list begins with", () => {
  assert.deepEqual(typed("  0 of 1  Clear the practice gate: enter first lesson"), ["enter first lesson"]);
  assert.deepEqual(typed("Choose a class first, at the licences desk: become"), ["become"]);
  assert.deepEqual(typed("  strike      a blow with what you hold"), ["strike"]);
});

it("takes no sentence for a command", () => {
  assert.deepEqual(typed("You are in the city: gates lists what is open."), []);
  assert.deepEqual(typed("She says: look at what the rain does to the glass"), []);
  assert.deepEqual(typed("Nothing: nothing"), []);
});

it("reads an address without the end of its sentence", () => {
  assert.equal(ADDRESS.exec("see https://example.org/a_b?c=1, or not")?.[0], "https://example.org/a_b?c=1");
  assert.equal(ADDRESS.exec("(http://example.org/x).")?.[0], "http://example.org/x");
  assert.equal(ADDRESS.exec("javascript:alert(1)"), null);
});
