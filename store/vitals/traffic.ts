/** Counts a process's requests and open sockets through what Node itself tells, so that no server is wired for it. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Since the process began; `sockets` are those open now. */
export type Counts = { requests: number; failed: number; sockets: number };

const SERVER_ERROR = 500;

export class Traffic {
  readonly counts: Counts = { requests: 0, failed: 0, sockets: 0 };
  readonly #ignoredPort: number;

  /** The health port's traffic is no player's. */
  constructor(ignoredPort: number) {
    this.#ignoredPort = ignoredPort;
    subscribe("http.server.request.start", this.#onRequest);
    subscribe("http.server.response.finish", this.#onResponse);
    subscribe("net.server.socket", this.#onSocket);
  }

  stop(): void {
    unsubscribe("http.server.request.start", this.#onRequest);
    unsubscribe("http.server.response.finish", this.#onResponse);
    unsubscribe("net.server.socket", this.#onSocket);
  }

  readonly #onRequest = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    if (request.socket.localPort !== this.#ignoredPort) this.counts.requests += 1;
  };

  readonly #onResponse = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort !== this.#ignoredPort && response.statusCode >= SERVER_ERROR)
      this.counts.failed += 1;
  };

  readonly #onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    if (socket.localPort === this.#ignoredPort) return;
    this.counts.sockets += 1;
    socket.once("close", () => {
      this.counts.sockets -= 1;
    });
  };
}
