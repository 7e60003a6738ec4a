import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer } from "node:net";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { pino } from "pino";
import { type FreshDatabase, type Services, startServices } from "../../test/services.ts";
import { startServer } from "../server.ts";
import { type City, cityConfig, PASSWORD, RawClient, startCity, Wire } from "../test-city.ts";
import { DO, framed, IAC, OPTION, SB, WILL } from "./codes.ts";
import { TelnetClient } from "./test-telnet-client.ts";

let services: Services;
let database: FreshDatabase;
let city: City;
before(async () => {
  services = await startServices();
});
after(() => services.stop());
beforeEach(async () => {
  await services.flushRedis();
  database = await services.freshDatabase();
  city = await startCity(services, database);
});
afterEach(async () => {
  await city.close();
  await database.drop();
});

const connect = (address?: string | null) => new TelnetClient(city.server.telnetPort ?? 0, address);
const size = (cols: number, rows: number) => framed(OPTION.windowSize, Uint8Array.of(0, cols, 0, rows));
const type = (name: string) => framed(OPTION.terminalType, `\0${name}`);

test("a newcomer registers, walks, speaks and quits, and no password is shown", async () => {
  const mara = connect();
  const echo = () => mara.negotiations.filter((text) => text.endsWith(" 1"));
  await mara.command("new", "A name");
  await mara.command("Mara", "A passphrase");
  assert.deepEqual(echo(), ["WILL 1"], "the client is told not to show what is typed");
  mara.send([IAC, DO, OPTION.echo]);
  await mara.command(PASSWORD, "once more");
  await mara.command(PASSWORD, "You are Mara.");
  assert.deepEqual(echo(), ["WILL 1", "WONT 1"], "and then to show it again");
  await mara.sees("Rain beads on the glass");
  await mara.command("street", "Lantern Street\r\n");
  await mara.command("say hello", "You say: hello\r\n");
  assert.ok(mara.text.split("\r\n").every((line) => line.length <= 80));
  assert.equal(mara.text.includes(PASSWORD), false);
  assert.equal(mara.text.includes("\u001b"), false, "no colours for who never asked");
  mara.send("quit\r\n");
  await mara.gone();
});

test("two hunters talk from one kind of client to the other, and the newest login wins on either", async () => {
  const mara = await connect().register("Mara");
  const jun = await new RawClient(city).register("Jun");
  await jun.command("say hello from the browser");
  await mara.sees("Jun says: hello from the browser");
  await mara.command("say hello from Telnet", "You say");
  await jun.hears("Mara says: hello from Telnet");

  const browser = await new RawClient(city).login("Mara");
  await mara.sees("You play from another place now");
  await mara.gone();
  const again = await connect().login("mara");
  assert.equal((await browser.wantClose()).code, 4001);
  await again.sees("You are Mara.");
  assert.match((await jun.command("who")).text, /2 hunters/);
});

test("all of a log-in and the first commands may come at once", async () => {
  await new RawClient(city).register("Mara");
  const mara = connect();
  mara.send(`Mara\r\n${PASSWORD}\r\nstreet\nsay first\r\0say second\r\n`);
  await mara.sees(/Lantern Street[\s\S]*You say: first[\s\S]*You say: second/);
  const one = connect();
  one.send(`connect Mara ${PASSWORD}\n`);
  await one.sees("You are Mara.");
});

test("a wrong password is counted with those from WebSockets, and too many are made to wait", async () => {
  await new RawClient(city).register("Mara");
  const client = connect();
  for (let tries = 0; tries < 10; tries++) {
    const from = client.text.length;
    await client.login("Mara", "wrong");
    await client.sees(/do not match[\s\S]*Name: /, from);
  }
  const from = client.text.length;
  await client.login("Mara");
  assert.match(await client.sees("Name: ", from), /Too many tries\. Wait/);
  const browser = new RawClient(city);
  await browser.hello();
  browser.send({ t: "login", name: "Mara", password: PASSWORD });
  assert.equal((await browser.want("error")).code, "throttled");
});

