import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { clientMessage, MAX_LINE, parseClientMessage } from "./protocol.ts";

const refusal = (value: unknown) => {
  const parsed = parseClientMessage(typeof value === "string" ? value : JSON.stringify(value));
  assert.ok(!parsed.ok, `${JSON.stringify(value)} was accepted`);
  return parsed.refusal;
};

test("a good message is read and unknown keys are dropped", () => {
  const parsed = parseClientMessage('{"t":"cmd","n":3,"line":"look","extra":1,"__proto__":{"admin":true}}');
  assert.deepEqual(parsed, { ok: true, message: { t: "cmd", n: 3, line: "look" } });
  const acknowledging = parseClientMessage('{"t":"cmd","n":3,"line":"look","s":7}');
  assert.deepEqual(acknowledging, { ok: true, message: { t: "cmd", n: 3, line: "look", s: 7 } });
  assert.equal(parseClientMessage('{"t":"cmd","n":3,"line":"look","s":-1}').ok, false);
});

test("numbers that are no whole positive number are refused", () => {
  for (const n of ["-1", "0", "1.5", "1e999", '"1"', "null", "9007199254740993", "NaN"]) {
    const parsed = parseClientMessage(`{"t":"cmd","n":${n},"line":"look"}`);
    assert.equal(parsed.ok, false, n);
  }
});

test("a refusal carries the number of the command that it refuses", () => {
  assert.deepEqual(refusal({ t: "cmd", n: 4, line: "x".repeat(MAX_LINE + 1) }), {
    t: "error",
    code: "too_long",
    n: 4,
    text: `A line has at most ${MAX_LINE} characters.`,
  });
  assert.equal(refusal({ t: "cmd", n: 4 }).n, 4);
  assert.equal(refusal({ t: "cmd", n: -4, line: "look" }).n, undefined);
});

test("each refusal is a sentence that names the field", () => {
  assert.match(refusal("hello").text, /no JSON message/);
  assert.match(refusal({ t: "dance" }).text, /"t" names no message/);
  assert.match(refusal({ t: "size", cols: 1e9, rows: 2 }).text, /"cols" is not valid/);
  assert.match(refusal("[".repeat(8000)).text, /no JSON message/);
});

test("no text at all makes the parser throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.json(),
        fc.jsonValue().map((v) => JSON.stringify(v)),
      ),
      (text) => {
        const parsed = parseClientMessage(text);
        return parsed.ok || parsed.refusal.text.length > 10;
      },
    ),
  );
});

test("the short way for commands takes what the schema takes, and nothing else", () => {
  const odd = fc.oneof(fc.constant("cmd"), fc.jsonValue());
  const message = fc.record(
    {
      t: odd,
      n: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.double(), fc.jsonValue()),
      line: fc.oneof(fc.string({ maxLength: 3 }), fc.constant("x".repeat(MAX_LINE + 1)), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(message, (value) => {
      const text = JSON.stringify(value);
      const expected = clientMessage.safeParse(JSON.parse(text));
      const parsed = parseClientMessage(text);
      assert.equal(parsed.ok, expected.success);
      if (parsed.ok) assert.deepEqual(parsed.message, expected.data);
    }),
  );
});
