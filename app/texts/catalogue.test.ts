import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import ts from "typescript";
import { COMMANDS } from "../../game/commands/table.ts";
import { needsOf } from "./message.ts";
import {
  APP,
  type Call,
  callsIn,
  codeOf,
  type Literal,
  literalsIn,
  type Source,
  viewNames,
  viewSource,
  viewText,
  wordsBetweenTags,
} from "./test-sources.ts";
import { englishIn } from "./texts.ts";
import { keysSource } from "./write-keys.ts";

/** Pages of the staff are in English only, and what programs are told. */
const STAFF = /^admin[-.]/;
const ENGLISH_ONLY = /^app\/(admin|api|monitoring|economy)\//;
/** Names, and what is typed in the game. */
const NOT_TRANSLATED = /Terminusa Online|\[System\]|\bMonarch\b/g;

const english = englishIn(join(APP, "texts"));
const views = viewNames().map(viewSource);
const code = codeOf("app");
const literals = [...views, ...code].flatMap(literalsIn);

describe("the English catalogue", () => {
  it("is what keys.ts says: run `npm run texts`", () => {
    assert.equal(readFileSync(join(APP, "texts/keys.ts"), "utf8"), keysSource(english));
  });

  it("has every text that a view or a route says, with the values and tags that it is given", () => {
    for (const source of [...views, ...code]) for (const call of callsIn(source)) checkCall(source, call);
  });

  it("has no text that nobody says", () => {
    const said = new Set(literals.map(({ parts }) => parts.join("\0")));
    const beginnings = literals.flatMap(({ parts: [head = "", ...more] }) =>
      more.length > 0 && /^[a-z-]+\.[a-z-]*$/.test(head) ? [head] : [],
    );
    const sentences = [
      ...literals,
      ...codeOf("store").flatMap(literalsIn),
      ...codeOf("game").flatMap(literalsIn),
    ];
    const unused = [...english].filter(
      ([key, message]) =>
        !said.has(key) &&
        !beginnings.some((head) => key.startsWith(head)) &&
        !(key.startsWith("forms.") && sentences.some((literal) => says(literal, String(message[0])))),
    );
    assert.deepEqual(
      unused.map(([key]) => key),
      [],
    );
  });
});

describe("a view", () => {
  for (const name of viewNames().filter((one) => !STAFF.test(one)))
    it(`${name} has no English of its own`, () => {
      const bare = wordsBetweenTags(viewText(name)).filter((text) => hasWords(text));
      assert.deepEqual(bare, []);
      const spoken = literalsIn(viewSource(name)).filter(isSpoken);
      assert.deepEqual(
        spoken.map(({ parts }) => parts.join("…")),
        [],
      );
    });
});

describe("a route", () => {
  it("has no sentence of its own: it is a text, or stands in the area `forms`", () => {
    const known = new Set([...english].filter(([key]) => key.startsWith("forms.")).map(([, [text]]) => text));
    const bare = code
      .filter(({ name }) => !ENGLISH_ONLY.test(name) && !name.startsWith("app/client/"))
      .flatMap((source) =>
        literalsIn(source)
          .filter(({ parts, node }) => /^[A-Z“].*[a-z”][.?!]$/s.test(parts.join("…")) && !isFault(node))
          .filter(({ parts }) => !known.has(parts.join("…")))
          .map(({ parts }) => `${source.name}: ${parts.join("…")}`),
      );
    assert.deepEqual(bare, []);
  });
});

function checkCall({ name }: Source, { keys, values, tags, rich }: Call): void {
  for (const key of keys) {
    const message = english.get(key);
    assert.ok(message, `${name}: there is no text ${key}`);
    const needs = needsOf(message);
    if (values)
      assert.deepEqual(
        values.toSorted(),
        [...needs.values.keys()].sort(),
        `${name}: ${key} is given other values`,
      );
    if (rich && tags)
      assert.deepEqual(tags.toSorted(), [...needs.tags].sort(), `${name}: ${key} is given other tags`);
  }
}

/** Whether the code may say this sentence, whatever stands for `${…}`. */
function says({ parts }: Literal, sentence: string): boolean {
  const [head = "", ...more] = parts;
  if (more.length === 0) return head === sentence;
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\d+");
  return new RegExp(`^${pattern}$`).test(sentence);
}

const hasWords = (text: string) =>
  /\p{L}{2}/u.test(text.replace(NOT_TRANSLATED, "")) && !COMMANDS.some(({ name }) => name === text);

/** Two words in a row, or one that begins as a sentence does. Keys, names of views and attributes have neither. */
function isSpoken({ parts, node }: Literal): boolean {
  if (isOutput(node)) return false;
  const text = parts.join(" ").replace(NOT_TRANSLATED, "");
  return /[A-Za-z]{2} [A-Za-z]/.test(text) || /^[A-Z][a-z]/.test(text);
}

/** eta's own: the HTML between its tags. */
const isOutput = (node: ts.Node) =>
  ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken;

/** What is said to operators and logs. */
function isFault(node: ts.Node): boolean {
  for (let at = node.parent; at; at = at.parent)
    if (ts.isNewExpression(at) && /Error$|^UnreadableText$/.test(at.expression.getText())) return true;
  return false;
}
