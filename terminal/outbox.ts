/** A session's numbered output, and the last of it for a client that comes back. */
import type { Panel } from "../game/protocol.ts";
import { type Answer, delivered } from "./answer.ts";
import type { Connection } from "./connection.ts";

/** Messages kept for a client that never says what it has. */
const RING_MESSAGES = 64;

type Kept = { s: number; message: string };
export type Sending = {
  /** The command that it answers. */
  n?: number | undefined;
  /** Left out when the client can't keep up. */
  droppable?: boolean;
  /** They go with it but are not kept: a client that comes back gets all of them with its welcome. */
  panels?: readonly Panel[] | undefined;
};

export class Outbox {
  #s = 0;
  #ring: Kept[] = [];

  /** The number of the last output. */
  get last(): number {
    return this.#s;
  }

  /** Numbers the output and sends it, if there is a line. */
  send(output: Answer, connection: Connection | null, { n, droppable = false, panels }: Sending = {}): void {
    const s = this.#s + 1;
    const message = delivered(output, { s, n });
    const sent = panels === undefined ? message : delivered(output, { s, n, panels });
    // What is left out gets no number, so that numbers have no gaps.
    if (connection && !connection.sendJson(sent, droppable)) return;
    this.#s = s;
    this.#ring.push({ s, message });
    if (this.#ring.length > RING_MESSAGES) this.#ring.shift();
  }

  /** What a client that has everything up to `lastSeen` has missed, as it is sent; null when that is no longer known. */
  missedSince(lastSeen: number): string[] | null {
    if (lastSeen > this.#s) return null;
    const missed = this.#ring.filter(({ s }) => s > lastSeen);
    return missed.length === this.#s - lastSeen ? missed.map(({ message }) => message) : null;
  }

  /** Goes on above the numbers that the client has from another server. */
  startAbove(s: number): void {
    this.#s = Math.max(this.#s, s);
  }

  /** The client has everything up to `s`. */
  forget(s: number): void {
    const kept = this.#ring.findIndex((one) => one.s > s);
    if (kept < 0) this.#ring = [];
    else if (kept > 0) this.#ring.splice(0, kept);
  }
}
