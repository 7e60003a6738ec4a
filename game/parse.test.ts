import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseLine } from "./parse.ts";
import type { Exit } from "./town.ts";

const exits: Exit[] = [
  { word: "street", to: "street", direction: "south" },
  { word: "clinic", to: "clinic", direction: "east" },
];
const parse = (line: string) => parseLine(line, { role: "player", exits });
const commandOf = (line: string) => {
  const parsed = parse(line);
  assert.ok(parsed.ok, `${line}: ${parsed.ok ? "" : parsed.text}`);
  return [parsed.command.spec.name, parsed.command.argument];
};
const refusalOf = (line: string) => {
  const parsed = parse(line);
  assert.ok(!parsed.ok, `${line} was understood`);
  return parsed.text;
};

test("an exact word, an alias and an unambiguous prefix name a command", () => {
  assert.deepEqual(commandOf("look"), ["look", ""]);
  assert.deepEqual(commandOf("l clerk"), ["look", "clerk"]);
  assert.deepEqual(commandOf("hel"), ["help", ""]);
  assert.deepEqual(commandOf("WHO"), ["who", ""]);
});

test("an exit is a command by its word, its prefix, its direction and the direction's letter", () => {
  for (const line of ["street", "stre", "south", "s", "go street"]) {
    assert.equal(commandOf(line)[0], "go", line);
  }
});

test("a way that is called as a command is goes there by its word alone, and the command is what has more words", () => {
  const here: Exit[] = [{ word: "shop", to: "shop" }];
  const nameOf = (line: string) => {
    const parsed = parseLine(line, { role: "player", exits: here });
    return parsed.ok ? parsed.command.spec.name : parsed.text;
  };
  assert.equal(nameOf("shop"), "go");
  assert.equal(nameOf("shop potions"), "shop");
  assert.equal(nameOf("wares"), "shop");
});

test("what is said keeps its case and its quotes, and an apostrophe says it", () => {
  assert.deepEqual(commandOf('say  Hello   "You"'), ["say", 'Hello   "You"']);
  assert.deepEqual(commandOf("'hello there"), ["say", "hello there"]);
});

test("an ambiguous prefix lists what it could be", () => {
  assert.match(refusalOf("cl"), /"cl" could be claim or clinic\. Type one more letter/);
});

test("a mistyped word gets the nearest words", () => {
  assert.match(refusalOf("loook"), /Did you mean look\?/);
  assert.match(refusalOf("steret"), /Did you mean street\b/);
  assert.match(refusalOf("xyzzy"), /help lists what there is/);
});

test("a direction without a way, a missing argument and a surplus one are said so", () => {
  assert.match(refusalOf("west"), /No way "west" from here\. Exits: street, clinic/);
  assert.match(refusalOf("say"), /Say what\? Usage: say <words>/);
  assert.match(refusalOf("go"), /Where to\? Usage: go <exit>/);
  assert.match(refusalOf("who goes"), /who takes no more words/);
});

test("control characters, escapes and direction overrides are refused in one sentence", () => {
  for (const bad of [
    "say \u001b[31mred",
    "say a\u0000b",
    "say \u202eabc",
    "say \ud800",
    "say a\u2028b",
    "say \u0085",
  ]) {
    assert.match(refusalOf(bad), /can't be typed here/, JSON.stringify(bad));
  }
  assert.deepEqual(commandOf("say 안녕 👋🏽 é"), ["say", "안녕 👋🏽 é"]);
});

test("any line at all gets a command or a sentence", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 1000 }), (line) => {
      const parsed = parse(line);
      return parsed.ok || (parsed.text.length > 5 && parsed.text.length < 200);
    }),
  );
});
