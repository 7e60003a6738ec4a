import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DO, GA, IAC, NOP, SB, SE, WILL } from "./codes.ts";
import {
  ENDLESS_BYTES,
  MOST_LINE_BYTES,
  MOST_SUBNEGOTIATION_BYTES,
  type TelnetEvent,
  TelnetParser,
} from "./parser.ts";

type Piece = string | number | Uint8Array;

function bytesOf(pieces: Piece[]): Buffer {
  const parts = pieces.map((piece) => {
    if (typeof piece === "number") return Buffer.of(piece);
    return Buffer.from(piece as string);
  });
  return Buffer.concat(parts);
}

function eventsOf(parser: TelnetParser, chunks: Uint8Array[]): TelnetEvent[] {
  const events: TelnetEvent[] = [];
  for (const chunk of chunks) {
    parser.push(chunk);
    for (let event = parser.next(); event; event = parser.next()) events.push(event);
  }
  return events;
}

const read = (...pieces: Piece[]) => eventsOf(new TelnetParser(), [bytesOf(pieces)]);
const lines = (...pieces: Piece[]) =>
  read(...pieces).flatMap((event) => (event.kind === "line" ? [Buffer.from(event.bytes).toString()] : []));

/** Bytes as hostile and as usual clients mix them. */
const stream = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.constantFrom("look\r\n", "\r", "\n", "\0", "\r\0", "안녕\n", "\b\x7f", "\x15"),
      fc.constantFrom(
        ...[[IAC], [IAC, SB], [IAC, SE], [IAC, IAC], [IAC, NOP], [IAC, DO, 1], [IAC, SB, 201, IAC, SE]].map(
          (codes) => Uint8Array.from(codes),
        ),
      ),
    ),
    { maxLength: 40 },
  )
  .map(bytesOf);

test("any way of cutting the bytes into chunks gives the same events", () => {
  fc.assert(
    fc.property(stream, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (bytes, sizes) => {
      const chunks: Buffer[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      assert.deepEqual(eventsOf(new TelnetParser(), chunks), eventsOf(new TelnetParser(), [bytes]));
    }),
    { numRuns: 2_000 },
  );
});

test("a reader that takes one event for each chunk loses and reorders nothing", () => {
  fc.assert(
    fc.property(stream, stream, (first, second) => {
      const parser = new TelnetParser();
      parser.push(first);
      const taken = [parser.next()].filter((event) => event !== null);
      parser.push(second);
      for (let event = parser.next(); event; event = parser.next()) taken.push(event);
      assert.deepEqual(taken, eventsOf(new TelnetParser(), [Buffer.concat([first, second])]));
    }),
    { numRuns: 500 },
  );
});

test("a line ends with CR LF, CR NUL, CR alone or LF alone, once each", () => {
  assert.deepEqual(lines("a\r\nb\r\0c\rd\ne\n\nf\r\r\n"), ["a", "b", "c", "d", "e", "", "f", ""]);
  assert.deepEqual(
    lines("a\r", IAC, NOP, "\nb\n"),
    ["a", "b"],
    "a command between CR and LF changes nothing",
  );
  assert.deepEqual(lines("a\0b\n"), ["ab"], "NUL is nothing");
});

test("keys that take back are obeyed, whole characters at a time", () => {
  assert.deepEqual(lines("loop\bk\n", "한글\x7f\n", "\x7f\x7fx\n", "away\x15stay\n"), [
    "look",
    "한",
    "x",
    "stay",
  ]);
});

test("the byte 255 is data when doubled, in a line and in a subnegotiation", () => {
  const [line] = read("a", IAC, IAC, "b\n");
  assert.deepEqual(line, { kind: "line", bytes: Uint8Array.from([97, 255, 98]) });
  const [sub] = read(IAC, SB, 31, 0, IAC, IAC, 0, 24, IAC, SE);
  assert.deepEqual(sub, { kind: "subnegotiation", option: 31, data: Uint8Array.from([0, 255, 0, 24]) });
});

test("negotiations and commands may stand in the middle of a line", () => {
  assert.deepEqual(read("lo", IAC, WILL, 31, "o", IAC, GA, "k\r\n"), [
    { kind: "negotiation", verb: WILL, option: 31 },
    { kind: "command", code: GA },
    { kind: "line", bytes: Uint8Array.from(Buffer.from("look")) },
  ]);
});

test("a subnegotiation that is broken off gives way to the command that came instead", () => {
  assert.deepEqual(read(IAC, SB, 201, "Core", IAC, DO, 86, IAC, SB, 24, 0, "X", IAC, SE), [
    { kind: "negotiation", verb: DO, option: 86 },
    { kind: "subnegotiation", option: 24, data: Uint8Array.from([0, 88]) },
  ]);
});

test("what is too long is thrown away and named when it ends; what comes after is read", () => {
  const long = "x".repeat(MOST_LINE_BYTES + 1);
  assert.deepEqual(
    read(long, "\nlook\n").map((event) => event.kind),
    ["oversized", "line"],
  );
  assert.deepEqual(lines("x".repeat(MOST_LINE_BYTES), "\n")[0]?.length, MOST_LINE_BYTES);
  const fat = "x".repeat(MOST_SUBNEGOTIATION_BYTES + 1);
  assert.deepEqual(read(IAC, SB, 201, fat, IAC, SE, "look\n")[0], {
    kind: "oversized",
    part: "subnegotiation",
  });
});

for (const [part, begin] of [
  ["line", []],
  ["subnegotiation", [IAC, SB, 201]],
] as const)
  test(`a ${part} without an end is given up, and nothing comes after`, () => {
    const events = read(Uint8Array.from(begin), "x".repeat(ENDLESS_BYTES + 1), IAC, SE, "\nlook\n");
    assert.deepEqual(events, [{ kind: "endless", part }]);
  });
