import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  BYE_REASONS,
  CLOSE,
  clientMessage,
  ERROR_CODES,
  frame,
  JSON_SUBPROTOCOL,
  serverMessage,
  TEXT_SUBPROTOCOL,
} from "./protocol.ts";

const docs = readFileSync(new URL("../docs/protocol.md", import.meta.url), "utf8");
const section = (title: string) => docs.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
const rowOf = (text: string, word: string) =>
  text.split("\n").find((line) => line.startsWith("|") && line.split("|")[1]?.includes(`\`${word}\``));

for (const [title, schema] of [
  ["From the client", clientMessage],
  ["From the server", serverMessage],
] as const) {
  test(`docs/protocol.md, "${title}", has each message with each of its fields`, () => {
    for (const option of schema.def.options) {
      const { t, ...fields } = option.def.shape;
      const [name] = t.def.values;
      const row = rowOf(section(title), name ?? "");
      assert.ok(name !== undefined && row, `no row for ${name}`);
      for (const field of Object.keys(fields))
        assert.match(row, new RegExp(`\\b${field}\\b`), `${name}.${field}`);
    }
  });
}

test("docs/protocol.md has each error code, close code, reason, kind of frame and subprotocol", () => {
  for (const code of ERROR_CODES) assert.ok(rowOf(section("Error codes"), code), code);
  for (const reason of BYE_REASONS) assert.ok(section("Close codes").includes(`\`${reason}\``), reason);
  for (const code of Object.values(CLOSE))
    assert.match(section("Close codes"), new RegExp(`^\\| ${code} `, "m"));
  for (const option of frame.def.options)
    assert.ok(docs.includes(`\`${option.def.shape.kind.def.values[0]}\``));
  for (const name of [JSON_SUBPROTOCOL, TEXT_SUBPROTOCOL]) assert.ok(docs.includes(name));
});
