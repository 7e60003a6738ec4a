/** Decides on an HTTP upgrade before there is a socket: path, Origin, subprotocol, and what to call it in logs. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { JSON_SUBPROTOCOL, TEXT_SUBPROTOCOL } from "../game/protocol.ts";
import type { Visitor } from "./visitor.ts";

/** The visitor of a WebSocket. */
export type Caller = Visitor & { style: "json" | "text" };
export type Decision = { ok: true; visitor: Caller } | { ok: false; status: number; text: string };

const PATHS = ["/", "/ws"];
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** `hosts` are the names under which players reach the stack; ports don't matter. */
export function decideUpgrade(request: IncomingMessage, hosts: readonly string[]): Decision {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (!PATHS.includes(path)) return { ok: false, status: 404, text: "The game is at / and at /ws." };
  const { origin } = request.headers;
  if (origin !== undefined && !allowedOrigin(origin, hosts)) {
    return { ok: false, status: 403, text: "Pages of other sites can't open a line to the game." };
  }
  const style = chosenStyle(request.headers["sec-websocket-protocol"]);
  if (!style) {
    const known = `${JSON_SUBPROTOCOL} and ${TEXT_SUBPROTOCOL}`;
    return { ok: false, status: 400, text: `This server speaks the subprotocols ${known}.` };
  }
  const cookie = origin === undefined ? undefined : request.headers.cookie;
  return {
    ok: true,
    visitor: { requestId: requestIdOf(request), address: addressOf(request), cookie, style },
  };
}

/** The subprotocol to answer with, among those offered; none for a client that offered none. */
export function chosenProtocol(offered: Set<string>): string | false {
  if (offered.has(JSON_SUBPROTOCOL)) return JSON_SUBPROTOCOL;
  return offered.has(TEXT_SUBPROTOCOL) ? TEXT_SUBPROTOCOL : false;
}

function chosenStyle(header: string | undefined): Caller["style"] | null {
  // Plain tools that name no subprotocol get lines that a person can read.
  if (header === undefined) return "text";
  const chosen = chosenProtocol(new Set(header.split(",").map((name) => name.trim())));
  if (chosen === false) return null;
  return chosen === JSON_SUBPROTOCOL ? "json" : "text";
}

function allowedOrigin(origin: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  if (protocol !== "https:" && !(protocol === "http:" && LOOPBACK.includes(hostname))) return false;
  return hosts.includes(hostname.toLowerCase());
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

// Only Nginx can reach this port, and it replaces the header rather than adding to it.
function addressOf(request: IncomingMessage): string {
  const given = request.headers["x-forwarded-for"];
  const address = typeof given === "string" ? given.trim() : "";
  return /^[0-9a-fA-F.:]{2,45}$/.test(address) ? address : (request.socket.remoteAddress ?? "unknown");
}