test("limits of an address see the one that Nginx tells, and a client can't tell another", async () => {
  await new RawClient(city).register("Mara");
  for (let tries = 0; tries < 20; tries++) {
    const client = connect("198.51.100.1");
    client.send(`PROXY TCP4 192.0.2.${tries} 127.0.0.1 1 4000\r\n`);
    await client.sees("Password: ");
    client.send("wrong\r\n");
    await client.sees("do not match");
    client.socket.destroy();
  }
  const blocked = await connect("198.51.100.1").login("Mara");
  await blocked.sees("Too many tries");
  const other = await connect("198.51.100.2").login("Mara");
  await other.sees("You are Mara.");
});

test("who doesn't begin as Nginx does is dropped without a word", async () => {
  for (const first of ["look\r\n", "PROXY UNKNOWN\r\n", "\0".repeat(200)]) {
    const stranger = connect(null);
    stranger.send(first);
    await stranger.gone();
    assert.equal(stranger.text, "");
  }
});

test("the server knows the client's name, width and colours, and follows a change of width", async () => {
  const mara = connect();
  mara.send([IAC, WILL, OPTION.terminalType, IAC, WILL, OPTION.windowSize], size(40, 24));
  for (const answer of ["tintin++", "xterm-256color", "MTTS 13"]) {
    const asked = mara.subnegotiations.length;
    await mara.until(
      () => mara.subnegotiations.slice(asked - 1).includes("24:\u0001"),
      () => "asked for the type",
    );
    mara.send(type(answer));
  }
  await mara.register("Mara");
  await mara.sees("Exits: street, clinic,\r\nboard\r\n");
  const scene = mara.text.slice(mara.text.indexOf("You are Mara"));
  assert.ok(scene.includes("\u001b[1mAssociation Hall\u001b[22m\r\n"), scene);
  const lines = stripVTControlCharacters(scene).split("\r\n");
  assert.ok(
    lines.every((line) => line.length <= 40),
    scene,
  );
  mara.send(size(200, 50));
  const wide = await mara.command("look", "Exits: street");
  assert.ok(
    wide.split("\r\n").some((line) => line.length > 80),
    wide,
  );
});

test("a screen reader's bit, or the word plain, turns colours off and plain words on", async () => {
  const mara = connect();
  mara.send([IAC, WILL, OPTION.terminalType], type("VIPMud"), type("ANSI"), type("MTTS 65"));
  await mara.register("Mara");
  await mara.sees("Exits: street, clinic, board.\r\n");
  assert.equal(mara.text.includes("\u001b"), false);
  const jun = connect();
  jun.send([IAC, WILL, OPTION.terminalType], type("XTERM"), type("XTERM"));
  await jun.sees("Name: ");
  await jun.command("plain", "Plain words");
  await jun.register("Jun");
  await jun.sees("Exits: street, clinic, board.\r\n");
  assert.equal(jun.text.includes("\u001b"), false);
});

