/** A piece of a container's output, and which of its two streams it came by. */
export interface Frame {
  stderr: boolean;
  data: Buffer;
}

const HEADER_BYTES = 8;

/**
 * Takes the engine's frames apart as they come: 1 byte stream, 3 bytes zero, 4 bytes length, then the piece.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are whole with this chunk. */
  push(chunk: Buffer): Frame[] {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    while (rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + rest.readUInt32BE(4);
      if (rest.length < end) break;
      frames.push({ stderr: rest[0] === 2, data: rest.subarray(HEADER_BYTES, end) });
      rest = rest.subarray(end);
    }
    this.#rest = rest;
    return frames;
  }
}

/** All frames of a complete answer. */
export function demultiplex(raw: Buffer): Frame[] {
  return new FrameReader().push(raw);
}
