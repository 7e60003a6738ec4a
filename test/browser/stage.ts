/** The site and the game behind one origin, without the stack: what a browser test plays on. */
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { request } from "node:http";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createGzip } from "node:zlib";
import { pino } from "pino";
import { HOST, SECRETS, startTestbed, type Testbed } from "../../app/testbed.ts";
import { selfSigned } from "../../nginx/testbed-certificate.ts";
import { startServer, type TerminalServer } from "../../terminal/server.ts";
import { cityConfig } from "../../terminal/test-city.ts";

export type Stage = {
  /** Where Chromium finds the origin, for `--host-resolver-rules`. */
  port: number;
  bed: Testbed;
  line: Line;
  /** Ends the terminal server as a deployment does, and starts the next one. */
  restartGame(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts everything on ports of its own. Nginx's part is played by a server of a few lines. */
export async function startStage(): Promise<Stage> {
  const bed = await startTestbed();
  const startGame = () =>
    startServer(
      { ...cityConfig(bed.databaseUrl, bed.services.redisUrl), sessionSecrets: SECRETS, hosts: [HOST] },
      pino({ level: process.env.TEST_LOG ?? "silent" }),
    ).ready;
  let game: TerminalServer = await startGame();
  const line = new Line(() => game.port);
  const front = await listen(bed.url, line);
  return {
    port: (front.address() as AddressInfo).port,
    bed,
    line,
    async restartGame() {
      await game.close();
      game = await startGame();
    },
    async stop() {
      line.cut();
      front.close();
      front.closeAllConnections();
      await game.close();
      await bed.stop();
    },
  };
}

/** All sockets of players, which a test can cut, forbid and hold up. */
export class Line {
  readonly #port: () => number;
  /** With the browser's name for itself. */
  readonly #sockets = new Map<Duplex, string>();
  readonly #servers = new Set<Duplex>();
  /** Whose browser doesn't get through: by its name for itself. */
  barred: RegExp | null = null;
  /** How often one of them came. */
  refused = 0;

  constructor(port: () => number) {
    this.#port = port;
  }

  /** Cuts off who is barred, or everybody. */
  cut(): void {
    for (const [socket, agent] of this.#sockets) if (this.barred?.test(agent) ?? true) socket.destroy();
  }

  /** The server gives everyone up, and nobody hears of it: what a machine that sleeps finds when it wakes. */
  forget(): void {
    for (const socket of this.#servers) {
      socket.unpipe();
      socket.removeAllListeners("close");
      socket.destroy();
    }
  }

  /** Hands an upgrade on as it came, with what Nginx adds. */
  carry(incoming: IncomingMessage, near: Duplex): void {
    const agent = incoming.headers["user-agent"] ?? "";
    if (this.barred?.test(agent)) {
      this.refused += 1;
      near.destroy();
      return;
    }
    const far = connect(this.#port(), "127.0.0.1");
    this.#servers.add(far);
    const headers = Object.entries({ ...incoming.headers, ...forwarded(incoming) });
    const lines = headers.map(([name, value]) => `${name}: ${value}`);
    far.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.set(socket, agent);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        this.#servers.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}

const forwarded = (incoming: IncomingMessage) => ({
  "x-forwarded-proto": "https",
  "x-forwarded-for": (incoming.socket as Socket).remoteAddress ?? "",
});

async function listen(site: string, line: Line): Promise<Server> {
  const { chain, key } = await selfSigned(HOST);
  const server = createServer({ cert: chain, key }, (incoming, outgoing) => {
    passOn(site, incoming, outgoing);
  });
  server.on("upgrade", (incoming, socket) => line.carry(incoming, socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Assets are sent zipped, as Nginx does; pages as they come. */
function passOn(site: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const headers = { ...incoming.headers, ...forwarded(incoming) };
  const asked = request(site + incoming.url, { method: incoming.method, headers }, (answer) => {
    const zips = /css|javascript|svg/.test(String(answer.headers["content-type"]));
    const { "content-length": length, ...rest } = answer.headers;
    outgoing.writeHead(
      answer.statusCode ?? 502,
      zips ? { ...rest, "content-encoding": "gzip" } : answer.headers,
    );
    if (zips) answer.pipe(createGzip({ level: 9 })).pipe(outgoing);
    else answer.pipe(outgoing);
  });
  asked.on("error", () => outgoing.destroy());
  incoming.pipe(asked);
}
