/** One socket: its style, its limits, its heartbeat. What it says goes to `onMessage`, whoever that is. */
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import { type ByeReason, CLOSE, type ClientMessage, type ServerMessage } from "../game/protocol.ts";
import { type Codec, jsonCodec, textCodec } from "./codec.ts";
import { type Rate, rateOf } from "./rate.ts";
import type { Visitor } from "./upgrade.ts";

/** Bytes not yet taken by the network beyond which redraws are left out, and beyond which the line is cut. */
const SKIP_REDRAWS_BYTES = 64 * 1024;
const CUT_BYTES = 512 * 1024;
/** Frames in a row that can't be read, after which the line is cut: no client of anyone sends so many. */
const MOST_BAD_FRAMES = 20;

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

export class Connection {
  onMessage: (message: ClientMessage) => void = () => {};
  onClose: () => void = () => {};
  readonly visitor: Visitor;
  readonly log: Logger;
  readonly #socket: WebSocket;
  readonly #codec: Codec;
  /** Of frames of any kind: beyond it the socket is not read for a while. */
  readonly #rate: Rate;
  #badFrames = 0;
  #answeredPing = true;
  #paused: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(socket: WebSocket, visitor: Visitor, log: Logger, framesPerSecond: number) {
    this.#socket = socket;
    this.#rate = rateOf(framesPerSecond);
    this.visitor = visitor;
    this.log = log.child({ requestId: visitor.requestId });
    this.#codec = visitor.style === "json" ? jsonCodec() : textCodec();
    socket.on("message", (data, isBinary) => this.#read(data, isBinary));
    socket.on("pong", () => {
      this.#answeredPing = true;
    });
    // A protocol violation or a reset; `close` follows, with the code that `ws` chose.
    socket.on("error", (error) => this.log.debug({ error: error.message }, "socket error"));
    socket.on("close", (code) => {
      clearTimeout(this.#paused);
      this.#ended = true;
      this.log.info({ code }, "socket closed");
      this.onClose();
    });
  }

  get open(): boolean {
    return !this.#ended;
  }

  /** Sends unless the client reads too slowly. Returns false when a `droppable` message was left out. */
  send(message: ServerMessage, droppable = false): boolean {
    if (this.#ended) return true;
    const waiting = this.#socket.bufferedAmount;
    if (droppable && waiting > SKIP_REDRAWS_BYTES) return false;
    if (waiting > CUT_BYTES) {
      this.log.warn({ waiting }, "client reads too slowly, cut");
      this.#ended = true;
      this.#socket.terminate();
      return true;
    }
    const data = this.#codec.write(message);
    if (data !== null) this.#socket.send(data);
    return true;
  }

  /** Says goodbye with a reason and closes. `retryMs` is when to come back by itself. */
  end(reason: ByeReason, text: string, retryMs?: number): void {
    if (this.#ended) return;
    const hint = retryMs === undefined ? {} : { retryMs };
    this.send({ t: "bye", reason, text, ...hint });
    this.#ended = true;
    this.#socket.close(CLOSE_CODES[reason], retryMs === undefined ? reason : `${reason} retry=${retryMs}`);
  }

  /** Drops the line without waiting for the other side. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Cuts the line if the last ping is unanswered, else pings. */
  heartbeat(): void {
    // A socket that is not read can't show its pong.
    if (this.#paused) return;
    if (!this.#answeredPing) this.cut();
    else this.#socket.ping();
    this.#answeredPing = false;
  }

  #read(data: RawData, isBinary: boolean): void {
    if (this.#ended) return;
    const debt = this.#rate.owe();
    if (debt > 0) this.#pause(debt);
    if (isBinary)
      this.#refuse({ t: "error", code: "bad_message", text: "Binary frames carry nothing here." });
    else this.#readText(data.toString());
  }

  #readText(text: string): void {
    for (const parsed of this.#codec.read(text)) {
      if (!parsed.ok) {
        this.#refuse(parsed.refusal);
        continue;
      }
      this.#badFrames = 0;
      if (parsed.message.t === "ping") this.#pong(parsed.message.id);
      else this.onMessage(parsed.message);
    }
  }

  #pong(id: number | undefined): void {
    this.send(id === undefined ? { t: "pong" } : { t: "pong", id });
  }

  #refuse(refusal: ServerMessage): void {
    this.#badFrames += 1;
    this.send(refusal);
    if (this.#badFrames >= MOST_BAD_FRAMES) this.end("flood", "Too many messages that can't be read.");
  }

  #pause(ms: number): void {
    if (this.#paused) return;
    this.#socket.pause();
    this.#paused = setTimeout(() => {
      this.#paused = undefined;
      this.#socket.resume();
    }, ms);
  }
}
