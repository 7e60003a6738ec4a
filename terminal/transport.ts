/** What carries a connection: a WebSocket or a Telnet line. How bytes become messages is its own business. */
import type { ByeReason, Parsed, ServerMessage } from "../game/protocol.ts";

export type Transport = {
  /** Bytes that the network has not taken yet. */
  readonly waiting: number;
  /** Reading begins: what comes in goes to `events`. Called once. */
  start(events: TransportEvents): void;
  send(message: ServerMessage): void;
  /** The same for a ServerMessage that is JSON already. */
  sendJson(message: string): void;
  /** Closes in the way that the other side understands; the `bye` was sent. `retryMs` is when to come back. */
  end(reason: ByeReason, retryMs: number | undefined): void;
  /** Drops the line without waiting for the other side. */
  cut(): void;
  /** Asks for a sign of life. Returns false when the last one that was asked for never came. */
  ping(): boolean;
  /** Nothing more is read until `resume`. */
  pause(): void;
  resume(): void;
};

export type TransportEvents = {
  /** Something of any kind came, whatever is in it: it counts against the rate of frames. */
  onFrame(): void;
  /** What was in it, if it was meant for the game. */
  onParsed(parsed: Parsed): void;
  /** The line is gone, and says nothing after this. `code` is for the log. */
  onClose(code: number): void;
};
