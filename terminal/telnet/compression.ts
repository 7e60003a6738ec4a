/** MCCP 2: what goes to the client is deflated from one byte on, each output flushed as soon as it is there. */
import { constants, createDeflate, type Deflate } from "node:zlib";
import { framed, OPTION } from "./codes.ts";

/**
 * Some 40 KiB a line instead of zlib's usual 270: text of a game doesn't gain from more. The window is told in
 * the stream's head, so any inflating side knows it.
 */
const SMALL = { windowBits: 12, memLevel: 5, chunkSize: 1024 };

/** Lines that this process compresses at most: the memory is bounded, whoever asks. */
const MOST_COMPRESSED = 1_000;
let compressed = 0;

export type Sink = {
  write(bytes: Uint8Array): void;
  readonly writableLength: number;
};

/** Bytes on their way out, compressed or not: those of one turn of the event loop leave in one write. */
export class Outgoing {
  readonly #sink: Sink;
  #deflate: Deflate | null = null;
  /** The compressed stream ends, and what is gathered meanwhile follows it plain. */
  #ending = false;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Bytes that the network has not taken yet. */
  get waiting(): number {
    const { writableLength = 0, readableLength = 0 } = this.#deflate ?? {};
    return this.#sink.writableLength + writableLength + readableLength + this.#gatheredBytes;
  }

  write(bytes: Uint8Array): void {
    if (this.#gathered.length === 0) process.nextTick(() => this.#flush());
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
  }

  /** Everything after this is compressed; false when too many lines are already. */
  compress(): boolean {
    if (this.#deflate || compressed >= MOST_COMPRESSED) return false;
    this.#flush();
    this.#sink.write(framed(OPTION.compress, ""));
    this.#deflate = createDeflate({ ...SMALL, flush: constants.Z_SYNC_FLUSH });
    this.#deflate.on("data", (bytes: Uint8Array) => this.#sink.write(bytes));
    compressed += 1;
    this.#deflate.once("close", () => {
      compressed -= 1;
    });
    return true;
  }

  /** Ends the compressed stream, if there is one, and calls `then` when all has been handed on. */
  plain(then: () => void = () => {}): void {
    this.#flush();
    const deflate = this.#deflate;
    if (!deflate) {
      then();
      return;
    }
    this.#ending = true;
    deflate.once("close", () => {
      this.#deflate = null;
      this.#ending = false;
      this.#flush();
      then();
    });
    deflate.end();
  }

  /** Drops what is under way, and its memory. */
  destroy(): void {
    this.#deflate?.destroy();
  }

  #flush(): void {
    if (this.#ending || this.#gathered.length === 0) return;
    const bytes = Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (this.#deflate) this.#deflate.write(bytes);
    else this.#sink.write(bytes);
  }
}
