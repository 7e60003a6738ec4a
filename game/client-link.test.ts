import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { type Link, type SocketLike, startLink } from "./client-link.ts";
import { type ClientEffect, ClientSession } from "./client-session.ts";

class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: string[] = [];
  closed: number | undefined;

  send(data: string): void {
    this.sent.push(data);
  }

  close(code = 1000): void {
    this.closed = code;
  }

  get pings(): number {
    return this.sent.filter((message) => message.includes('"ping"')).length;
  }
}

let sockets: FakeSocket[];
let effects: ClientEffect[];
let link: Link;
let now: number;

beforeEach(() => {
  mock.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  now = 0;
  mock.method(Date, "now", () => now);
  sockets = [];
  effects = [];
  const session = new ClientSession({ client: "test", random: () => 0 });
  link = startLink({ session, open: opened, onEffect: (effect) => effects.push(effect) });
  last().onopen?.();
  hear({
    t: "welcome",
    session: "session-of-mara-1",
    name: "Mara",
    resumed: false,
    s: 0,
    done: 0,
    words: [],
  });
});

function opened(): FakeSocket {
  const socket = new FakeSocket();
  sockets.push(socket);
  return socket;
}
const last = () => sockets.at(-1) as FakeSocket;
const hear = (message: object) => last().onmessage?.({ data: JSON.stringify(message) });
const lost = () => effects.some((effect) => effect.do === "reconnect");

function pass(seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    now += 1_000;
    mock.timers.tick(1_000);
  }
}

/** Time in which the timers stand still, as on a machine that sleeps or in a page that isn't seen; then one fires. */
function sleep(seconds: number): void {
  now += seconds * 1_000;
  pass(1);
}

afterEach(() => {
  link.end();
  mock.timers.reset();
});

test("a quiet line is asked, and kept when it answers", () => {
  pass(16);
  assert.equal(last().pings, 1);
  hear({ t: "pong" });
  pass(15);
  assert.equal(last().pings, 1);
  assert.equal(lost(), false);
});

test("a line that doesn't answer is given up, and a new one is opened", () => {
  pass(25);
  assert.equal(lost(), false);
  pass(1);
  assert.equal(lost(), true);
  assert.equal(last().closed, 4900);
  pass(1);
  assert.equal(sockets.length, 2);
});

test("a page whose timers fire once a minute keeps its line", () => {
  for (let minute = 0; minute < 5; minute++) {
    sleep(59);
    hear({ t: "pong" });
  }
  assert.equal(last().pings, 5);
  assert.equal(sockets.length, 1);
  assert.equal(lost(), false);
});

test("after a sleep a dead line is given up within seconds", () => {
  sleep(3_600);
  assert.equal(last().pings, 1);
  pass(3);
  assert.equal(lost(), true);
});

test("a planned reconnect is hurried, and only a planned one", () => {
  link.hurry();
  assert.equal(sockets.length, 1);
  last().onclose?.({ code: 1006, reason: "" });
  link.hurry();
  assert.equal(sockets.length, 2);
  pass(1);
  assert.equal(sockets.length, 2);
});
