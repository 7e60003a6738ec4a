/** Bytes from a client become lines, negotiations and subnegotiations, however they were cut into pieces. */
import { IAC, isVerb, SB, SE, type Verb } from "./codes.ts";

/** Bytes of one line: a thousand characters at their longest. */
export const MOST_LINE_BYTES = 4_000;
/** Bytes of one subnegotiation; GMCP is the only one that needs more than a few. */
export const MOST_SUBNEGOTIATION_BYTES = 8 * 1024;
/** A line or subnegotiation without an end for so long is no mistake of a person or a client. */
export const ENDLESS_BYTES = 64 * 1024;

export type Part = "line" | "subnegotiation";
export type TelnetEvent =
  /** Without its end. */
  | { kind: "line"; bytes: Uint8Array }
  | { kind: "negotiation"; verb: Verb; option: number }
  | { kind: "subnegotiation"; option: number; data: Uint8Array }
  /** Any other command, as NOP or AYT. */
  | { kind: "command"; code: number }
  /** It ended, but was too long, so nothing of it is kept. */
  | { kind: "oversized"; part: Part }
  /** It does not end. Nothing comes after this. */
  | { kind: "endless"; part: Part };

const NUL = 0;
const LF = 10;
const CR = 13;
const BACKSPACE = 8;
const KILL_LINE = 21;
const DELETE = 127;

type State = "data" | "iac" | "verb" | "option" | "subnegotiation" | "subnegotiation-iac" | "dead";

/**
 * Reads on request: `push` gives bytes, `next` takes one event out of them. So a reader that stops in the middle
 * of a chunk holds no more than that chunk.
 */
export class TelnetParser {
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;
  #state: State = "data";
  #afterReturn = false;
  #verb: Verb | 0 = 0;
  #option = 0;
  #line: number[] = [];
  /** Bytes since the line's begin, those thrown away too. */
  #lineLength = 0;
  #data: number[] = [];
  #dataLength = 0;

  /** True when everything pushed has been taken. */
  get drained(): boolean {
    return this.#at >= this.#chunk.length;
  }

  push(chunk: Uint8Array): void {
    const rest = this.#chunk.subarray(this.#at);
    this.#chunk = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    this.#at = 0;
  }

  /** The next event; null when more bytes are needed. */
  next(): TelnetEvent | null {
    while (this.#at < this.#chunk.length) {
      const byte = this.#chunk[this.#at] ?? 0;
      this.#at += 1;
      const event = this.#take(byte);
      if (event) return event;
    }
    // A line that waits for its end must not hold the chunk that it came in.
    this.#chunk = EMPTY;
    this.#at = 0;
    return null;
  }

  #take(byte: number): TelnetEvent | null {
    switch (this.#state) {
      case "data":
        return this.#takeData(byte);
      case "iac":
        return this.#takeCommand(byte);
      case "verb":
        return this.#takeOption(byte);
      case "option":
        this.#option = byte;
        this.#data = [];
        this.#dataLength = 0;
        this.#state = "subnegotiation";
        return null;
      case "subnegotiation":
        if (byte !== IAC) return this.#keep(byte);
        this.#state = "subnegotiation-iac";
        return null;
      case "subnegotiation-iac":
        return this.#takeInside(byte);
      case "dead":
        return null;
    }
  }

  #takeData(byte: number): TelnetEvent | null {
    if (byte === IAC) {
      this.#state = "iac";
      return null;
    }
    const second = this.#afterReturn && (byte === LF || byte === NUL);
    this.#afterReturn = byte === CR;
    if (second || byte === NUL) return null;
    if (byte === CR || byte === LF) return this.#endLine();
    return this.#type(byte);
  }

  #takeCommand(code: number): TelnetEvent | null {
    this.#state = "data";
    if (code === IAC) {
      this.#afterReturn = false;
      return this.#type(IAC);
    }
    if (code === SB) this.#state = "option";
    else if (isVerb(code)) {
      this.#verb = code;
      this.#state = "verb";
    } else return { kind: "command", code };
    return null;
  }

  #takeOption(option: number): TelnetEvent | null {
    this.#state = "data";
    return this.#verb === 0 ? null : { kind: "negotiation", verb: this.#verb, option };
  }

  #takeInside(byte: number): TelnetEvent | null {
    this.#state = "subnegotiation";
    if (byte === IAC) return this.#keep(IAC);
    // Without its end it is broken, and the command that came instead counts.
    if (byte !== SE) return this.#takeCommand(byte);
    this.#state = "data";
    const tooLong = this.#dataLength > MOST_SUBNEGOTIATION_BYTES;
    const data = Uint8Array.from(this.#data);
    this.#data = [];
    if (tooLong) return { kind: "oversized", part: "subnegotiation" };
    return { kind: "subnegotiation", option: this.#option, data };
  }

  #keep(byte: number): TelnetEvent | null {
    this.#dataLength += 1;
    if (this.#dataLength > ENDLESS_BYTES) return this.#die("subnegotiation");
    if (this.#dataLength <= MOST_SUBNEGOTIATION_BYTES) this.#data.push(byte);
    return null;
  }

  /** Clients that send each key by itself leave it to the server to take one back. */
  #type(byte: number): TelnetEvent | null {
    this.#lineLength += 1;
    if (this.#lineLength > ENDLESS_BYTES) return this.#die("line");
    if (byte === BACKSPACE || byte === DELETE) this.#takeBack();
    else if (byte === KILL_LINE) this.#line = [];
    else if (this.#line.length <= MOST_LINE_BYTES) this.#line.push(byte);
    return null;
  }

  #takeBack(): void {
    let last = this.#line.pop();
    while (last !== undefined && last >= 0x80 && last < 0xc0) last = this.#line.pop();
  }

  #endLine(): TelnetEvent {
    const line = this.#line;
    this.#line = [];
    this.#lineLength = 0;
    if (line.length > MOST_LINE_BYTES) return { kind: "oversized", part: "line" };
    return { kind: "line", bytes: Uint8Array.from(line) };
  }

  #die(part: Part): TelnetEvent {
    this.#state = "dead";
    this.#line = [];
    this.#data = [];
    return { kind: "endless", part };
  }
}

const EMPTY = new Uint8Array();
