/** The terminal server: everything wired in one place, from the databases to the sockets. */
import { randomUUID } from "node:crypto";
import { createServer, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type ServerOptions, WebSocketServer } from "ws";
import { MAX_MESSAGE_BYTES } from "../game/protocol.ts";
import { contentFolders, readCatalog } from "../store/content.ts";
import { type Checks, healthServer } from "../store/health.ts";
import { openPool } from "../store/postgres.ts";
import { playersOnline } from "../store/presence.ts";
import { dependencyChecks, waitUntilReady } from "../store/ready.ts";
import { openRedis } from "../store/redis.ts";
import { requireSchema } from "../store/schema.ts";
import { openThrottle } from "../store/throttle.ts";
import { Bus } from "./bus.ts";
import { Committer } from "./committer.ts";
import type { Config } from "./config.ts";
import { Connection } from "./connection.ts";
import { Doorkeeper } from "./doorkeeper.ts";
import { type GateParts, receive } from "./gate.ts";
import { NOT_SAVED } from "./session.ts";
import { telnetListener } from "./telnet/listener.ts";
import { chosenProtocol, decideUpgrade } from "./upgrade.ts";
import { WebSocketTransport } from "./websocket.ts";
import { World } from "./world.ts";

/** The migration that made what this server writes. */
const NEEDS_SCHEMA = 10;
const POOL_SIZE = 8;
const HEADERS_MS = 10_000;
const PING_EVERY_MS = 20_000;
/** A closing handshake that the other side does not finish is cut after this (ms). */
const CLOSE_TIMEOUT_MS = 2_000;
/** Fragments of one message; 8 KiB needs few, and many tiny ones are an attack. */
const MAX_FRAGMENTS = 64;
/** On SIGTERM: patience for commands under way, and the spread of the moments at which clients come back (ms). */
const DRAIN_PATIENCE_MS = 8_000;
const RETRY_FIRST_MS = 100;
const RETRY_SPREAD_MS = 400;
/** A greater crowd is spread further: so many ms for each player. */
const RETRY_SPREAD_PER_PLAYER_MS = 0.2;

export type TerminalServer = {
  port: number;
  healthPort: number;
  /** Absent when MUD clients are not let in. */
  telnetPort?: number;
  /** Stops accepting, finishes commands, sends everyone off to come back elsewhere, and closes everything. */
  close(): Promise<void>;
};
/** `ready` resolves when the server listens, and rejects when it never will: another schema, a port in use. */
export type StartingServer = { ready: Promise<TerminalServer>; close(): Promise<void> };

/**
 * Answers on the health port at once, and listens when database, Redis and schema are good.
 * Throws ContentError on bad content.
 */
export function startServer(config: Config, log: Logger): StartingServer {
  const catalog = readCatalog(contentFolders(config.contentDir));
  const onError = (error: Error) => log.warn({ reason: error.message }, "connection lost");
  const pool = openPool(config.databaseUrl, {
    max: POOL_SIZE,
    applicationName: "terminusa-terminal",
    onError,
  });
  const redis = openRedis(config.redisUrl, { name: "terminusa-terminal", onError });
  const subscriber = openRedis(config.redisUrl, { name: "terminusa-terminal-subscriber", onError });
  const server = randomUUID();
  const committer = new Committer(
    pool,
    log,
    JSON.stringify({ t: "error", code: "not_saved", text: NOT_SAVED }),
  );
  const world = new World({
    server,
    catalog,
    pool,
    redis,
    bus: new Bus(server, redis, subscriber, log),
    committer,
    log,
    rates: config.rates,
  });
  const { sessionSecrets: secrets, version } = config;
  const doorkeeper = new Doorkeeper(pool, world);
  const throttle = openThrottle(redis);
  const gate: GateParts = { world, pool, redis, secrets, throttle, doorkeeper, version };
  const connections = new Set<Connection>();
  const http = gameListener(config.hosts, gate, connections, log);
  const telnet = telnetPort(config, gate, connections, log);
  const checks: Checks = {
    ...dependencyChecks(pool, redis),
    schema: async () => void (await requireSchema(pool, NEEDS_SCHEMA)),
  };
  const listening = async () => {
    if (!http.listening || telnet?.listening === false) throw new Error("not listening");
  };
  const health = healthServer({ port: config.healthPort, checks: { ...checks, listening } });
  const stop = new AbortController();
  const heartbeat = setInterval(() => beat(connections), PING_EVERY_MS);

  async function close(): Promise<void> {
    stop.abort();
    clearInterval(heartbeat);
    doorkeeper.stop();
    const closed = Promise.all([closePort(http), closePort(telnet)]);
    await drain(world, connections);
    http.closeAllConnections();
    await closed;
    world.stop();
    committer.close();
    await (await health).close();
    redis.disconnect();
    subscriber.disconnect();
    await pool.end();
  }

  async function start(): Promise<TerminalServer> {
    const { port: healthPort } = await health;
    log.info({ version, healthPort, server }, "starting");
    await waitUntilReady(checks, log, stop.signal);
    if (stop.signal.aborted) throw new Error("stopped before it was ready");
    const mud = telnet && config.telnet ? { telnetPort: await listen(telnet, config.telnet.port) } : {};
    const port = await listen(http, config.port);
    log.info({ ...mud, port }, "listening");
    return { port, healthPort, ...mud, close };
  }

  return { ready: start(), close };
}

