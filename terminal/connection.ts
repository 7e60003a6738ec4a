/** One line to a player, whatever carries it: its limits and its heartbeat. What it says goes to `onMessage`. */
import type { Logger } from "pino";
import type { ByeReason, ClientMessage, Parsed, ServerMessage } from "../game/protocol.ts";
import { type Rate, rateOf } from "./rate.ts";
import type { Transport } from "./transport.ts";
import type { Visitor } from "./visitor.ts";

/** Bytes not yet taken by the network beyond which redraws are left out, and beyond which the line is cut. */
const SKIP_REDRAWS_BYTES = 64 * 1024;
const CUT_BYTES = 512 * 1024;
/** Frames in a row that can't be read, after which the line is cut: no client of anyone sends so many. */
const MOST_BAD_FRAMES = 20;

export class Connection {
  onMessage: (message: ClientMessage) => void = () => {};
  onClose: () => void = () => {};
  readonly visitor: Visitor;
  readonly #log: Logger;
  readonly #transport: Transport;
  /** Of frames of any kind: beyond it the line is not read for a while. */
  readonly #rate: Rate;
  #badFrames = 0;
  #paused: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(transport: Transport, visitor: Visitor, log: Logger, framesPerSecond: number) {
    this.#transport = transport;
    this.#rate = rateOf(framesPerSecond);
    this.visitor = visitor;
    this.#log = log;
    transport.start({
      onFrame: () => this.#count(),
      onParsed: (parsed) => this.#take(parsed),
      onClose: (code) => this.#closed(code),
    });
  }

  /** Names the visitor. Made when it is needed: a line says a handful of things in hours. */
  get log(): Logger {
    return this.#log.child({ requestId: this.visitor.requestId });
  }

  get open(): boolean {
    return !this.#ended;
  }

  /** Sends unless the client reads too slowly. */
  send(message: ServerMessage): void {
    if (this.#takes()) this.#transport.send(message);
  }

  /** The same for a ServerMessage that is JSON already. Returns false when a `droppable` one was left out. */
  sendJson(message: string, droppable = false): boolean {
    if (droppable && !this.#ended && this.#transport.waiting > SKIP_REDRAWS_BYTES) return false;
    if (this.#takes()) this.#transport.sendJson(message);
    return true;
  }

  #takes(): boolean {
    if (this.#ended) return false;
    const { waiting } = this.#transport;
    if (waiting > CUT_BYTES) this.#cutSlow(waiting);
    return !this.#ended;
  }

  /** Says goodbye with a reason and closes. `retryMs` is when to come back by itself. */
  end(reason: ByeReason, text: string, retryMs?: number): void {
    if (this.#ended) return;
    const hint = retryMs === undefined ? {} : { retryMs };
    this.send({ t: "bye", reason, text, ...hint });
    this.#ended = true;
    this.#transport.end(reason, retryMs);
  }

  /** Drops the line without waiting for the other side. */
  cut(): void {
    this.#transport.cut();
  }

  /** Cuts the line if the last ping is unanswered, else pings. */
  heartbeat(): void {
    // A line that is not read can't show its answer.
    if (this.#paused) return;
    if (!this.#transport.ping()) this.cut();
  }

  #take(parsed: Parsed): void {
    if (this.#ended) return;
    if (!parsed.ok) {
      this.#refuse(parsed.refusal);
      return;
    }
    this.#badFrames = 0;
    const { message } = parsed;
    if (message.t !== "ping") this.onMessage(message);
    else this.send(message.id === undefined ? { t: "pong" } : { t: "pong", id: message.id });
  }

  #refuse(refusal: ServerMessage): void {
    this.#badFrames += 1;
    this.send(refusal);
    if (this.#badFrames >= MOST_BAD_FRAMES) this.end("flood", "Too many messages that can't be read.");
  }

  #cutSlow(waiting: number): void {
    this.log.warn({ waiting }, "client reads too slowly, cut");
    this.#ended = true;
    this.#transport.cut();
  }

  #closed(code: number): void {
    clearTimeout(this.#paused);
    this.#ended = true;
    this.log.info({ code }, "socket closed");
    this.onClose();
  }

  #count(): void {
    if (this.#ended) return;
    // Some frames are answered by the transport itself.
    const { waiting } = this.#transport;
    if (waiting > CUT_BYTES) this.#cutSlow(waiting);
    const debt = this.#rate.owe();
    if (debt === 0 || this.#paused) return;
    this.#transport.pause();
    this.#paused = setTimeout(() => {
      this.#paused = undefined;
      this.#transport.resume();
    }, debt);
  }
}
