/** Where the server is. */

const PORT = 6789;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

export type Address = {
  /** As in a URL: IPv6 in brackets. */
  host: string;
  port: number;
  tls: boolean;
  /** For messages and for the name of the stored login, e.g. `play.example.org:6789`. */
  name: string;
  url: string;
};

/**
 * From `host`, `host:port`, `[v6]:port`, or a whole `wss://` address. `ws://` is for this machine only.
 * Throws a sentence for the player.
 */
export function parseAddress(text: string): Address {
  const whole = /^\w+:\/\//.test(text) ? text : `wss://${text}`;
  if (!URL.canParse(whole)) throw new Error(`"${text}" is no host. Give it as play.example.org:6789.`);
  const { protocol, hostname, port, username, pathname, search } = new URL(whole);
  if (protocol !== "wss:" && protocol !== "ws:")
    throw new Error(`"${text}" is no host: ${protocol}// is not the game's.`);
  if (username !== "" || pathname !== "/" || search !== "")
    throw new Error(`"${text}" is more than a host and a port.`);
  const tls = protocol === "wss:";
  if (!tls && !LOOPBACK.includes(hostname))
    throw new Error("Without TLS it plays on this machine only. Use wss://.");
  const number = port === "" ? defaultPort(text) : Number(port);
  const name = `${hostname}:${number}`;
  return { host: hostname, port: number, tls, name, url: `${protocol}//${name}/` };
}

// URL drops a port that is its scheme's own, though the player typed it.
function defaultPort(text: string): number {
  return /:443\/?$/.test(text) ? 443 : PORT;
}
