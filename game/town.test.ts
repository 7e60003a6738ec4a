import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ContentError } from "./catalog/source.ts";
import { parseTown, placeOf } from "./town.ts";
import { columnsOf, wrapText } from "./wrap.ts";

const file = new URL("content/town.yaml", import.meta.url);
const source = readFileSync(file, "utf8");
const problemsOf = (text: string): string[] => {
  try {
    parseTown(text, "town.yaml");
  } catch (problem) {
    assert.ok(problem instanceof ContentError);
    return problem.problems;
  }
  return [];
};

test("the town has at least ten places, each with people, two returning texts and a way back", () => {
  const town = parseTown(source, "town.yaml");
  assert.ok(town.places.size >= 10);
  for (const place of town.places.values()) {
    assert.ok(place.people.length > 0, place.id);
    for (const exit of place.exits) {
      const there = placeOf(town, exit.to);
      assert.ok(
        there.exits.some((back) => back.to === place.id),
        `${place.id} → ${exit.to} has no way back`,
      );
    }
  }
});

test("no text of the town is used twice", () => {
  const town = parseTown(source, "town.yaml");
  const texts = [...town.places.values()].flatMap((place) => [
    place.first,
    ...place.again,
    ...place.people.map(({ look }) => look),
  ]);
  assert.equal(new Set(texts).size, texts.length);
});

test("an exit to nowhere is named with file, line and column", () => {
  const broken = source.replace("to: clinic", "to: clinique");
  const line = broken.slice(0, broken.indexOf("clinique")).split("\n").length;
  const [problem] = problemsOf(broken);
  assert.match(
    problem ?? "",
    new RegExp(`^town\\.yaml:${line}:\\d+: places\\.0\\.exits\\.1\\.to: no place "clinique"$`),
  );
});

test("a missing text, an unknown key and broken YAML are named with their lines", () => {
  assert.match(
    problemsOf(source.replace("    first: >-", "    frist: >-"))[0] ?? "",
    /^town\.yaml:4:\d+: .*first/,
  );
  assert.match(problemsOf("start: a\nplaces: [\n")[0] ?? "", /^town\.yaml:\d+:\d+: /);
  assert.match(problemsOf("")[0] ?? "", /^town\.yaml:1:1: /);
});

test("a place that can't be reached is named", () => {
  const island =
    "  - {id: isle, name: Isle, first: Sea., again: [a, b], people: [], exits: [{word: hall, to: hall}]}\n";
  assert.match(problemsOf(source + island)[0] ?? "", /there is no way from "hall" to "isle" and back/);
});

test("text is broken at spaces, long words are cut, wide characters count double", () => {
  assert.equal(wrapText("one two  three", 8), "one two\nthree");
  assert.equal(wrapText("abcdefghij", 4), "abcd\nefgh\nij");
  assert.equal(wrapText("안녕하세요", 4), "안녕\n하세\n요");
  assert.equal(columnsOf("e\u0301안"), 3);
  assert.equal(wrapText("a\n\nb", 10), "a\n\nb");
});
