import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import type { AccountId } from "../store/accounts.ts";
import { answerOf } from "./answer.ts";
import { textCodec } from "./codec.ts";
import type { Connection } from "./connection.ts";
import { Outbox } from "./outbox.ts";
import { Rate } from "./rate.ts";
import { PRESENCE_TTL_MS, Roster } from "./roster.ts";
import { decideUpgrade } from "./upgrade.ts";

test("a rate allows its burst, then so many a second, and debt is paid off in time", () => {
  const rate = new Rate(20, 40, 0);
  const taken = Array.from({ length: 50 }, () => rate.take(1, 0)).filter(Boolean).length;
  assert.equal(taken, 40);
  assert.equal(rate.take(1, 49), false);
  assert.equal(rate.take(1, 51), true);
  const owing = new Rate(50, 1, 0);
  assert.equal(owing.owe(0), 0);
  assert.equal(owing.owe(0), 20);
  assert.equal(owing.owe(0), 40);
  assert.equal(owing.owe(1_000), 0);
});

test("a roster believes the newest fence, forgets who is gone, and who is not told again", () => {
  const roster = new Roster();
  const accountId = "7" as AccountId;
  const mara = (fence: number, room: string) => ({ accountId, fence, name: "Mara", room, linkDead: false });
  const rooms = () => [...roster.all()].map(({ room }) => room);
  roster.apply({ server: "b", here: [mara(2, "hall")], gone: [] }, 0);
  roster.apply({ server: "a", here: [mara(1, "street")], gone: [] }, 0);
  roster.apply({ server: "a", here: [], gone: [{ accountId, fence: 1 }] }, 0);
  assert.deepEqual(rooms(), ["hall"]);
  roster.apply({ server: "b", here: [mara(2, "board")], gone: [] }, 10);
  assert.deepEqual([...roster.in("hall")], []);
  roster.expire(PRESENCE_TTL_MS + 9);
  assert.deepEqual(rooms(), ["board"]);
  roster.expire(PRESENCE_TTL_MS + 11);
  assert.deepEqual(rooms(), []);
});

test("an outbox keeps the last 64, and says when more was missed than it has", () => {
  const outbox = new Outbox();
  for (let at = 1; at <= 100; at++) outbox.send(answerOf({ text: `${at}` }), null);
  assert.equal(outbox.missedSince(100)?.length, 0);
  assert.deepEqual(
    outbox.missedSince(98)?.map((message) => JSON.parse(message)),
    [
      { t: "out", text: "99", s: 99 },
      { t: "out", text: "100", s: 100 },
    ],
  );
  assert.equal(outbox.missedSince(36)?.length, 64);
  assert.equal(outbox.missedSince(35), null);
  assert.equal(outbox.missedSince(101), null, "numbers of another server");
});

test("what a client says it has is forgotten, and nothing else", () => {
  const outbox = new Outbox();
  for (let at = 1; at <= 5; at++) outbox.send(answerOf({ text: `${at}` }), null, { n: at });
  outbox.forget(3);
  assert.equal(outbox.missedSince(2), null);
  assert.deepEqual(
    outbox.missedSince(3)?.map((message) => JSON.parse(message).n),
    [4, 5],
  );
  outbox.forget(99);
  assert.deepEqual([outbox.missedSince(5), outbox.last], [[], 5]);
});

test("a redraw that a slow client is spared takes no number", () => {
  const outbox = new Outbox();
  const slow = { sendJson: (_message: unknown, droppable: boolean) => !droppable } as unknown as Connection;
  outbox.send(answerOf({ text: "rain" }), slow, { droppable: true });
  assert.equal(outbox.last, 0);
  outbox.send(answerOf({ text: "Jun says: hello" }), slow);
  assert.equal(outbox.last, 1);
});

test("an upgrade is judged by path, Origin and subprotocol; the address is what Nginx says", () => {
  const hosts = ["localhost", "[::1]", "play.example.org"];
  const decide = (headers: Record<string, string>, url = "/ws") =>
    decideUpgrade(
      { url, headers, socket: { remoteAddress: "10.0.0.2" } } as unknown as IncomingMessage,
      hosts,
    );
  const origins = [
    "https://play.example.org",
    "https://PLAY.example.org:8443",
    "http://localhost:8080",
    "https://[::1]:1",
  ];
  for (const origin of origins) assert.equal(decide({ origin }).ok, true, origin);
  for (const origin of [
    "null",
    "",
    "http://play.example.org",
    "https://play.example.org.evil",
    "ws://localhost",
  ]) {
    const decision = decide({ origin });
    assert.ok(!decision.ok && decision.status === 403, origin);
  }
  const decision = decide(
    { cookie: "a=b", "x-forwarded-for": "203.0.113.9", "x-request-id": "x".repeat(100) },
    "/?a",
  );
  assert.ok(decision.ok);
  assert.equal(decision.visitor.cookie, undefined, "a cookie counts with an Origin only");
  assert.equal(decision.visitor.address, "203.0.113.9");
  assert.match(decision.visitor.requestId, /^[0-9a-f-]{36}$/);
});

test("plain lines become numbered commands after the welcome only", () => {
  const codec = textCodec();
  const [early] = codec.read("look");
  assert.ok(early && !early.ok);
  assert.deepEqual(codec.read("connect Mara with spaces in it"), [
    { ok: true, message: { t: "login", name: "Mara", password: "with spaces in it" } },
  ]);
  const welcome = {
    t: "welcome",
    session: "x",
    name: "Mara",
    resumed: false,
    s: 0,
    done: 0,
    words: [],
  } as const;
  codec.write({ ...welcome, words: [] });
  assert.deepEqual(codec.read("look\r\nsay hi\n"), [
    { ok: true, message: { t: "cmd", n: 1, line: "look" } },
    { ok: true, message: { t: "cmd", n: 2, line: "say hi" } },
  ]);
  const [long] = codec.read("x".repeat(1001));
  assert.ok(long && !long.ok && long.refusal.code === "too_long");
  assert.deepEqual(codec.read("who"), [{ ok: true, message: { t: "cmd", n: 3, line: "who" } }]);
});
