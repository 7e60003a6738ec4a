import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { WebSocket } from "ws";
import { TEXT_SUBPROTOCOL } from "../game/protocol.ts";
import { eventually } from "../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import { type City, PASSWORD, RawClient, startCity } from "./test-city.ts";

let services: Services;
let database: FreshDatabase;
let city: City;
let bystander: RawClient;
before(async () => {
  services = await startServices();
  await services.flushRedis();
  database = await services.freshDatabase();
  city = await startCity(services, database);
  bystander = await new RawClient(city).register("Bystander");
});
after(async () => {
  await city.close();
  await services.stop();
});

/** The server lives, and a player who did nothing wrong is still served. */
async function assertUnharmed(): Promise<void> {
  assert.equal((await bystander.command("whoami")).t, "out");
}

const messageLike = fc.record(
  {
    t: fc.constantFrom("hello", "login", "token", "register", "forget", "cmd", "seen", "size", "ping", "x"),
    v: fc.anything(),
    n: fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(1)),
    s: fc.oneof(fc.integer(), fc.double(), fc.anything()),
    line: fc.oneof(fc.string({ unit: "binary", maxLength: 1500 }), fc.anything()),
    name: fc.oneof(fc.string({ unit: "binary", maxLength: 100 }), fc.anything()),
    token: fc.oneof(fc.string({ unit: "binary", maxLength: 100 }), fc.anything()),
    cols: fc.anything(),
    rows: fc.anything(),
    client: fc.string({ unit: "binary", maxLength: 100 }),
    resume: fc.oneof(fc.anything(), fc.record({ session: fc.string(), lastSeen: fc.integer() })),
    __proto__: fc.anything(),
  },
  { requiredKeys: ["t"] },
);
const frame = fc.oneof(
  fc.string({ unit: "binary", maxLength: 2000 }),
  fc.json(),
  messageLike.map((value) =>
    JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? String(part) : part)),
  ),
  fc.constant("[".repeat(8000)),
  fc.constant(`{"t":"cmd","n":1e400,"line":"look"}`),
);

test("no frames at all harm the server, before login", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 15 }), async (frames) => {
      const client = new RawClient(city);
      await client.open();
      for (const text of frames) client.socket.send(text ?? "");
      client.socket.send(JSON.stringify({ t: "ping", id: 7 }));
      await Promise.race([client.want("pong", ({ id }) => id === 7), client.wantClose()]);
      client.socket.terminate();
    }),
    { numRuns: 150 },
  );
  await assertUnharmed();
});

test("no frames at all harm the server or another's place, while playing", async () => {
  const { token } = await new RawClient(city).register("Fuzzer");
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 15 }), async (frames) => {
      const client = new RawClient(city);
      await client.hello();
      client.send({ t: "token", token });
      await client.welcomed();
      for (const text of frames) client.socket.send(text ?? "");
      client.socket.send(JSON.stringify({ t: "ping", id: 7 }));
      await Promise.race([client.want("pong", ({ id }) => id === 7), client.wantClose()]);
      client.socket.terminate();
    }),
    { numRuns: 100 },
  );
  await assertUnharmed();
  assert.match((await bystander.command("whoami")).text, /Association Hall/);
});

test("raw bytes after the upgrade, and rubbish instead of one, harm nobody", async () => {
  const upgrade = [
    ...["GET / HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket"],
    ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""],
  ].join("\r\n");
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.boolean(),
      async (bytes, upgraded) => {
        const socket = connect(city.server.port, "127.0.0.1");
        socket.on("error", () => {});
        await once(socket, "connect");
        if (upgraded) socket.write(upgrade);
        socket.write(bytes);
        socket.end();
        socket.resume();
        await Promise.race([once(socket, "close"), new Promise((late) => setTimeout(late, 300))]);
        socket.destroy();
      },
    ),
    { numRuns: 100 },
  );
  await assertUnharmed();
});

test("plain HTTP, another path and an unknown subprotocol get a status and a sentence", async () => {
  const base = `http://127.0.0.1:${city.server.port}`;
  const plain = await fetch(base);
  assert.equal(plain.status, 426);
  assert.match(await plain.text(), /WebSocket client/);
  const refusal = async (path: string, protocols: string[]) => {
    const socket = new WebSocket(`ws://127.0.0.1:${city.server.port}${path}`, protocols);
    socket.on("error", () => {});
    const [, response] = await once(socket, "unexpected-response");
    return response.statusCode;
  };
  assert.equal(await refusal("/elsewhere", []), 404);
  assert.equal(await refusal("/", ["mqtt"]), 400);
});

test("a plain text client registers, plays lines, and quits", async () => {
  for (const protocols of [[TEXT_SUBPROTOCOL], []]) {
    const name = protocols.length > 0 ? "Texta" : "Textb";
    const socket = new WebSocket(`ws://127.0.0.1:${city.server.port}/ws`, protocols);
    let text = "";
    socket.on("message", (data) => {
      text += String(data);
    });
    const shows = (part: string) =>
      eventually(() => assert.ok(text.includes(part), `never ${part}: ${text}`));
    await shows("register NAME PASSWORD");
    socket.send("look");
    socket.send("connect Nobody\r\n");
    await shows("Type: connect NAME PASSWORD");
    socket.send(`register ${name} ${PASSWORD}\n`);
    await shows(`[System] You are ${name}.`);
    await shows("Exits: street, clinic, board");
    assert.ok(
      text.split("\n").every((line) => line.length <= 80),
      "broken to 80 columns",
    );
    socket.send("street\nsay hello\n");
    await shows("You say: hello");
    assert.ok(text.indexOf("Lantern Street") < text.indexOf("You say"));
    socket.send("quit\n");
    const [code] = await once(socket, "close");
    assert.equal(code, 1000);
    assert.equal(text.includes('{"t"'), false);
  }
});

test("what a hunter says can't carry escapes, and what it can carry arrives unchanged", async () => {
  const mara = await new RawClient(city).register("Mara");
  for (const bad of ["say \u001b[2J", "say a\u0007b", "say \u202egnirts", "say \ud83d"]) {
    const refused = await mara.command(bad);
    assert.ok(refused.t === "out" && refused.refused, JSON.stringify(bad));
  }
  const line = `안녕 👋🏽 <b>"quoted"</b> \\ ${"x".repeat(400)}`;
  await mara.command(`say ${line}`);
  assert.equal(await bystander.hears("안녕"), `Mara says: ${line}`);
});
