import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { WebSocketServer } from "ws";
import { answerOf, UNASKED } from "./answers.ts";
import { FrameReader, OPCODE, textFrame } from "./frames.ts";
import { Line } from "./line.ts";

function unmasked(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : body.length < 0x10000
        ? Buffer.from([0x81, 126, body.length >> 8, body.length & 255])
        : Buffer.from([
            0x81,
            127,
            0,
            0,
            0,
            0,
            0,
            body.length >> 16,
            (body.length >> 8) & 255,
            body.length & 255,
          ]);
  return Buffer.concat([head, body]);
}

function read(chunks: Buffer[]): string[] {
  const seen: string[] = [];
  const reader = new FrameReader((opcode, data, start, end) => {
    assert.equal(opcode, OPCODE.text);
    seen.push(data.toString("utf8", start, end));
  });
  for (const chunk of chunks) reader.take(chunk, chunk.length);
  return seen;
}

const TEXTS = ["", "a", "b".repeat(125), "c".repeat(126), "d".repeat(70_000), "e"];

test("frames are read whole, however the network cuts them", () => {
  const stream = Buffer.concat(TEXTS.map(unmasked));
  // Byte by byte only through the short ones: each step copies what has come of a frame.
  assert.deepEqual(
    read([...Buffer.concat(TEXTS.slice(0, 4).map(unmasked))].map((byte) => Buffer.of(byte))),
    TEXTS.slice(0, 4),
  );
  for (const step of [1_000, 65_536, stream.length]) {
    const chunks = [];
    for (let at = 0; at < stream.length; at += step) chunks.push(stream.subarray(at, at + step));
    assert.deepEqual(read(chunks), TEXTS, `in steps of ${step}`);
  }
});

test("a real server reads our frames, and its answers, pings and close arrive", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const ponged = Promise.withResolvers<string>();
  server.on("connection", (socket) => {
    socket.on("message", (data) => socket.send(`got ${data}`));
    socket.on("pong", (data) => ponged.resolve(data.toString()));
    socket.ping("are you there");
  });
  const { port } = server.address() as AddressInfo;
  const answers: string[] = [];
  const long = "x".repeat(3_000);
  const done = Promise.withResolvers<string>();
  const line = new Line(
    { host: "127.0.0.1", port, path: "/" },
    {
      opened: () => {
        line.send(textFrame("short"));
        line.send(textFrame(long));
      },
      message(data, start, end) {
        answers.push(data.toString("utf8", start, end));
        if (answers.length === 2) for (const client of server.clients) client.close(1012, "bye");
      },
      closed: done.resolve,
    },
  );
  assert.equal(await ponged.promise, "are you there");
  assert.equal(await done.promise, "closed 1012 bye");
  assert.deepEqual(answers, ["got short", `got ${long}`]);
  server.close();
});

test("the command that a message answers is found at its end, or by parsing it", () => {
  const of = (message: unknown) => {
    const data = Buffer.from(`before${JSON.stringify(message)}after`);
    return answerOf(data, 6, data.length - 5);
  };
  assert.equal(of({ t: "out", text: "a", s: 7, n: 123 }), 123);
  assert.equal(of({ t: "out", n: 5, text: "a" }), 5);
  assert.equal(of({ t: "error", code: "skipped", n: 4, text: 'as in "n":9' }), 4);
  assert.equal(of({ t: "out", text: "a", s: 12 }), UNASKED);
  assert.equal(of({ t: "out", text: ',"n":1' }), UNASKED);
  assert.equal(of({ t: "pong" }), UNASKED);
});
