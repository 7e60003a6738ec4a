/** The port for MUD clients. Only Nginx reaches it, and says first whom each connection is from. */
import { randomUUID } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import { Connection } from "../connection.ts";
import type { Visitor } from "../visitor.ts";
import type { ServerFacts } from "./mssp.ts";
import { readProxyHeader } from "./proxy-header.ts";
import { TelnetTransport } from "./telnet.ts";

/** Nginx says it at once (ms). */
const HEADER_MS = 5_000;

export type TelnetParts = {
  facts: ServerFacts;
  log: Logger;
  framesPerSecond: number;
  connections: Set<Connection>;
  receive(connection: Connection): void;
};

export function telnetListener(parts: TelnetParts): Server {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", (error) => parts.log.debug({ error: error.message }, "socket error"));
    awaitHeader(socket, (visitor, port, rest) => {
      // Whoever comes while the others are sent off tries the next server.
      if (server.listening) open(parts, socket, visitor, port, rest);
      else socket.destroy();
    });
  });
  return server;
}

/** Calls `then` when it is known who is there; a connection that never says it, or lies, is dropped. */
function awaitHeader(socket: Socket, then: (visitor: Visitor, port: number, rest: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  const late = setTimeout(() => socket.destroy(), HEADER_MS);
  socket.on("close", () => clearTimeout(late));
  socket.on("data", function read(chunk: Buffer) {
    bytes = Buffer.concat([bytes, chunk]);
    const header = readProxyHeader(bytes);
    if (header.state === "incomplete") return;
    clearTimeout(late);
    socket.off("data", read);
    if (header.state === "bad") {
      socket.destroy();
      return;
    }
    const { address, port, rest } = header;
    then({ requestId: randomUUID(), address, cookie: undefined, style: "telnet" }, port, rest);
  });
}

function open(parts: TelnetParts, socket: Socket, visitor: Visitor, port: number, rest: Buffer): void {
  const { address, style } = visitor;
  const line = new TelnetTransport(socket, rest, parts.facts, parts.log);
  const connection = new Connection(line, visitor, parts.log, parts.framesPerSecond);
  // The port is in Nginx's log too, which knows no other name for this line.
  connection.log.info({ address, port, style }, "socket opened");
  parts.connections.add(connection);
  socket.on("close", () => parts.connections.delete(connection));
  parts.receive(connection);
}
