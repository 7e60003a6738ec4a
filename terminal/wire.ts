/** What a WebSocket sends, gathered: all text frames of one turn of the event loop leave in one write. */
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";

const FINAL_TEXT = 0x81;
const SHORT_MOST = 125;
const EXTENDED_16 = 126;
const MOST_IN_16_BITS = 0xffff;
const EXTENDED_64 = 127;

let dirty: Wire[] = [];

/**
 * Writes frames itself rather than by `ws`, which makes two chunks and a system call of each. A commit answers
 * hundreds of players at once, and each may hear several lines besides: sending was most of the server's work.
 * It relies on `ws` being without extensions, so that nothing waits in its own queue.
 */
export class Wire {
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  #texts: string[] = [];
  #characters = 0;

  /** `raw` is what `socket` was upgraded on. */
  constructor(socket: WebSocket, raw: Duplex) {
    this.#socket = socket;
    this.#raw = raw;
  }

  /** Bytes that the network has not taken yet; of this turn's text the characters. */
  get waiting(): number {
    return this.#raw.writableLength + this.#characters;
  }

  /** Sends soon. What is sent after the closing handshake began goes nowhere. */
  send(text: string): void {
    if (this.#texts.length === 0 && dirty.push(this) === 1) process.nextTick(flushAll);
    this.#texts.push(text);
    this.#characters += text.length;
  }

  /** Sends now; needed before `ws` writes something that must come after it. */
  flush(): void {
    const texts = this.#texts;
    if (texts.length === 0) return;
    this.#texts = [];
    this.#characters = 0;
    if (this.#socket.readyState === WebSocket.OPEN && this.#raw.writable) this.#raw.write(framed(texts));
  }
}

function flushAll(): void {
  const wires = dirty;
  dirty = [];
  for (const wire of wires) wire.flush();
}

function framed(texts: readonly string[]): Buffer {
  const [only = ""] = texts;
  if (texts.length === 1 && only.length > SHORT_MOST && only.length <= MOST_UNMEASURED)
    return framedOnce(only);
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, bytes) => sum + headLength(bytes) + bytes, 0));
  let at = 0;
  texts.forEach((text, index) => {
    at = writeHead(frames, at, lengths[index] ?? 0);
    at += frames.write(text, at);
  });
  return frames;
}

/** A UTF-16 unit is at most three bytes: a text of so many surely has its length in 16 bits. */
const MOST_UNMEASURED = Math.floor(MOST_IN_16_BITS / 3);
const HEAD_16 = 4;

/** One text of a middling length, which nearly all are: written at once where it will be, rather than measured first. */
function framedOnce(text: string): Buffer {
  const frame = Buffer.allocUnsafe(HEAD_16 + 3 * text.length);
  const bytes = frame.write(text, HEAD_16);
  writeHead(frame, 0, bytes);
  return frame.subarray(0, HEAD_16 + bytes);
}

const headLength = (bytes: number) => (bytes <= SHORT_MOST ? 2 : bytes <= MOST_IN_16_BITS ? 4 : 10);

/** Returns where the text begins. */
function writeHead(frames: Buffer, at: number, bytes: number): number {
  frames[at] = FINAL_TEXT;
  if (bytes <= SHORT_MOST) {
    frames[at + 1] = bytes;
    return at + 2;
  }
  if (bytes <= MOST_IN_16_BITS) {
    frames[at + 1] = EXTENDED_16;
    return frames.writeUInt16BE(bytes, at + 2);
  }
  frames[at + 1] = EXTENDED_64;
  return frames.writeBigUInt64BE(BigInt(bytes), at + 2);
}
