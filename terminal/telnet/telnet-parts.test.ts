import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { frame, type Panel, type ServerMessage } from "../../game/protocol.ts";
import { asShown } from "./appearance.ts";
import { ClientTraits } from "./client-traits.ts";
import { IAC, SB, SE } from "./codes.ts";
import { Outgoing } from "./compression.ts";
import { Dialogue } from "./dialogue.ts";
import { GmcpSupport, gmcpOf, readGmcp } from "./gmcp.ts";
import { msspBytes, msspVariables } from "./mssp.ts";
import { Negotiation } from "./negotiation.ts";
import { readProxyHeader } from "./proxy-header.ts";

const traitsOf = (...types: string[]) => {
  const traits = new ClientTraits();
  for (const type of types) traits.addType(type);
  return traits;
};

test("a client's name, colours and screen reader are read from its answers to TERMINAL-TYPE", () => {
  const mudlet = traitsOf("Mudlet", "ANSI-TRUECOLOR", "MTTS 2349");
  assert.deepEqual(
    [mudlet.name, mudlet.colour, mudlet.screenReader, mudlet.utf8],
    ["Mudlet", true, false, true],
  );
  const reader = traitsOf("MUSHclient", "ANSI", "MTTS 77");
  assert.deepEqual([reader.colour, reader.screenReader], [false, true]);
  const old = traitsOf("DUMB", "DUMB");
  assert.deepEqual([old.name, old.colour, old.utf8], ["DUMB", false, true]);
  assert.equal(traitsOf("XTERM-256COLOR").colour, true);
  assert.equal(traitsOf("X", "Y", "MTTS 1").utf8, false);
  assert.equal(traitsOf("\u001b[31mevil\u0007".repeat(50)).name.length, 40);
  assert.equal(new ClientTraits().name, "telnet");
});

test("asking for the type ends with MTTS, with a repeated answer, and after three", () => {
  const traits = new ClientTraits();
  assert.deepEqual(
    ["a", "b", "c", "d"].map((type) => traits.addType(type)),
    [true, true, false, false],
  );
  const repeating = new ClientTraits();
  assert.deepEqual(
    ["a", "a", "a"].map((type) => repeating.addType(type)),
    [true, false, false],
  );
});

test("a width of zero is unknown, and a hostile one is bounded", () => {
  const traits = new ClientTraits();
  assert.equal(traits.columns, 80);
  traits.resize(0, 0);
  assert.deepEqual([traits.columns, traits.size], [80, {}]);
  traits.resize(1, 65_535);
  assert.deepEqual([traits.columns, traits.size], [20, { cols: 1, rows: 1_000 }]);
});

test("text is broken to the width, coloured only for who can, and ASCII where the client says so", () => {
  const traits = traitsOf("tintin++", "xterm-256color", "MTTS 13");
  traits.resize(30, 24);
  assert.equal(
    asShown("Lantern Street\nRain runs down the tram rails tonight.", "place", traits),
    "\u001b[1mLantern Street\u001b[22m\r\nRain runs down the tram rails\r\ntonight.\r\n",
  );
  traits.togglePlain();
  assert.equal(asShown("Lantern Street", "place", traits), "Lantern Street\r\n");
  const ascii = traitsOf("X", "Y", "MTTS 1");
  ascii.togglePlain();
  assert.equal(asShown("██░ 82% · café … 한", "words", ascii), "##. 82% - cafe ... ???\r\n");
});

test("the log-in asks for name and password, or for a new name and a password twice", () => {
  const dialogue = new Dialogue(traitsOf("tintin++"));
  const sent = (line: string) => dialogue.typed(line).messages.map((parsed) => parsed.ok && parsed.message);
  assert.equal(dialogue.typed("").prompt, "Name: ");
  assert.equal(dialogue.typed(" Mara ").prompt, "Password: ");
  assert.equal(dialogue.secret, true);
  assert.deepEqual(sent("wrong"), [{ t: "hello", v: 1, client: "tintin++", screenReader: false }]);
  assert.equal(dialogue.ready, false, "nothing is read until the answer");
  const hello: ServerMessage = { t: "hello", v: 1, server: "x", login: true, text: "" };
  const login = dialogue.heard(hello).messages[0];
  assert.deepEqual(login, { ok: true, message: { t: "login", name: "Mara", password: "wrong" } });
  const again = dialogue.heard({ t: "error", code: "bad_login", text: "no" });
  assert.deepEqual([again.prompt, dialogue.secret, dialogue.ready], ["Name: ", false, true]);

  assert.equal(dialogue.typed("NEW").prompt, "A name for your hunter: ");
  dialogue.typed("Jun");
  dialogue.typed("twelve characters");
  assert.equal(dialogue.typed("thirteen characters").prompt, "A passphrase, 12 characters or more: ");
  dialogue.typed("twelve characters");
  assert.deepEqual(sent("twelve characters"), [
    { t: "register", name: "Jun", password: "twelve characters" },
  ]);
  assert.equal(
    dialogue.heard({ t: "error", code: "bad_registration", text: "taken" }).prompt,
    "A name for your hunter: ",
  );
});

