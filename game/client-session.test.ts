import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClientEffect, ClientSession } from "./client-session.ts";
import type { ServerMessage } from "./protocol.ts";

const SESSION = "session-of-mara-1";
const start = (options: Partial<ConstructorParameters<typeof ClientSession>[0]> = {}) =>
  new ClientSession({ client: "test", random: () => 0, ...options });
const give = (client: ClientSession, message: ServerMessage) => client.received(JSON.stringify(message));
const sent = (effects: ClientEffect[]) =>
  effects.flatMap((effect) => (effect.do === "send" ? [effect.message] : []));
const shown = (effects: ClientEffect[]) =>
  effects.flatMap((effect) => (effect.do === "show" ? [effect.text] : []));
const welcome = (over: Partial<Extract<ServerMessage, { t: "welcome" }>> = {}): ServerMessage => ({
  t: "welcome",
  session: SESSION,
  name: "Mara",
  resumed: false,
  s: 0,
  done: 0,
  words: ["look"],
  ...over,
});
function playing(): ClientSession {
  const client = start();
  client.opened();
  give(client, welcome());
  return client;
}
const line = (n: number, text: string, s = 0) => ({ t: "cmd", n, line: text, s });

test("a code is asked for beside the password, sent with it, and not kept", () => {
  const client = start({ credentials: { t: "login", name: "Mara", password: "p" } });
  client.opened();
  give(client, { t: "hello", v: 1, server: "x", login: true, text: "Log in." });
  const asked = give(client, { t: "error", code: "second_factor", text: "Give the code." });
  assert.deepEqual(asked, [{ do: "askCode", text: "Give the code." }]);
  assert.deepEqual(sent(client.code("123456")), [
    { t: "login", name: "Mara", password: "p", code: "123456" },
  ]);
  give(client, welcome());
  client.closed(1006);
  client.opened();
  const again = give(client, { t: "hello", v: 1, server: "x", login: true, text: "Log in." });
  assert.deepEqual(sent(again), [{ t: "login", name: "Mara", password: "p" }]);
  assert.deepEqual(client.logIn({ t: "token", token: "t" }).length, 1);
  assert.deepEqual(client.code("123456"), [], "a token needs none");
});

test("an invitation that registration asks for goes with the same name and password, and a reconnect logs in", () => {
  const client = start({ credentials: { t: "register", name: "Mara", password: "p" } });
  client.opened();
  give(client, { t: "hello", v: 1, server: "x", login: true, text: "Log in." });
  const asked = give(client, { t: "error", code: "invitation", text: "Give the code of yours." });
  assert.deepEqual(asked, [{ do: "askCode", text: "Give the code of yours." }]);
  assert.deepEqual(sent(client.code("aaaa-bbbb-cccc")), [
    { t: "register", name: "Mara", password: "p", invitation: "aaaa-bbbb-cccc" },
  ]);
  give(client, welcome());
  client.closed(1006);
  client.opened();
  const again = give(client, { t: "hello", v: 1, server: "x", login: true, text: "Log in." });
  assert.deepEqual(sent(again), [{ t: "login", name: "Mara", password: "p" }]);
});

test("lines are numbered and sent one at a time, each after the answer to the one before", () => {
  const client = playing();
  assert.deepEqual(sent(client.typed("look")), [line(1, "look")]);
  assert.deepEqual(sent(client.typed("street")), []);
  const effects = give(client, { t: "out", s: 1, n: 1, text: "Hall" });
  assert.deepEqual(shown(effects), ["Hall"]);
  assert.deepEqual(sent(effects), [line(2, "street", 1)]);
});

test("after a reconnect the session is named and what was not answered is sent again", () => {
  const client = playing();
  give(client, { t: "out", s: 7, text: "rain" });
  client.typed("look");
  client.closed(1006);
  const [hello] = sent(client.opened());
  assert.deepEqual(hello, { t: "hello", v: 1, client: "test", resume: { session: SESSION, lastSeen: 7 } });
  assert.deepEqual(sent(give(client, welcome({ resumed: true, s: 7 }))), [line(1, "look", 7)]);
});

test("output that was seen, an answer that was seen and chat that was seen are shown once", () => {
  const client = playing();
  client.typed("look");
  assert.deepEqual(shown(give(client, { t: "out", s: 1, n: 1, text: "Hall" })), ["Hall"]);
  assert.deepEqual(shown(give(client, { t: "out", s: 1, n: 1, text: "Hall" })), []);
  assert.deepEqual(shown(give(client, { t: "out", s: 2, n: 1, text: "Hall" })), []);
  const frame = { kind: "chat", id: "c5", room: "hall", from: "Jun", text: "hi" } as const;
  assert.deepEqual(shown(give(client, { t: "out", s: 3, text: "Jun says: hi", frame })), ["Jun says: hi"]);
  assert.deepEqual(shown(give(client, { t: "out", s: 4, text: "Jun says: hi", frame })), []);
});

test("a refused line is answered too, and the next one goes out", () => {
  const client = playing();
  client.typed("look");
  client.typed("who");
  const effects = give(client, { t: "error", code: "not_saved", n: 1, text: "Not saved." });
  assert.deepEqual(shown(effects), ["Not saved."]);
  assert.deepEqual(sent(effects), [line(2, "who")]);
});

