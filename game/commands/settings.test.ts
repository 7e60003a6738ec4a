import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Hunter } from "../hunter/hunter.ts";
import { greeting } from "../play.ts";
import { richHunter, thingsCatalog, typed } from "../test-things.ts";
import { testTurn } from "../test-turn.ts";
import { MOST_ALIASES } from "./alias.ts";
import { MOST_IGNORED } from "./ignore.ts";

const catalog = thingsCatalog();
const mara = richHunter(catalog);
const type = (hunter: Hunter, ...lines: string[]) => typed(catalog, hunter, ...lines);

test("a word of one's own stands for its line, with what follows after it", () => {
  const { hunter } = type(mara, "alias b buy plain draught");
  assert.match(type(hunter, "b 2").text, /Bought: Plain Draught ×2/);
  assert.equal(type(hunter, "alias b").text, "b stands for: buy plain draught");
  assert.match(type(hunter, "alias").text, /^Your words:\n {2}b {2}buy plain draught/);
  assert.match(type(hunter, "alias Shout say HELLO There", "shout").text, /^You say: HELLO There$/);
  assert.match(type(hunter, "unalias b", "b 2").text, /Type one more letter|No command/);
});

test("nobody can lose quit, help and the way back from an alias", () => {
  for (const word of ["quit", "HELP", "exit", "logout", "alias", "unalias"])
    assert.match(type(mara, `alias ${word} look`).text, /must always mean what it means/);
  assert.match(type(mara, "alias look look around").text, /can't stand for itself/);
  assert.match(type(mara, "alias __proto__ look").text, /letters and digits/);
  assert.match(type(mara, `alias x ${"y".repeat(300)}`).text, /200 characters at most/);
  const lines = Array.from({ length: MOST_ALIASES }, (_, at) => `alias w${at} look`);
  const full = type(mara, ...lines).hunter;
  assert.match(type(full, "alias more look").text, /^You have 30 words of your own\. unalias one first\.$/);
  assert.equal(Object.keys(type(full, "alias w1 who").hunter.annals.aliases).length, MOST_ALIASES);
});

test("whatever was made an alias, help and quit do what they do", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 5 }), (pairs) => {
      const { hunter } = type(mara, ...pairs.map(([word, line]) => `alias ${word} ${line}`));
      assert.equal(type(hunter, "quit").outcome.quit, true);
      assert.match(type(hunter, "help alias").text, /^alias/);
    }),
  );
});

test("names are ignored and heard again, within limits", () => {
  const { hunter } = type(mara, "ignore Jun");
  assert.deepEqual(hunter.annals.ignored, ["jun"]);
  assert.match(type(hunter, "ignore").text, /^You don't hear: jun\./);
  assert.equal(type(hunter, "ignore jun").outcome.refused, true);
  assert.equal(type(mara, "ignore mara").outcome.refused, true);
  assert.match(type(mara, "ignore a b").text, /^A name is 3 to 20/);
  assert.deepEqual(type(hunter, "unignore jun").hunter.annals.ignored, []);
  const many = {
    ...mara,
    annals: { ...mara.annals, ignored: Array.from({ length: MOST_IGNORED }, (_, at) => `n${at}`) },
  };
  assert.match(type(many, "ignore jun").text, /unignore one first/);
});

test("whoever comes in is told the next step, until hints are switched off", () => {
  const greeted = (hunter: Hunter) => greeting({ ...testTurn(hunter), catalog }).text;
  assert.match(greeted(mara), /^Association Hall\n[\s\S]*\n\[System\] Next: talk oh$/);
  assert.doesNotMatch(greeted(type(mara, "settings hints off").hunter), /Next:/);
});

test("settings are listed and switched", () => {
  assert.match(type(mara, "settings").text, /screen-reader {2}off[\s\S]*hints {10}on/);
  assert.equal(type(mara, "settings screen-reader on").hunter.screenReader, true);
  assert.equal(type(mara, "settings hints off").hunter.annals.hints, false);
  assert.equal(type(mara, "settings hints maybe").text, "hints is on or off: settings hints off");
  assert.match(
    type(mara, "settings colour red").text,
    /^No setting "colour"\. Settings: screen-reader, hints$/,
  );
});
