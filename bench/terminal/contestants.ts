/** Each server that is measured: how it is started as it would be run, pinned to the server's core. */
import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { JSON_SUBPROTOCOL } from "../../game/protocol.ts";
import type { Database } from "./databases.ts";
import { imageCommand } from "./image-command.ts";
import type { Address } from "./load/line.ts";
import { Pinned, SERVER_CORE } from "./pinned.ts";

const READY_MS = 30_000;
const PEERS = join(import.meta.dirname, "peers");
const HOST = "127.0.0.1";
/** What would hold back a closed loop, which is faster than any player. */
export const LIFTED_RATES = { COMMANDS_PER_SECOND: "100000", FRAMES_PER_SECOND: "100000" };
const SECRET = "of-the-bench-and-of-nothing-else-0123456789";

export interface Contestant {
  address: Address;
  /** Of its process, or of all of them. */
  pids: readonly number[];
  /** From the start of the process until it takes players (ms). */
  readyMs: number;
  stop(): Promise<void>;
}

/** Where a terminal server finds its databases and writes its files. */
export interface Surroundings {
  /** The bundle that the image holds: main.js and content/. */
  bundle: string;
  folder: string;
  database: Database;
  redisUrl: string;
  core?: number | null;
  /** Arguments of Node, as --cpu-prof. */
  nodeArgs?: readonly string[];
}

/** Our terminal server, as its image starts it: the bundle, on the Node that the image has too. */
export async function startTerminal(around: Surroundings): Promise<Contestant> {
  const { bundle, core = SERVER_CORE, nodeArgs = [] } = around;
  const [port, healthPort] = [await freePort(), await freePort()];
  const env = {
    ...terminalFiles(around, `terminal-${port}`),
    NODE_ENV: "production",
    PORT: String(port),
    HEALTH_PORT: String(healthPort),
    HOSTS: "localhost",
    VERSION: "bench",
    ...LIFTED_RATES,
  };
  const began = performance.now();
  const main = join(bundle, "main.js");
  const ownArgs = imageCommand().slice(1, -1);
  const server = new Pinned(process.execPath, [...ownArgs, ...nodeArgs, main], {
    core,
    env,
    cwd: around.folder,
  });
  await listening(server, port);
  const readyMs = performance.now() - began;
  const address = { host: HOST, port, path: "/", protocol: JSON_SUBPROTOCOL };
  return { address, pids: [server.pid], readyMs, stop: () => server.stop() };
}

/** A peer in Node, one file. */
export function startNodePeer(file: string, database?: Database): Promise<Contestant> {
  return startPeer(process.execPath, [join(PEERS, file)], database);
}

export function startFlask(environment: string, database: Database): Promise<Contestant> {
  return startPeer(join(environment, "bin/python"), [join(PEERS, "flask_pg.py")], database);
}

async function startPeer(command: string, args: string[], database?: Database): Promise<Contestant> {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    PORT: String(port),
    DATABASE_URL: database?.url,
  };
  const began = performance.now();
  const server = new Pinned(command, args, { core: SERVER_CORE, env });
  await listening(server, port);
  const readyMs = performance.now() - began;
  return { address: { host: HOST, port, path: "/" }, pids: [server.pid], readyMs, stop: () => server.stop() };
}

/** Writes the files that a terminal server reads; returns the variables that name them. */
export function terminalFiles(
  { folder, database, redisUrl }: Pick<Surroundings, "folder" | "database" | "redisUrl">,
  name: string,
): Record<string, string> {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const file = (base: string, text: string) => {
    writeFileSync(join(own, base), text, { mode: 0o644 });
    return join(own, base);
  };
  return {
    DATABASE_URL_FILE: file("database-url", database.url),
    REDIS_URL_FILE: file("redis-url", redisUrl),
    SESSION_SECRETS_FILE: file("session-secrets", SECRET),
    LOG_FILE: join(own, "terminal.log"),
  };
}

/** Waits until the port takes connections. Throws with the server's last words when it ends or takes too long. */
export async function listening(server: Pinned, port: number): Promise<void> {
  const end = performance.now() + READY_MS;
  while (!(await accepts(port))) {
    if (!server.running) throw new Error(`the server ended before it was ready:\n${server.said}`);
    if (performance.now() > end) {
      await server.stop();
      throw new Error(`the server was not ready within ${READY_MS} ms:\n${server.said}`);
    }
    await sleep(5);
  }
}

async function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, HOST, () => resolve(true)).once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen(0, HOST, resolve);
  await promise;
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
