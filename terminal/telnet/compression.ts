/** MCCP 2: what goes to the client is deflated from one byte on, each output flushed as soon as it is there. */
import { constants, createDeflate, type Deflate } from "node:zlib";
import { framed, OPTION } from "./codes.ts";

/**
 * Some 40 KiB a line instead of zlib's usual 256: text of a game doesn't gain from more. The window is told in
 * the stream's head, so any inflating side knows it.
 */
const WINDOW_BITS = 12;
const MEMORY_LEVEL = 5;

export type Sink = {
  write(bytes: Uint8Array): void;
  readonly writableLength: number;
};

/** Bytes on their way out, compressed or not. */
export class Outgoing {
  readonly #sink: Sink;
  #deflate: Deflate | null = null;
  /** Put aside until the compressed stream has ended. */
  #held: Uint8Array[] | null = null;
  #heldBytes = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Bytes that the network has not taken yet. */
  get waiting(): number {
    const { writableLength = 0, readableLength = 0 } = this.#deflate ?? {};
    return this.#sink.writableLength + writableLength + readableLength + this.#heldBytes;
  }

  write(bytes: Uint8Array): void {
    if (this.#held) {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
    } else if (this.#deflate) this.#deflate.write(bytes);
    else this.#sink.write(bytes);
  }

  /** Everything after this is compressed. Once a line. */
  compress(): void {
    if (this.#deflate) return;
    this.#sink.write(framed(OPTION.compress, ""));
    const options = { windowBits: WINDOW_BITS, memLevel: MEMORY_LEVEL, flush: constants.Z_SYNC_FLUSH };
    this.#deflate = createDeflate(options);
    this.#deflate.on("data", (bytes: Uint8Array) => this.#sink.write(bytes));
  }

  /** Ends the compressed stream, if there is one; what is written meanwhile follows it plain. */
  plain(then: () => void = () => {}): void {
    const deflate = this.#deflate;
    if (!deflate) {
      then();
      return;
    }
    this.#held ??= [];
    deflate.once("close", () => {
      this.#release();
      then();
    });
    deflate.end();
  }

  /** Drops what is under way, and its memory. */
  destroy(): void {
    this.#deflate?.destroy();
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#deflate = null;
    this.#held = null;
    this.#heldBytes = 0;
    for (const bytes of held) this.#sink.write(bytes);
  }
}
