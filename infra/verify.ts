import { request } from "node:https";
import { isIP } from "node:net";
import { checkServerIdentity, connect, type PeerCertificate } from "node:tls";
import WebSocket from "ws";
import { bracketed } from "./host.ts";

/** Where a stack answers, and what to trust there. Ports are the published ones; gamePort and telnetPort 0 are off. */
export interface PublicPath {
  address: string;
  serverName: string;
  httpsPort: number;
  gamePort: number;
  telnetPort: number;
  authority: string;
}

const ATTEMPT_MS = 5_000;
const LIMIT_MS = 30_000;
const PAUSE_MS = 250;

/** Reads a PublicPath from ADDRESS, SERVER_NAME, HTTPS_PORT, GAME_PORT, TELNET_PORT and AUTHORITY (PEM). */
export function pathFromEnv(env: NodeJS.ProcessEnv): PublicPath {
  const need = (name: string) => {
    const value = env[name];
    if (!value) throw new Error(`verify: ${name} is not set`);
    return value;
  };
  return {
    address: need("ADDRESS"),
    serverName: need("SERVER_NAME"),
    httpsPort: Number(need("HTTPS_PORT")),
    gamePort: Number(need("GAME_PORT")),
    telnetPort: Number(need("TELNET_PORT")),
    authority: need("AUTHORITY"),
  };
}

/** Tries every part of the path until it answers or 30 s are over; returns what failed, in words. */
export async function checkPath(path: PublicPath): Promise<string[]> {
  const checks: [string, () => Promise<void>][] = [
    [`https://${path.serverName}:${path.httpsPort}/readyz`, () => checkReady(path)],
    [`wss://${path.serverName}:${path.httpsPort}/ws`, () => checkSocket(path, path.httpsPort, "/ws")],
  ];
  if (path.gamePort !== 0)
    checks.push([`wss://${path.serverName}:${path.gamePort}/`, () => checkSocket(path, path.gamePort, "/")]);
  if (path.telnetPort !== 0)
    checks.push([`telnets://${path.serverName}:${path.telnetPort}`, () => checkTelnet(path)]);
  const results = await Promise.all(checks.map(([name, check]) => persist(name, check)));
  return results.filter((failure) => failure !== undefined);
}

async function persist(name: string, check: () => Promise<void>): Promise<string | undefined> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      await check();
      return undefined;
    } catch (error) {
      if (Date.now() > deadline) return `${name} does not answer: ${(error as Error).message}`;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

function checkReady(path: PublicPath): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options = {
    host: path.address,
    port: path.httpsPort,
    path: "/readyz",
    ...trust(path),
    headers: { host: hostHeader(path, path.httpsPort) },
    timeout: ATTEMPT_MS,
    agent: false as const,
  };
  const call = request(options, (response) => {
    response.resume();
    if (response.statusCode === 200) resolve();
    else reject(new Error(`status ${response.statusCode}`));
  });
  call.on("timeout", () => call.destroy(new Error(`no answer within ${ATTEMPT_MS / 1000} s`)));
  call.on("error", reject);
  call.end();
  return promise;
}

function checkSocket(path: PublicPath, port: number, pathname: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(`wss://${bracketed(path.address)}:${port}${pathname}`, "terminusa.v1.json", {
    ...trust(path),
    handshakeTimeout: ATTEMPT_MS,
    headers: { host: hostHeader(path, port) },
  });
  socket.on("open", () => {
    resolve();
    socket.terminate();
  });
  socket.on("error", reject);
  return promise;
}

/** The terminal server greets a MUD client at once. */
function checkTelnet(path: PublicPath): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ host: path.address, port: path.telnetPort, ...trust(path), timeout: ATTEMPT_MS });
  socket.on("data", () => {
    resolve();
    socket.destroy();
  });
  socket.on("timeout", () => socket.destroy(new Error(`no answer within ${ATTEMPT_MS / 1000} s`)));
  socket.on("error", reject);
  socket.on("close", () => reject(new Error("closed without a word")));
  return promise;
}

// An address can't be sent as the server's name, but the certificate must hold it all the same.
function trust(path: PublicPath) {
  return {
    ca: path.authority,
    servername: isIP(path.serverName) ? "" : path.serverName,
    checkServerIdentity: (_: string, certificate: PeerCertificate) =>
      checkServerIdentity(path.serverName, certificate),
  };
}

function hostHeader(path: PublicPath, port: number): string {
  return `${bracketed(path.serverName)}:${port}`;
}
