import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, mock, test } from "node:test";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { Bus, type Heard } from "./bus.ts";

/** Publishes to whoever subscribed, as Redis does; also to the publisher. */
class Exchange {
  readonly published: { channel: string; text: string }[] = [];
  readonly subscribers: EventEmitter[] = [];

  join(server: string) {
    const redis = Object.assign(new EventEmitter(), {
      status: "ready",
      publish: async (channel: string, text: string) => {
        this.published.push({ channel, text });
        for (const each of this.subscribers) each.emit("message", channel, text);
      },
    });
    const subscriber = Object.assign(new EventEmitter(), { status: "ready", subscribe: async () => {} });
    this.subscribers.push(subscriber);
    const lines: Heard[] = [];
    const bus = new Bus(
      server,
      redis as unknown as Redis,
      subscriber as unknown as Redis,
      pino({ level: "silent" }),
    );
    const nothing = () => {};
    bus.start({
      heard: (line) => lines.push(line),
      taken: nothing,
      revoked: nothing,
      presence: nothing,
      unheard: nothing,
      done: nothing,
      back: () => bus.tellPresence({ server, ask: true, here: [], gone: [] }),
    });
    return { bus, lines };
  }
}

const line = (text: string): Heard => ({ room: "hall", text });
const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

test("a server that has heard of no other tells no lines to anyone", async () => {
  const exchange = new Exchange();
  const { bus } = exchange.join("a");
  await settled();
  assert.equal(bus.alone, true);
  bus.tellRoom(line("hello"));
  mock.timers.tick(1_000);
  assert.deepEqual(
    exchange.published.map(({ channel }) => channel),
    ["presence"],
  );
});

test("a server that starts is known to the others at once, and lines go both ways, in order and in one message", async () => {
  const exchange = new Exchange();
  const first = exchange.join("a");
  await settled();
  const second = exchange.join("b");
  await settled();
  assert.equal(first.bus.alone, false);
  first.bus.tellRoom(line("one"));
  first.bus.tellRoom(line("two"));
  assert.deepEqual(second.lines, []);
  mock.timers.tick(1_000);
  assert.deepEqual(second.lines, [line("one"), line("two")]);
  second.bus.tellRoom(line("three"));
  mock.timers.tick(1_000);
  assert.deepEqual(first.lines, [line("three")], "its own lines don't come back to a server");
  assert.equal(exchange.published.filter(({ channel }) => channel === "heard").length, 2);
});

test("a crowd of lines is passed on in parts before the time is up", async () => {
  const exchange = new Exchange();
  const first = exchange.join("a");
  await settled();
  const second = exchange.join("b");
  await settled();
  for (let at = 0; at < 450; at++) first.bus.tellRoom(line(String(at)));
  assert.equal(second.lines.length, 400);
  mock.timers.tick(1_000);
  assert.deepEqual(
    second.lines.map(({ text }) => text),
    Array.from({ length: 450 }, (_, at) => String(at)),
  );
});

test("a message that can't be read is skipped", async () => {
  const exchange = new Exchange();
  const { bus, lines } = exchange.join("a");
  await settled();
  for (const text of ["", "{", '{"server":"b"}', '{"server":"b","lines":[{"room":1}]}'])
    exchange.subscribers[0]?.emit("message", "heard", text);
  assert.deepEqual(lines, []);
  assert.equal(bus.alone, false);
});
