import assert from "node:assert/strict";
import { test } from "node:test";
import { readOptions, splitArguments } from "./options.ts";

test("without options a program is TypeScript and npm installs everything", () => {
  assert.deepEqual(readOptions({}), { typescript: true, tsconfig: null, nodeArgs: [], production: false });
});

test("each option is read", () => {
  const options = { typescript: false, tsconfig: "other.json", nodeargs: "--a b", production: true };
  assert.deepEqual(readOptions({ ...options, packagemanager: "npm" }), {
    typescript: false,
    tsconfig: "other.json",
    nodeArgs: ["--a", "b"],
    production: true,
  });
});

test("an option of the wrong type is named", () => {
  assert.throws(() => readOptions({ typescript: "no" }), /"typescript".*must be true or false, is "no"/);
  assert.throws(() => readOptions({ nodeargs: ["--a"] }), /"nodeargs".*must be a string, is \["--a"\]/);
});

test("arguments are split as a shell does", () => {
  const cases: [string, string[]][] = [
    ["", []],
    ["  --a   b ", ["--a", "b"]],
    [`--title='one two' "three \\" four"`, ["--title=one two", 'three " four']],
    ["a\\ b c''d ''", ["a b", "cd", ""]],
  ];
  for (const [line, words] of cases) assert.deepEqual(splitArguments(line), words, line);
  assert.throws(() => splitArguments("--a 'b"), /unclosed quote: --a 'b/);
});