test("an account with a second factor is asked for its code, in the dark", () => {
  const dialogue = new Dialogue(new ClientTraits());
  dialogue.typed("connect Mara rain on the tram rails");
  dialogue.heard({ t: "hello", v: 1, server: "x", login: true, text: "" });
  const asked = dialogue.heard({ t: "error", code: "second_factor", text: "Give the code." });
  assert.deepEqual([asked.prompt, dialogue.secret], ["Code: ", true]);
  const login = { t: "login", name: "Mara", password: "rain on the tram rails", code: "123456" } as const;
  assert.deepEqual(dialogue.typed(" 123456 ").messages, [{ ok: true, message: login }]);
  dialogue.heard({ t: "error", code: "second_factor", text: "Another." });
  assert.equal(dialogue.typed("").prompt, "Name: ", "an empty line gives up");
});

test("one line logs in too, and lines become numbered commands that wait when many are unanswered", () => {
  const dialogue = new Dialogue(new ClientTraits());
  dialogue.typed("connect new with spaces in it");
  const login = dialogue.heard({ t: "hello", v: 1, server: "x", login: true, text: "" }).messages[0];
  assert.deepEqual(login, { ok: true, message: { t: "login", name: "new", password: "with spaces in it" } });
  dialogue.heard({ t: "welcome", session: "s", name: "New", resumed: false, s: 0, done: 7, words: [] });
  assert.deepEqual(dialogue.typed("  "), { messages: [] }, "an empty line is no command");
  assert.deepEqual(dialogue.typed("look").messages, [
    { ok: true, message: { t: "cmd", n: 8, line: "look" } },
  ]);
  const [long] = dialogue.typed("x".repeat(1001)).messages;
  assert.ok(long && !long.ok && long.refusal.code === "too_long");
  for (let n = 9; dialogue.ready; n++) dialogue.typed(`say ${n}`);
  dialogue.heard({ t: "out", s: 1, n: 8, text: "" });
  assert.equal(dialogue.ready, true);
});

test("the address is what Nginx says in the first line, and nothing else is taken for it", () => {
  const complete = readProxyHeader(Buffer.from("PROXY TCP4 203.0.113.9 10.0.0.2 51234 4000\r\nMara\r\n"));
  assert.ok(complete.state === "complete");
  assert.deepEqual(
    [complete.address, complete.port, complete.rest.toString()],
    ["203.0.113.9", 51234, "Mara\r\n"],
  );
  assert.equal(readProxyHeader(Buffer.from("PROXY TCP6 2001:db8::1 ::1 1 2\r\n")).state, "complete");
  for (const part of ["", "P", "PROXY TCP4 203"])
    assert.equal(readProxyHeader(Buffer.from(part)).state, "incomplete", part);
  for (const bad of [
    "GET / HTTP/1.1\r\n",
    "Mara\r\n",
    "PROXY UNKNOWN\r\n",
    "PROXY TCP4 2001:db8::1 ::1 1 2\r\n",
    "PROXY TCP4 999.1.1.1 1.1.1.1 1 2\r\n",
    `PROXY TCP4 ${"1".repeat(200)}`,
  ])
    assert.equal(readProxyHeader(Buffer.from(bad)).state, "bad", bad);
});

test("each kind of frame has a package, and a client gets those that it asked for", () => {
  const room = {
    kind: "room",
    id: "street",
    name: "Lantern Street",
    exits: [{ word: "hall", to: "Association Hall" }],
    people: [],
    hunters: ["Jun"],
  } as const;
  const [info] = gmcpOf({ t: "out", s: 1, text: "", frame: frame.parse(room) });
  assert.equal(info?.name, "Room.Info");
  const { num, ...rest } = (info?.data ?? {}) as Record<string, unknown>;
  assert.ok(Number.isInteger(num));
  assert.deepEqual({ kind: "room", ...rest }, room);
  const chat = frame.parse({ kind: "chat", id: "1", room: "street", from: "Jun", text: "hello" });
  assert.deepEqual(gmcpOf({ t: "out", s: 2, text: "", frame: chat })[0], {
    name: "Comm.Channel.Text",
    data: { channel: "say", talker: "Jun", text: "hello" },
  });
  const later = { kind: "weather", rain: true } as unknown as typeof chat;
  assert.deepEqual(gmcpOf({ t: "out", s: 3, text: "", frame: later }), [
    { name: "Terminusa.Weather", data: { rain: true } },
  ]);
  const vitals: Panel = {
    ...{
      kind: "vitals",
      name: "Mara",
      calling: "Fighter",
      title: null,
      licence: "E",
      level: 4,
      xp: 1,
      nextXp: 9,
    },
    ...{
      hp: 96,
      maxHp: 120,
      mp: 41,
      maxMp: 50,
      points: 3,
      crystals: 38,
      exons: 0,
      statuses: [],
      place: "Hall",
    },
  };
  const told = gmcpOf({ t: "out", s: 4, text: "", panels: [vitals, null] });
  assert.deepEqual(
    told.map(({ name }) => name),
    ["Char.Vitals", "Char.Status", "Char.Skills.List"],
  );
  assert.deepEqual(told[0]?.data, { hp: 96, maxhp: 120, mp: 41, maxmp: 50, xp: 1, nextxp: 9, statuses: [] });
  const support = new GmcpSupport();
  assert.equal(support.wants("Room.Info"), false);
  support.set(["Room 1", "Comm.Channel 1", "Char 0", "../etc 1"]);
  assert.deepEqual(
    ["Room.Info", "room.info", "Comm.Channel.Text", "Char.Vitals", "Rooms.Info"].map((name) =>
      support.wants(name),
    ),
    [true, true, true, false, false],
  );
  support.remove(["room"]);
  assert.equal(support.wants("Room.Info"), false);
  support.add(Array.from({ length: 1_000 }, (_, at) => `M${at} 1`));
  assert.equal(support.wants("M900.X"), false, "so many modules nobody has");
});

