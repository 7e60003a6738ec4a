/** The client's half of WebSocket frames (RFC 6455), no more of it than a load generator needs. */

const FIN = 0x80;
const MASKED = 0x80;
const OPCODE_BITS = 0x0f;
const LENGTH_BITS = 0x7f;
const SHORT_MOST = 125;
const EXTENDED_16 = 126;
const EXTENDED_64 = 127;
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;
/** Constant, but not zero: a zero mask would spare the server the work that real clients give it. */
const MASK = [0x5a, 0x13, 0xc7, 0x68] as const;

/** A masked frame of ASCII text. */
export function textFrame(ascii: string): Buffer {
  const frame = maskedFrame(OPCODE.text, ascii.length);
  const start = frame.length - ascii.length;
  for (let at = 0; at < ascii.length; at++) frame[start + at] = ascii.charCodeAt(at) ^ MASK[at & 3]!;
  return frame;
}

/** The masked answer to a ping with that payload. */
export function pongFrame(payload: Uint8Array): Buffer {
  const frame = maskedFrame(OPCODE.pong, payload.length);
  const start = frame.length - payload.length;
  for (let at = 0; at < payload.length; at++) frame[start + at] = payload[at]! ^ MASK[at & 3]!;
  return frame;
}

function maskedFrame(opcode: number, length: number): Buffer {
  if (length > 0xffff) throw new Error(`a frame of ${length} bytes is more than a load generator sends`);
  const head = length > SHORT_MOST ? 4 : 2;
  const frame = Buffer.allocUnsafe(head + MASK.length + length);
  frame[0] = FIN | opcode;
  frame[1] = MASKED | (head === 4 ? EXTENDED_16 : length);
  if (head === 4) frame.writeUInt16BE(length, 2);
  frame.set(MASK, head);
  return frame;
}

/** Gets one frame's payload, which lies in `data` from `start` to `end` and is only valid during the call. */
export type OnFrame = (opcode: number, data: Buffer, start: number, end: number) => void;

/** Cuts what a server sends into frames. Servers here never fragment a message, and never mask. */
export class FrameReader {
  readonly #onFrame: OnFrame;
  /** The beginning of a frame whose rest has not come yet. */
  #carried: Buffer | null = null;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** Takes `length` bytes of `chunk`, which the caller may overwrite afterwards. */
  take(chunk: Buffer, length: number): void {
    let data = chunk;
    let end = length;
    if (this.#carried) {
      data = Buffer.concat([this.#carried, chunk.subarray(0, length)]);
      end = data.length;
    }
    const used = this.#frames(data, end);
    this.#carried = used < end ? Buffer.from(data.subarray(used, end)) : null;
  }

  /** Returns how many bytes the whole frames took. */
  #frames(data: Buffer, end: number): number {
    let at = 0;
    while (at + 2 <= end) {
      let start = at + 2;
      let length = data[at + 1]! & LENGTH_BITS;
      if (length >= EXTENDED_16) {
        start += length === EXTENDED_64 ? 8 : 2;
        if (start > end) break;
        length = length === EXTENDED_64 ? data.readUInt32BE(at + 6) : data.readUInt16BE(at + 2);
      }
      if (start + length > end) break;
      this.#onFrame(data[at]! & OPCODE_BITS, data, start, start + length);
      at = start + length;
    }
    return at;
  }
}
