import assert from "node:assert/strict";
import { test } from "node:test";
import { testHunter, testTurn } from "../test-turn.ts";
import { help } from "./help.ts";
import { COMMANDS, usage } from "./table.ts";

test("no word means two commands", () => {
  const words = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
  assert.deepEqual(
    words.filter((word, at) => words.indexOf(word) !== at),
    [],
  );
});

test("each command has a summary and help that are sentences", () => {
  for (const { name, summary, help } of COMMANDS) {
    assert.match(summary, /[.!]$/, name);
    assert.match(help, /\S[\s\S]{5,}/, name);
  }
});

test("the list fits 80 columns, and a screen reader hears it without columns", () => {
  const operator = testHunter("Mara", { role: "operator" });
  const list = help(testTurn(operator), "").text;
  for (const line of list.split("\n")) assert.ok(line.length <= 80, line);
  const heard = help(testTurn({ ...operator, screenReader: true }), "").text;
  assert.doesNotMatch(heard, / {2}/);
  for (const command of COMMANDS) assert.ok(heard.includes(`\n${usage(command)}: `), command.name);
});
