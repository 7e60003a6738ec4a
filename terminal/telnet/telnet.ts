/** A Telnet line of a connection: bytes, options and the dialogue become messages, and messages become text. */
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { type Bye, MAX_LINE, type ServerMessage } from "../../game/protocol.ts";
import type { Transport, TransportEvents } from "../transport.ts";
import { asShown, type Look, lookOf } from "./appearance.ts";
import { ClientTraits } from "./client-traits.ts";
import { Outgoing } from "./compression.ts";
import { Dialogue, refusal, type Said } from "./dialogue.ts";
import { GmcpError, GmcpSupport, gmcpBytes, gmcpOf, type Incoming, readGmcp } from "./gmcp.ts";
import { msspBytes, msspVariables, type ServerFacts } from "./mssp.ts";
import { Negotiation } from "./negotiation.ts";
import { type Part, type TelnetEvent, TelnetParser } from "./parser.ts";

/** A client that doesn't take the last words is cut after this (ms). */
const LAST_WORDS_MS = 2_000;
const CLOSED_BY_US = 1000;
const CLOSED_BY_THEM = 1006;

const NOT_UTF8 = "That line is no valid UTF-8 text. Set your client's character set to UTF-8.";
const RESTART = "The server restarts. Connect again in a moment: your hunter stays where you are.";
const OVERSIZED: Record<Part, string> = {
  line: `A line has at most ${MAX_LINE} characters.`,
  subnegotiation: "Your client sent a Telnet subnegotiation that is too long.",
};
const ENDLESS: Record<Part, string> = {
  line: "That line never ends.",
  subnegotiation: "That Telnet subnegotiation never ends.",
};

export class TelnetTransport implements Transport {
  readonly #socket: Socket;
  readonly #log: Logger;
  readonly #facts: ServerFacts;
  readonly #outgoing: Outgoing;
  readonly #parser = new TelnetParser();
  readonly #traits = new ClientTraits();
  readonly #dialogue = new Dialogue(this.#traits, () => this.#negotiation.gmcpOn);
  readonly #gmcp = new GmcpSupport();
  readonly #negotiation: Negotiation;
  #events: TransportEvents | null = null;
  /** By the rate of frames; apart from waiting for answers. */
  #paused = false;
  #ending = false;
  /** The text shown last. */
  #shown = "";

