import assert from "node:assert/strict";
import { test } from "node:test";
import { textCodec } from "./codec.ts";

test("of plain lines no more are taken than may wait for an answer, and numbers have no gaps", () => {
  const codec = textCodec();
  codec.write({ t: "welcome", session: "x", name: "Mara", resumed: false, s: 0, done: 0, words: [] });
  const paste = Array.from({ length: 30 }, (_, at) => `say ${at}`).join("\n");
  const numbers = (text: string) =>
    codec.read(text).map((parsed) => (parsed.ok && parsed.message.t === "cmd" ? parsed.message.n : parsed));
  assert.equal(numbers(paste).at(-1), 30);
  const [first, ...more] = numbers(paste);
  assert.equal(first, 31);
  assert.equal(more.length, 20);
  assert.match(
    JSON.stringify(more.at(-1)),
    /too_fast.*not taken: 10\./,
    "one refusal for all that is too much",
  );
  codec.write({ t: "out", s: 1, n: 29, text: "" });
  codec.write({ t: "error", n: 30, code: "too_fast", text: "" });
  assert.deepEqual(numbers("look"), [51]);
});
