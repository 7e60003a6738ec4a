import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { after, before, test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { Wire } from "./wire.ts";

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const http = createServer();
let port = 0;

before(async () => {
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  port = (http.address() as AddressInfo).port;
});
after(() => {
  http.closeAllConnections();
  http.close();
});

/** A client, and the server's end of its line with the number of writes that reached the raw socket. */
async function line() {
  const upgraded = once(http, "upgrade");
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const [request, raw, head] = (await upgraded) as [never, Duplex, Buffer];
  const server = await new Promise<WebSocket>((resolve) =>
    sockets.handleUpgrade(request, raw, head, resolve),
  );
  if (client.readyState !== WebSocket.OPEN) await once(client, "open");
  const heard: string[] = [];
  client.on("message", (data) => heard.push(data.toString()));
  let writes = 0;
  const write = raw.write.bind(raw);
  raw.write = ((...args: Parameters<typeof write>) => {
    writes += 1;
    return write(...args);
  }) as typeof raw.write;
  return { client, server, wire: new Wire(server, raw), heard, writes: () => writes };
}

const LENGTHS = [0, 1, 125, 126, 65_535, 65_536, 200_000];

test("text of every length of frame arrives whole and in order", async () => {
  const { client, server, wire, heard } = await line();
  const texts = LENGTHS.flatMap((length) => ["x".repeat(length), "é한😀".repeat(Math.ceil(length / 9))]);
  for (const text of texts) wire.send(text);
  server.on("message", () => server.close());
  client.send("enough");
  await once(client, "close");
  assert.deepEqual(heard, texts);
});

test("all that one turn sends, promises included, leaves in one write", async () => {
  const { client, wire, heard, writes } = await line();
  wire.send("one");
  await Promise.resolve().then(() => wire.send("two"));
  await null;
  wire.send("three");
  await once(client, "message");
  while (heard.length < 3) await once(client, "message");
  assert.deepEqual(heard, ["one", "two", "three"]);
  assert.equal(writes(), 1);
  client.close();
});

test("what is flushed comes before a close of the same turn, and nothing after it", async () => {
  const { client, server, wire, heard } = await line();
  wire.send("goodbye");
  wire.flush();
  server.close(1012, "restart");
  wire.send("too late");
  const [code, reason] = (await once(client, "close")) as [number, Buffer];
  assert.deepEqual([heard, code, reason.toString()], [["goodbye"], 1012, "restart"]);
});

test("what waits is counted until it is handed to the network", async () => {
  const { client, wire, heard } = await line();
  wire.send("12345");
  assert.equal(wire.waiting, 5);
  await once(client, "message");
  assert.equal(wire.waiting, 0);
  assert.deepEqual(heard, ["12345"]);
  client.close();
});

test("a line that is gone takes what is sent without a word", async () => {
  const { client, server, wire } = await line();
  client.terminate();
  await once(server, "close");
  wire.send("anyone?");
  wire.flush();
  assert.equal(wire.waiting, 0);
});
