import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import type { ServerMessage } from "../game/protocol.ts";
import { Connection } from "./connection.ts";
import type { Transport, TransportEvents } from "./transport.ts";

/** A line whose network takes nothing, or as much as the test says. */
class FakeTransport implements Transport {
  waiting = 0;
  readonly sent: ServerMessage[] = [];
  readonly calls: string[] = [];
  alive = true;
  events: TransportEvents | null = null;

  start(events: TransportEvents): void {
    this.events = events;
  }
  send(message: ServerMessage): void {
    this.sent.push(message);
  }
  sendJson(message: string): void {
    this.sent.push(JSON.parse(message));
  }
  end(reason: string): void {
    this.calls.push(`end ${reason}`);
  }
  cut(): void {
    this.calls.push("cut");
  }
  ping(): boolean {
    return this.alive;
  }
  pause(): void {
    this.calls.push("pause");
  }
  resume(): void {
    this.calls.push("resume");
  }
}

function opened(framesPerSecond = 1) {
  const transport = new FakeTransport();
  const visitor = { requestId: "r", address: "203.0.113.9", cookie: undefined, style: "telnet" } as const;
  const connection = new Connection(transport, visitor, pino({ level: "silent" }), framesPerSecond);
  return { transport, connection };
}

const words: ServerMessage = { t: "out", s: 1, text: "rain" };
const redraw = JSON.stringify(words);

test("a client that reads too slowly is spared redraws, then cut", () => {
  const { transport, connection } = opened();
  transport.waiting = 65 * 1024;
  assert.equal(connection.sendJson(redraw, true), false);
  assert.equal(connection.sendJson(redraw), true);
  assert.equal(transport.sent.length, 1);
  transport.waiting = 513 * 1024;
  connection.send(words);
  assert.deepEqual([transport.sent.length, transport.calls], [1, ["cut"]]);
  assert.equal(connection.open, false);
});

test("a client that makes the transport answer and never reads is cut as well", () => {
  const { transport } = opened();
  transport.waiting = 513 * 1024;
  transport.events?.onFrame();
  assert.equal(transport.calls[0], "cut");
});

test("more frames than the rate allows pause the line, and it goes on by itself", async () => {
  const { transport, connection } = opened(100);
  for (let at = 0; at < 205; at++) transport.events?.onFrame();
  assert.deepEqual(transport.calls, ["pause"]);
  transport.alive = false;
  connection.heartbeat();
  assert.deepEqual(transport.calls, ["pause"], "a line that is not read can't show that it lives");
  await new Promise<void>((resolve) => {
    transport.resume = resolve;
  });
  connection.heartbeat();
  assert.deepEqual(transport.calls, ["pause", "cut"]);
});

test("twenty frames in a row that can't be read end the line, and one that can be starts anew", () => {
  const { transport } = opened(1_000);
  const bad = () =>
    transport.events?.onParsed({ ok: false, refusal: { t: "error", code: "bad_message", text: "" } });
  for (let at = 0; at < 19; at++) bad();
  transport.events?.onParsed({ ok: true, message: { t: "ping" } });
  for (let at = 0; at < 19; at++) bad();
  assert.deepEqual(transport.calls, []);
  bad();
  assert.deepEqual(transport.calls, ["end flood"]);
});
