/**
 * The first line of each connection from Nginx (PROXY protocol, version 1): who is behind it. Only Nginx reaches
 * the port, and it writes the line before anything that the client sends, so a client's own is plain input.
 */
import { isIP } from "node:net";

/** By the protocol's own rule, its end included. */
const LONGEST = 107;

export type Header =
  | { state: "incomplete" }
  | { state: "bad" }
  /** `rest` is what came after the line. */
  | { state: "complete"; address: string; port: number; rest: Buffer };

/** Reads the line from the first bytes of a connection. */
export function readProxyHeader(bytes: Buffer): Header {
  const end = bytes.subarray(0, LONGEST).indexOf("\r\n");
  if (end < 0) return bytes.length < LONGEST && begins(bytes) ? { state: "incomplete" } : { state: "bad" };
  const line = bytes.toString("latin1", 0, end);
  const [, family, address = "", port = ""] =
    /^PROXY TCP([46]) (\S+) \S+ (\d{1,5}) \d{1,5}$/.exec(line) ?? [];
  if (isIP(address) !== Number(family)) return { state: "bad" };
  return { state: "complete", address, port: Number(port), rest: bytes.subarray(end + 2) };
}

function begins(bytes: Buffer): boolean {
  return "PROXY ".startsWith(bytes.toString("latin1", 0, 6));
}