test("GMCP says what the text says, to who supports it", async () => {
  const mara = connect();
  mara.send([IAC, DO, OPTION.gmcp]);
  mara.gmcp('Core.Hello {"client":"Mudlet","version":"4.17"}');
  mara.gmcp('Core.Supports.Set ["Char 1", "Room 1"]');
  mara.gmcp('Core.Supports.Add ["Comm.Channel 1"]');
  mara.gmcp("Core.Ping");
  await mara.until(
    () => mara.subnegotiations.includes("201:Core.Ping"),
    () => "the ping back",
  );
  await mara.register("Mara");
  const jun = await new RawClient(city).register("Jun");
  await jun.command("say hello");
  const told = (name: string) => {
    const found = mara.subnegotiations.find((text) => text.startsWith(`201:${name} `));
    return found === undefined ? undefined : JSON.parse(found.slice(found.indexOf(" ")));
  };
  await mara.until(
    () => told("Comm.Channel.Text") !== undefined,
    () => "the chat",
  );
  assert.deepEqual(told("Comm.Channel.Text"), { channel: "say", talker: "Jun", text: "hello" });
  assert.equal(told("Room.Info").name, "Association Hall");
  assert.equal(told("Char.Name").name, "Mara");
  const { hp, maxhp } = told("Char.Vitals");
  assert.ok(Number.isInteger(hp) && maxhp > 0, `${hp} of ${maxhp}`);
  assert.equal(told("Char.Status").name, "Mara");
  const plain = await connect().register("Tess");
  await plain.command("look", "Exits");
  assert.equal(
    plain.subnegotiations.some((text) => text.startsWith("201:")),
    false,
  );
});

test("MSSP answers a listing, CHARSET agrees on UTF-8, and MCCP compresses from then on", async () => {
  await new RawClient(city).register("Mara");
  const client = connect();
  client.send([IAC, DO, OPTION.mssp, IAC, DO, OPTION.charset]);
  await client.until(
    () => client.subnegotiations.length >= 2,
    () => "two subnegotiations",
  );
  const mssp = client.subnegotiations.find((text) => text.startsWith("70:")) ?? "";
  const [, ...pairs] = mssp.split("\u0001").map((pair) => pair.split("\u0002"));
  const variables = Object.fromEntries(pairs);
  assert.deepEqual([variables.NAME, variables.PORT], ["Terminusa Online", "4000"]);
  assert.match(variables.PLAYERS, /^\d+$/);
  assert.match(variables.UPTIME, /^\d{10}$/);
  assert.ok(client.subnegotiations.includes("42:\u0001;UTF-8"));
  client.send(framed(OPTION.charset, "\u0001 LATIN-1 utf-8"));
  await client.until(
    () => client.subnegotiations.includes("42:\u0002UTF-8"),
    () => "acceptance",
  );

  client.send([IAC, DO, OPTION.compress]);
  await client.until(
    () => client.subnegotiations.includes("86:"),
    () => "the begin of compression",
  );
  await client.login("Mara");
  await client.sees("Rain beads on the glass");
  client.send([IAC, 254, OPTION.compress]);
  await client.until(
    () => client.negotiations.includes("WONT 86"),
    () => "the end of compression",
  );
  const before = client.negotiations.length;
  client.send([IAC, DO, OPTION.compress]);
  await client.until(
    () => client.negotiations.slice(before).includes("WONT 86"),
    () => "no second compressor",
  );
});

test("a prompt ends with EOR or GA, unless the client wants neither", async () => {
  const client = connect();
  await client.sees("Name: ");
  assert.ok(client.commands.includes(249));
  client.send([IAC, DO, OPTION.endOfRecord], "\r\n");
  await client.until(
    () => client.commands.includes(239),
    () => "EOR",
  );
});

test("a paste longer than what may wait is answered line by line, in order", async () => {
  const mara = await connect().register("Mara");
  const from = mara.text.length;
  mara.send(Array.from({ length: 39 }, (_, at) => `say line ${at}\n`).join(""));
  const all = await mara.sees("You say: line 38", from);
  const said = [...all.matchAll(/You say: line (\d+)/g)].map((match) => Number(match[1]));
  assert.deepEqual(
    said,
    Array.from({ length: 39 }, (_, at) => at),
  );
});

