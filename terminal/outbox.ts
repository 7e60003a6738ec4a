/** A session's numbered output, and the last of it for a client that comes back. */
import type { Output, Panel } from "../game/protocol.ts";
import type { Connection } from "./connection.ts";

/** Messages kept. */
const RING_MESSAGES = 64;

export type Unnumbered = Omit<Output, "s" | "n" | "panels">;

export class Outbox {
  #s = 0;
  #ring: Output[] = [];

  /** The number of the last output. */
  get last(): number {
    return this.#s;
  }

  /**
   * Numbers `output` and sends it, if there is a line. `n` is the command that it answers. `panels` go with it but
   * are not kept: a client that comes back gets all of them with its welcome.
   */
  send(
    output: Unnumbered,
    n: number | undefined,
    connection: Connection | null,
    droppable: boolean,
    panels: { panels?: Panel[] } = {},
  ): void {
    const s = this.#s + 1;
    const message: Output = n === undefined ? { ...output, s } : { ...output, s, n };
    // What is left out gets no number, so that numbers have no gaps.
    if (connection && !connection.send({ ...message, ...panels }, droppable)) return;
    this.#s = s;
    this.#ring.push(message);
    if (this.#ring.length > RING_MESSAGES) this.#ring.shift();
  }

  /** What a client that has everything up to `lastSeen` has missed; null when that is no longer known. */
  missedSince(lastSeen: number): Output[] | null {
    if (lastSeen > this.#s) return null;
    const missed = this.#ring.filter(({ s }) => s > lastSeen);
    return missed.length === this.#s - lastSeen ? missed : null;
  }

  /** Goes on above the numbers that the client has from another server. */
  startAbove(s: number): void {
    this.#s = Math.max(this.#s, s);
  }

  /** The client has everything up to `s`. */
  forget(s: number): void {
    this.#ring = this.#ring.filter((message) => message.s > s);
  }
}