test("GMCP that can't be read is an error that names it, and what means nothing here is left alone", () => {
  const read = (text: string) => readGmcp(Buffer.from(text));
  assert.deepEqual(read('Core.Hello {"client":"X","version":"1"}'), {
    name: "core.hello",
    data: { client: "X" },
  });
  assert.equal(read("Char.Items.Inv"), null);
  assert.equal(read("External.Discord.Hello {"), null);
  assert.throws(() => read("Core.Supports.Set {]"), /Core\.Supports\.Set with what is no JSON/);
  assert.throws(() => read('Core.Supports.Set "Room 1"'), /a content that is not its own/);
  assert.throws(() => read(`Core.Supports.Set ${"[".repeat(8_000)}`), /no JSON/);
  assert.throws(() => read("{}"), /without a package's name/);
});

test("MSSP tells name, players, uptime and port, and has no number when nobody knows it", async () => {
  const facts = { version: "1.2", host: "play.example.org", port: 4000, since: 1_700_000_000 };
  const variables = await msspVariables({ ...facts, players: async () => 3 });
  assert.deepEqual(
    ["NAME", "PLAYERS", "UPTIME", "PORT", "CODEBASE"].map((name) => variables[name]),
    ["Terminusa Online", "3", "1700000000", "4000", "Terminusa Online 1.2"],
  );
  const unknown = await msspVariables({ ...facts, players: () => Promise.reject(new Error("away")) });
  assert.equal(unknown.PLAYERS, "-1");
  const bytes = Buffer.from(msspBytes({ NAME: "A\u0001B", PORT: "1" }));
  assert.deepEqual(bytes, Buffer.from(`\xff\xfa\x46\x01NAME\x02AB\x01PORT\x021\xff\xf0`, "latin1"));
});

test("compressed output is readable after each write, and plain again after its end", async () => {
  const out: Buffer[] = [];
  const outgoing = new Outgoing({ write: (bytes) => out.push(Buffer.from(bytes)), writableLength: 0 });
  outgoing.write(Buffer.from("plain "));
  outgoing.compress();
  const start = Buffer.from([IAC, SB, 86, IAC, SE]);
  assert.deepEqual(Buffer.concat(out), Buffer.concat([Buffer.from("plain "), start]));
  outgoing.write(Buffer.from("packed"));
  assert.ok(outgoing.waiting > 0, "what zlib has not given back yet counts");
  const ended = new Promise<void>((resolve) => outgoing.plain(resolve));
  outgoing.write(Buffer.from(" again"));
  await ended;
  const all = Buffer.concat(out);
  assert.equal(all.subarray(-6).toString(), " again");
  assert.equal(inflateSync(all.subarray(11, -6)).toString(), "packed");
  assert.equal(outgoing.waiting, 0);
});

test("so many lines are compressed and no more, until one of them ends", async () => {
  const sink = { write: () => {}, writableLength: 0 };
  const lines = Array.from({ length: 1_001 }, () => new Outgoing(sink));
  assert.equal(lines.filter((line) => line.compress()).length, 1_000);
  await new Promise<void>((resolve) => lines[0]?.plain(resolve));
  assert.equal(lines[1_000]?.compress(), true);
  for (const line of lines) line.destroy();
});

test("a client that answers signs of life must go on to, and one that doesn't is left alone", () => {
  const asked = (answers: number) => {
    let sent = 0;
    const send = () => {
      sent += 1;
    };
    const hooks = {
      send,
      resized: () => {},
      mssp: () => {},
      gmcp: () => {},
      compress: () => true,
      plain: () => {},
    };
    const made = new Negotiation(new ClientTraits(), hooks);
    assert.equal(made.ping(), true);
    assert.equal(sent, 0, "who never spoke Telnet is not asked");
    made.negotiate(251, 31);
    sent = 0;
    for (let at = 0; at < answers; at++) {
      assert.equal(made.ping(), true);
      made.negotiate(252, 6);
    }
    return [Array.from({ length: 4 }, () => made.ping()), sent];
  };
  assert.deepEqual(asked(0), [[true, true, true, true], 1]);
  assert.deepEqual(asked(1), [[true, true, true, true], 2]);
  assert.deepEqual(asked(2), [[true, false, false, false], 3]);
});