test("lines that can't be read are refused with a sentence each, and only many in a row end the line", async () => {
  const mara = await connect().register("Mara");
  const refused = async (bytes: number[], why: string | RegExp) => {
    const from = mara.text.length;
    mara.send(bytes, "\r\n");
    await mara.sees(why, from);
  };
  await refused([0xff, 0xff, 0x41], "no valid UTF-8");
  await refused([0xed, 0xa0, 0x80], "no valid UTF-8");
  await refused(Array(4_500).fill(0x41), "at most 1000 characters");
  await refused(Array(1_001).fill(0x41), "at most 1000 characters");
  mara.send(framed(OPTION.gmcp, "x"), [IAC, DO, OPTION.gmcp], framed(OPTION.gmcp, "Core.Hello {"));
  await mara.sees("Your client sent GMCP Core.Hello with what is no JSON.");
  await mara.command("say still here", "You say: still here");
  mara.send("\xc3\x28\r\n".repeat(3), ...Array.from({ length: 25 }, () => [0xc3, 0x28, 0x0a]));
  await mara.sees("Too many messages that can't be read.");
  await mara.gone();
});

for (const [what, begin] of [
  ["line", []],
  ["subnegotiation", [IAC, SB, OPTION.gmcp]],
] as const)
  test(`a ${what} that never ends is named and cut`, async () => {
    const client = connect();
    await client.sees("Name: ");
    client.send([...begin], "x".repeat(70_000));
    await client.sees("never ends.");
    await client.gone();
  });

test("a flood of options is read slowly, answered shortly, and harms no bystander", async () => {
  const bystander = await connect().register("Mara");
  const flooder = connect("198.51.100.1");
  await flooder.sees("Name: ");
  flooder.send(Array.from({ length: 20_000 }, (_, at) => [IAC, DO, at % 255]).flat());
  for (let turn = 0; turn < 5; turn++) await bystander.command(`say ${turn}`, `You say: ${turn}`);
  assert.ok(flooder.negotiations.length < 2_000, `${flooder.negotiations.length} answers`);
  flooder.socket.destroy();
});

test("no bytes at all harm the server, before or after the log-in", async () => {
  const bystander = await connect().register("Bystander");
  await connect()
    .register("Fuzzer")
    .then((client) => client.socket.destroy());
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 });
  const telnet = fc
    .array(fc.constantFrom(255, 250, 240, 251, 252, 253, 254, 24, 31, 42, 70, 86, 201, 0, 1, 2, 10, 13, 65), {
      maxLength: 200,
    })
    .map((codes) => Uint8Array.from(codes));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(bytes, telnet), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (all, inside) => {
        const client = connect("198.51.100.3");
        if (inside) await (await client.login("Fuzzer")).sees("You are Fuzzer.");
        for (const part of all) client.send(part);
        client.socket.end();
        await client.gone();
      },
    ),
    { numRuns: 60 },
  );
  await bystander.command("say unharmed", "You say: unharmed");
});

/** What it is to knock at a port: "open", or the code of the refusal. */
function knock(port: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connectTcp(port, "127.0.0.1", () => resolve("open"));
  socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  return promise.finally(() => socket.destroy());
}

test("the port opens only when the database is there, and until then the server is not ready", async () => {
  const { wire, url } = await Wire.to(database.url);
  wire.cut();
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const telnet = { port, publicPort: 4000 };
  const starting = startServer({ ...cityConfig(url, services.redisUrl), telnet }, pino({ level: "silent" }));
  assert.equal(await knock(port), "ECONNREFUSED");
  wire.mend();
  const server = await starting.ready;
  assert.equal(server.telnetPort, port);
  assert.equal(await knock(port), "open");
  await server.close();
  assert.equal(await knock(port), "ECONNREFUSED");
  wire.close();
});

test("a server that goes away says so, and takes no new line meanwhile", async () => {
  const leaving = await startCity(services, database);
  const mara = await new TelnetClient(leaving.server.telnetPort ?? 0).register("Mara");
  await mara.command("say the last word", "You say");
  const closed = leaving.close();
  const late = new TelnetClient(leaving.server.telnetPort ?? 0);
  await mara.sees("The server restarts. Connect again in a moment");
  await mara.gone();
  await late.gone();
  assert.equal(late.text, "");
  await closed;
});