function gameListener(
  hosts: readonly string[],
  gate: GateParts,
  connections: Set<Connection>,
  log: Logger,
): Server {
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    perMessageDeflate: false,
    clientTracking: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
    handleProtocols: chosenProtocol,
  };
  const sockets = new WebSocketServer(options);
  const http = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS },
    (_request, response) => {
      response.writeHead(426, { Connection: "close", Upgrade: "websocket", "Content-Type": "text/plain" });
      response.end("This is the game's line. Open it with a WebSocket client.\n");
    },
  );
  http.on("upgrade", (request, socket, head) => {
    // A client that goes away during the handshake is no reason to fall over.
    socket.on("error", (error) => log.debug({ error: error.message }, "handshake broke off"));
    const decision = decideUpgrade(request, hosts);
    if (!decision.ok) return refuseUpgrade(socket, decision.status, decision.text);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const { address, style } = decision.visitor;
      const line = new WebSocketTransport(opened, socket, style, log);
      const connection = new Connection(line, decision.visitor, log, gate.world.rates.framesPerSecond);
      connections.add(connection);
      opened.on("close", () => connections.delete(connection));
      connection.log.info({ address, style }, "socket opened");
      receive(gate, connection);
    });
  });
  return http;
}

/** The port for MUD clients, if the settings want one. */
function telnetPort(
  { telnet, hosts, version, rates }: Config,
  gate: GateParts,
  connections: Set<Connection>,
  log: Logger,
): NetServer | null {
  if (!telnet) return null;
  const facts = {
    version,
    host: hosts[0] ?? "localhost",
    port: telnet.publicPort,
    since: Math.floor(Date.now() / 1000),
    players: playersOnline(gate.redis),
  };
  const { framesPerSecond } = rates;
  return telnetListener({ facts, log, framesPerSecond, connections, receive: (line) => receive(gate, line) });
}

function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: text/plain",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** Sends everyone off: first finishes what is under way, then closes each socket with a moment to come back. */
async function drain(world: World, connections: Set<Connection>): Promise<void> {
  world.draining = true;
  const spread = Math.max(RETRY_SPREAD_MS, connections.size * RETRY_SPREAD_PER_PLAYER_MS);
  const moment = () => Math.round(RETRY_FIRST_MS + Math.random() * spread);
  await Promise.all([...world.sessions()].map((session) => session.drain(moment(), DRAIN_PATIENCE_MS)));
  for (const connection of connections) connection.end("restart", "The server restarts.", moment());
  const end = performance.now() + CLOSE_TIMEOUT_MS;
  while (connections.size > 0 && performance.now() < end) await sleep(20);
  for (const connection of connections) connection.cut();
}

function beat(connections: Set<Connection>): void {
  for (const connection of connections) connection.heartbeat();
}

/** The port that it listens on. */
function listen(server: NetServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve((server.address() as AddressInfo).port));
  });
}

function closePort(server: NetServer | null): Promise<void> {
  if (!server?.listening) return Promise.resolve();
  return new Promise((resolve) => server.close(() => resolve()));
}