test("a line that came too fast is sent again after a pause, under the next number", () => {
  const client = playing();
  client.typed("look");
  client.typed("who");
  const effects = give(client, { t: "error", code: "too_fast", n: 1, text: "Too fast." });
  assert.deepEqual(effects, [{ do: "pause", ms: 1000 }]);
  assert.deepEqual(sent(client.unpaused()), [line(2, "look")]);
  assert.deepEqual(sent(give(client, { t: "out", s: 1, n: 2, text: "Hall" })), [line(3, "who", 1)]);
});

test("when the session is gone the line in flight is given up aloud and the rest is renumbered", () => {
  const client = playing();
  client.typed("say hi");
  client.typed("look");
  client.closed(1006);
  client.opened();
  const effects = give(client, welcome({ session: "another-session-2" }));
  assert.match(shown(effects)[0] ?? "", /"say hi" still happened is not known/);
  assert.deepEqual(sent(effects), [line(1, "look")]);
});

test("each kind of close says what it is and whether to come back", () => {
  const outcome = (code: number, reason = "") => {
    const effect = playing()
      .closed(code, reason)
      .find(({ do: what }) => what === "stop" || what === "reconnect");
    assert.ok(effect && (effect.do === "stop" || effect.do === "reconnect"));
    return effect;
  };
  assert.deepEqual(outcome(1012, "restart retry=740"), {
    do: "reconnect",
    afterMs: 740,
    text: "The server restarts. Reconnecting.",
  });
  assert.equal(outcome(1006).do, "reconnect");
  assert.equal(outcome(1013).do, "reconnect");
  for (const code of [1008, 1009, 4001, 4002, 4003, 4004]) {
    const effect = outcome(code);
    assert.ok(effect.do === "stop" && effect.failed && effect.text.length > 20, String(code));
  }
  const quit = outcome(1000);
  assert.ok(quit.do === "stop" && !quit.failed);
});

test("a takeover never reconnects by itself, or two windows would fight for ever", () => {
  const client = playing();
  give(client, { t: "bye", reason: "takeover", text: "You play elsewhere now." });
  const effects = client.closed(4001);
  assert.deepEqual(effects.at(-1), { do: "stop", text: "You play elsewhere now.", failed: true });
  assert.deepEqual(client.closed(4001), []);
});

test("waits grow to a limit, are jittered, and start again after a welcome", () => {
  const client = start();
  const waits = Array.from({ length: 9 }, () => {
    const effect = client.closed(1006).find(({ do: what }) => what === "reconnect");
    return effect?.do === "reconnect" ? effect.afterMs : -1;
  });
  assert.deepEqual(waits.slice(0, 4), [250, 500, 1000, 2000]);
  assert.equal(waits.at(-1), 15_000);
  client.opened();
  give(client, welcome());
  const effect = client.closed(1006).find(({ do: what }) => what === "reconnect");
  assert.ok(effect?.do === "reconnect" && effect.afterMs === 250);
  const jittered = start({ random: () => 1 })
    .closed(1006)
    .find(({ do: what }) => what === "reconnect");
  assert.ok(jittered?.do === "reconnect" && jittered.afterMs === 125);
});

test("credentials are used when asked for, asked for again when wrong, and kept when the server is busy", () => {
  const client = start({ credentials: { t: "token", token: "old" } });
  client.opened();
  assert.deepEqual(sent(give(client, { t: "hello", v: 1, server: "x", login: true, text: "Log in." })), [
    { t: "token", token: "old" },
  ]);
  const busy = give(client, { t: "error", code: "try_again", text: "Later." });
  assert.equal(
    busy.some(({ do: what }) => what === "ask"),
    false,
  );
  const wrong = give(client, { t: "error", code: "bad_login", text: "Wrong." });
  assert.deepEqual(wrong.at(-1), { do: "ask", text: "Wrong." });
  assert.deepEqual(sent(client.logIn({ t: "login", name: "Mara", password: "p" })).length, 1);
});

test("a registered player logs in after a reconnect instead of registering twice", () => {
  const client = start({ credentials: { t: "register", name: "Mara", password: "p" } });
  client.opened();
  give(client, welcome());
  client.closed(1006);
  client.opened();
  const [login] = sent(give(client, { t: "hello", v: 1, server: "x", login: true, text: "Log in." }));
  assert.deepEqual(login, { t: "login", name: "Mara", password: "p" });
});

test("a page that is loaded again goes on where it was", () => {
  const client = playing();
  client.typed("look");
  const kept = client.resume();
  const again = start({ resume: JSON.parse(JSON.stringify(kept)) });
  assert.deepEqual(sent(again.opened())[0], {
    t: "hello",
    v: 1,
    client: "test",
    resume: { session: SESSION, lastSeen: 0 },
  });
  assert.deepEqual(sent(give(again, welcome({ resumed: true }))), [line(1, "look")]);
});

test("messages of a newer server are skipped and unknown frames leave the text", () => {
  const client = playing();
  assert.deepEqual(client.received('{"t":"weather","v":9}'), []);
  assert.deepEqual(client.received("not json"), []);
  const effects = client.received('{"t":"out","s":1,"text":"rain","frame":{"kind":"map"}}');
  assert.deepEqual(effects, [{ do: "show", from: "world", text: "rain" }]);
});
