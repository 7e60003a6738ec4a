/** For tests: a Telnet client without cleverness that keeps what it gets and answers what it is told to. */
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";
import { createInflate } from "node:zlib";
import { PATIENCE_MS } from "../../test/patience.ts";
import { PASSWORD } from "../test-city.ts";
import { framed, IAC, isVerb, OPTION, SB, SE } from "./codes.ts";

export class TelnetClient {
  readonly socket: Socket;
  /** What a player would see. */
  text = "";
  /** "DO 24" and the like, in the order of their coming. */
  readonly negotiations: string[] = [];
  /** Subnegotiations as "201:Core.Hello …". */
  readonly subnegotiations: string[] = [];
  /** Other commands, as GA. */
  readonly commands: number[] = [];
  closed = false;
  readonly #decoder = new StringDecoder("utf8");
  #bytes: number[] = [];
  /** All that came compressed. */
  readonly #packed: number[] = [];
  #inflate: ReturnType<typeof createInflate> | null = null;

  /** `address` is what Nginx would say; null says nothing. */
  constructor(port: number, address: string | null = "203.0.113.9") {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.closed = true;
    });
    this.socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    if (address !== null) this.socket.write(`PROXY TCP4 ${address} 127.0.0.1 51234 4000\r\n`);
  }

  send(...parts: (string | number[] | Uint8Array)[]): void {
    for (const part of parts) this.socket.write(typeof part === "string" ? part : Uint8Array.from(part));
  }

  gmcp(text: string): void {
    this.send(framed(OPTION.gmcp, text));
  }

  /** Waits for text that was not there at position `from`; returns all of it from there. */
  async sees(part: string | RegExp, from = 0): Promise<string> {
    const fits = () =>
      typeof part === "string" ? this.text.slice(from).includes(part) : part.test(this.text.slice(from));
    await this.until(fits, () => `"${part}"; saw ${JSON.stringify(this.text.slice(-600))}`);
    return this.text.slice(from);
  }

  async until(condition: () => boolean, what: () => string): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!condition()) {
      assert.ok(performance.now() < end, `never ${what()}`);
      await sleep(5);
    }
  }

  async gone(): Promise<void> {
    await this.until(
      () => this.closed,
      () => `closed; saw ${JSON.stringify(this.text.slice(-300))}`,
    );
  }

  async register(name: string): Promise<this> {
    await this.sees("Name: ");
    this.send("new\r\n", `${name}\r\n`, `${PASSWORD}\r\n`, `${PASSWORD}\r\n`);
    await this.sees(`You are ${name}.`);
    return this;
  }

  async login(name: string, password = PASSWORD): Promise<this> {
    await this.sees("Name: ");
    const from = this.text.length;
    this.send(`${name}\r\n`);
    await this.sees("Password: ", from);
    this.send(`${password}\r\n`);
    return this;
  }

  /** Sends a command and waits for a text in what comes after it. */
  async command(line: string, part: string | RegExp): Promise<string> {
    const from = this.text.length;
    this.send(`${line}\r\n`);
    return this.sees(part, from);
  }

  #receive(bytes: Uint8Array): void {
    if (this.#inflate) this.#unpack(bytes);
    else this.#take([...bytes]);
  }

  #take(bytes: number[]): void {
    this.#bytes.push(...bytes);
    while (this.#bytes.length > 0) {
      const taken = this.#takeOne(this.#bytes);
      if (taken === 0) return;
      this.#bytes.splice(0, taken);
      if (this.#inflate) {
        this.#unpack(Buffer.from(this.#bytes.splice(0)));
      }
    }
  }

  /** How many bytes were taken; 0 when more are needed. */
  #takeOne(bytes: number[]): number {
    const end = bytes.indexOf(IAC);
    if (end !== 0) {
      const text = end < 0 ? bytes : bytes.slice(0, end);
      this.text += this.#decoder.write(Buffer.from(text));
      return text.length;
    }
    const [, code, option] = bytes;
    if (code === undefined) return 0;
    if (isVerb(code)) {
      if (option === undefined) return 0;
      this.negotiations.push(`${["WILL", "WONT", "DO", "DONT"][code - 251]} ${option}`);
      return 3;
    }
    if (code === SB) return this.#takeSub(bytes);
    this.commands.push(code);
    return 2;
  }

  #takeSub(bytes: number[]): number {
    const end = bytes.findIndex((byte, at) => byte === IAC && bytes[at + 1] === SE);
    if (end < 0) return 0;
    this.subnegotiations.push(`${bytes[2]}:${Buffer.from(bytes.slice(3, end)).toString("utf8")}`);
    if (bytes[2] === OPTION.compress) {
      this.#inflate = createInflate();
      this.#inflate.on("data", (chunk: Buffer) => this.#takePlain([...chunk]));
      this.#inflate.on("end", () => this.#takeTrailing());
    }
    return end + 2;
  }

  #unpack(bytes: Uint8Array): void {
    this.#packed.push(...bytes);
    this.#inflate?.write(bytes);
  }

  /** The compressed stream has ended, and something plain came after it. */
  #takeTrailing(): void {
    const taken = this.#inflate?.bytesWritten ?? 0;
    this.#inflate = null;
    this.#take(this.#packed.splice(0).slice(taken));
  }

  #takePlain(bytes: number[]): void {
    const inflate = this.#inflate;
    this.#inflate = null;
    this.#take(bytes);
    this.#inflate = inflate;
  }
}