  /** `first` is what came with the address of the client. */
  constructor(socket: Socket, first: Uint8Array, facts: ServerFacts, log: Logger) {
    this.#socket = socket;
    this.#log = log;
    this.#facts = facts;
    this.#outgoing = new Outgoing(socket);
    this.#parser.push(first);
    this.#negotiation = new Negotiation(this.#traits, {
      send: (bytes) => this.#outgoing.write(bytes),
      resized: () => this.#tellSize(),
      mssp: () => void this.#tellFacts(),
      gmcp: (data) => this.#readGmcp(data),
      compress: () => this.#outgoing.compress(),
      plain: () => this.#outgoing.plain(),
    });
  }

  get waiting(): number {
    return this.#outgoing.waiting;
  }

  start(events: TransportEvents): void {
    this.#events = events;
    const socket = this.#socket;
    socket.on("data", (chunk: Buffer) => {
      if (this.#ending) return;
      this.#parser.push(chunk);
      this.#read();
    });
    socket.on("end", () => this.cut());
    socket.on("close", () => {
      this.#outgoing.destroy();
      events.onClose(this.#ending ? CLOSED_BY_US : CLOSED_BY_THEM);
    });
    this.#negotiation.open();
    this.#say(this.#dialogue.greeting());
    this.#soon(() => this.#read());
  }

  send(message: ServerMessage): void {
    if (this.#socket.destroyed) return;
    for (const gmcp of this.#negotiation.gmcpOn ? gmcpOf(message) : [])
      if (this.#gmcp.wants(gmcp.name)) this.#outgoing.write(gmcpBytes(gmcp));
    const said = this.#dialogue.heard(message);
    if (message.t === "welcome") this.#show(`[System] You are ${message.name}.`, "words");
    else if (message.t === "bye") this.#showEnd(message);
    else if ("text" in message && message.t !== "hello") this.#show(message.text, lookOf(message));
    this.#say({ ...said, messages: [] });
    if (message.t === "out" && message.n === undefined) return;
    // Later, because whoever sends this is not done with the message that it answers.
    this.#soon(() => {
      this.#hand(said);
      if (message.t === "welcome") this.#tellSize();
      this.#read();
    });
  }

  sendJson(message: string): void {
    this.send(JSON.parse(message));
  }

  end(): void {
    this.#ending = true;
    this.#outgoing.plain(() => this.#socket.end());
    const late = setTimeout(() => this.cut(), LAST_WORDS_MS);
    this.#socket.once("close", () => clearTimeout(late));
    // What the client still says is of no interest, but its end must be seen.
    this.#socket.resume();
  }

  cut(): void {
    this.#socket.destroy();
  }

  ping(): boolean {
    return this.#held || this.#negotiation.ping();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#read();
  }

  get #held(): boolean {
    return this.#paused || !this.#dialogue.ready;
  }

  /** Takes what has come, as far as the client may go on now. */
  #read(): void {
    while (!this.#ending && !this.#held && !this.#socket.destroyed) {
      const event = this.#parser.next();
      if (!event) break;
      this.#events?.onFrame();
      this.#take(event);
    }
    if (this.#ending || this.#socket.destroyed) return;
    if (this.#held) this.#socket.pause();
    else this.#socket.resume();
  }

  #take(event: TelnetEvent): void {
    if (event.kind === "line") this.#takeLine(event.bytes);
    else if (event.kind === "negotiation") this.#negotiation.negotiate(event.verb, event.option);
    else if (event.kind === "subnegotiation") this.#negotiation.subnegotiate(event.option, event.data);
    else if (event.kind === "oversized") this.#refuse("too_long", OVERSIZED[event.part]);
    else if (event.kind === "endless") this.#throwOut(ENDLESS[event.part]);
  }

  #takeLine(bytes: Uint8Array): void {
    const line = decoded(bytes);
    if (line === null) {
      this.#refuse("bad_message", NOT_UTF8);
      return;
    }
    const secret = this.#dialogue.secret;
    const said = this.#dialogue.typed(line);
    // The client showed nothing of it, the line's end neither.
    if (secret) this.#print("\r\n");
    this.#hand(said);
    this.#say(said);
  }

  #hand(said: Said): void {
    for (const parsed of said.messages) this.#events?.onParsed(parsed);
  }

  #refuse(code: "too_long" | "bad_message", text: string): void {
    this.#events?.onParsed(refusal(code, text));
    this.#prompt(this.#dialogue.prompt);
  }

  #throwOut(text: string): void {
    this.#log.info({ text }, "hostile, cut");
    this.#print(`${text}\r\n`);
    this.end();
  }

  #say({ text, prompt }: Said): void {
    if (text !== undefined) this.#print(`${text.replaceAll("\n", "\r\n")}\r\n`);
    this.#negotiation.hideTyping(this.#dialogue.secret);
    this.#prompt(prompt ?? "");
  }

  #prompt(prompt: string): void {
    if (prompt === "" || this.#ending) return;
    this.#print(prompt);
    this.#outgoing.write(this.#negotiation.promptEnd);
  }

  #print(text: string): void {
    this.#outgoing.write(Buffer.from(text));
  }

  /** A client of ours comes back by itself; this one must be told to. */
  #showEnd({ reason, text }: Bye): void {
    if (reason === "restart") this.#show(RESTART, "words");
    else if (text !== this.#shown) this.#show(text, "words");
  }

  #show(text: string, look: Look): void {
    this.#shown = text;
    this.#print(asShown(text, look, this.#traits));
  }

  #tellSize(): void {
    const { cols, rows } = this.#traits.size;
    if (!this.#dialogue.playing || cols === undefined || rows === undefined) return;
    this.#events?.onParsed({ ok: true, message: { t: "size", cols, rows } });
  }

  async #tellFacts(): Promise<void> {
    const variables = await msspVariables(this.#facts);
    if (!this.#socket.destroyed && !this.#ending) this.#outgoing.write(msspBytes(variables));
  }

  #readGmcp(data: Uint8Array): void {
    try {
      const message = readGmcp(data);
      if (message) this.#takeGmcp(message);
    } catch (error) {
      if (!(error instanceof GmcpError)) throw error;
      this.#refuse("bad_message", `Your client sent GMCP ${error.message}.`);
    }
  }

  #takeGmcp(message: Incoming): void {
    if (message.name === "core.hello") this.#traits.addName(message.data.client);
    else if (message.name === "core.supports.set") this.#gmcp.set(message.data);
    else if (message.name === "core.supports.add") this.#gmcp.add(message.data);
    else if (message.name === "core.supports.remove") this.#gmcp.remove(message.data);
    else this.#outgoing.write(gmcpBytes({ name: "Core.Ping", data: undefined }));
  }

  #soon(act: () => void): void {
    setImmediate(() => {
      if (!this.#socket.destroyed && !this.#ending) act();
    });
  }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
