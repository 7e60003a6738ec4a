/** A WebSocket as the line of a connection: JSON messages or plain lines, one or more a frame. */
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import { type ByeReason, CLOSE, type Parsed, type ServerMessage } from "../game/protocol.ts";
import { type Codec, JSON_CODEC, textCodec } from "./codec.ts";
import type { Transport, TransportEvents } from "./transport.ts";
import { Wire } from "./wire.ts";

const CLOSE_CODES: Record<ByeReason, number> = {
  quit: CLOSE.quit,
  restart: CLOSE.restart,
  takeover: CLOSE.takeover,
  revoked: CLOSE.revoked,
  login_timeout: CLOSE.loginTimeout,
  version: CLOSE.version,
  try_again: CLOSE.tryAgain,
  flood: CLOSE.policy,
};

const BINARY: Parsed = {
  ok: false,
  refusal: { t: "error", code: "bad_message", text: "Binary frames carry nothing here." },
};

export class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  readonly #wire: Wire;
  readonly #codec: Codec;
  readonly #log: Logger;
  #answeredPing = true;

  /** `raw` is what `socket` was upgraded on. */
  constructor(socket: WebSocket, raw: Duplex, style: "json" | "text", log: Logger) {
    this.#socket = socket;
    this.#wire = new Wire(socket, raw);
    this.#codec = style === "json" ? JSON_CODEC : textCodec();
    this.#log = log;
  }

  get waiting(): number {
    return this.#wire.waiting;
  }

  start(events: TransportEvents): void {
    const socket = this.#socket;
    socket.on("message", (data, isBinary) => this.#read(data, isBinary, events));
    socket.on("pong", () => {
      this.#answeredPing = true;
    });
    // A protocol violation or a reset; `close` follows, with the code that `ws` chose.
    socket.on("error", (error) => this.#log.debug({ error: error.message }, "socket error"));
    socket.on("close", (code) => events.onClose(code));
  }

  send(message: ServerMessage): void {
    const data = this.#codec.write(message);
    if (data !== null) this.#wire.send(data);
  }

  sendJson(message: string): void {
    if (this.#codec === JSON_CODEC) this.#wire.send(message);
    else this.send(JSON.parse(message));
  }

  end(reason: ByeReason, retryMs: number | undefined): void {
    this.#wire.flush();
    this.#socket.close(CLOSE_CODES[reason], retryMs === undefined ? reason : `${reason} retry=${retryMs}`);
  }

  cut(): void {
    this.#socket.terminate();
  }

  ping(): boolean {
    if (!this.#answeredPing) return false;
    this.#answeredPing = false;
    this.#socket.ping();
    return true;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  #read(data: RawData, isBinary: boolean, events: TransportEvents): void {
    events.onFrame();
    if (isBinary) events.onParsed(BINARY);
    else for (const parsed of this.#codec.read(data.toString())) events.onParsed(parsed);
  }
}
