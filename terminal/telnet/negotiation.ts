/** Which options are in use on one line, and what the client told through them. */
import type { ClientTraits } from "./client-traits.ts";
import {
  ACCEPTED,
  DO,
  DONT,
  EOR,
  framed,
  GA,
  IAC,
  IS,
  OPTION,
  REJECTED,
  REQUEST,
  SEND,
  type Verb,
  WILL,
  WONT,
} from "./codes.ts";
import { OptionSide, type Reply } from "./option.ts";

const CHARSET = "UTF-8";

export type NegotiationHooks = {
  send(bytes: Uint8Array): void;
  /** The client told another size. */
  resized(): void;
  /** The client wants to know about the server. */
  mssp(): void;
  gmcp(data: Uint8Array): void;
  /** What is sent from now on is to be compressed; false when that can't be. */
  compress(): boolean;
  /** It is no longer to be compressed. */
  plain(): void;
};

export class Negotiation {
  readonly #hooks: NegotiationHooks;
  readonly #traits: ClientTraits;
  /** What we may do. */
  readonly #ours = new Map<number, OptionSide>([
    [OPTION.binary, new OptionSide(true)],
    [OPTION.echo, new OptionSide(false)],
    [OPTION.suppressGoAhead, new OptionSide(true)],
    [OPTION.endOfRecord, new OptionSide(true)],
    [OPTION.charset, new OptionSide(true)],
    [OPTION.mssp, new OptionSide(true)],
    // Offered once: a client that turns it off and on again would have a compressor made each time.
    [OPTION.compress, new OptionSide(false)],
    [OPTION.gmcp, new OptionSide(true)],
  ]);
  /** What the client may do. */
  readonly #theirs = new Map<number, OptionSide>([
    [OPTION.binary, new OptionSide(true)],
    [OPTION.suppressGoAhead, new OptionSide(true)],
    [OPTION.terminalType, new OptionSide(true)],
    [OPTION.windowSize, new OptionSide(true)],
    [OPTION.charset, new OptionSide(true)],
  ]);
  /** The client has spoken Telnet at all. */
  #heard = false;
  /** Sign of life: asked for and not answered yet, how many answers came, and that it is no use to ask. */
  #asked = false;
  #answers = 0;
  #mute = false;

  constructor(traits: ClientTraits, hooks: NegotiationHooks) {
    this.#traits = traits;
    this.#hooks = hooks;
  }

  /** Offers and asks for what a client may want. */
  open(): void {
    for (const option of [OPTION.terminalType, OPTION.windowSize])
      this.#reply(DO, DONT, option, this.#theirs.get(option)?.enable());
    for (const option of [OPTION.charset, OPTION.endOfRecord, OPTION.mssp, OPTION.gmcp, OPTION.compress])
      this.#reply(WILL, WONT, option, this.#ours.get(option)?.enable());
  }

  /** While a password is typed the client must not show it, and leaves that to us, who don't. */
  hideTyping(hidden: boolean): void {
    const echo = this.#ours.get(OPTION.echo);
    this.#reply(WILL, WONT, OPTION.echo, hidden ? echo?.enable() : echo?.disable());
  }

  get gmcpOn(): boolean {
    return this.#ours.get(OPTION.gmcp)?.on ?? false;
  }

  /** What marks the end of a prompt. */
  get promptEnd(): Uint8Array {
    if (this.#ours.get(OPTION.endOfRecord)?.on) return Uint8Array.of(IAC, EOR);
    return this.#ours.get(OPTION.suppressGoAhead)?.on ? new Uint8Array() : Uint8Array.of(IAC, GA);
  }

  /**
   * Asks for a sign of life by TIMING-MARK. Only a client that answered two is known to answer each: some answer
   * the first alone, some none, and those are not asked again, as TCP's own keepalive works on a quiet line only.
   * Returns false when a client is silent that should answer.
   */
  ping(): boolean {
    if (!this.#heard || this.#mute) return true;
    if (this.#asked) {
      this.#mute = this.#answers < 2;
      return this.#mute;
    }
    this.#asked = true;
    this.#hooks.send(Uint8Array.of(IAC, DO, OPTION.timingMark));
    return true;
  }

  negotiate(verb: Verb, option: number): void {
    this.#heard = true;
    if (option === OPTION.timingMark) this.#timingMark(verb);
    else if (verb === DO || verb === DONT) this.#ourSide(verb === DO, option);
    else this.#theirSide(verb === WILL, option);
  }

  subnegotiate(option: number, data: Uint8Array): void {
    this.#heard = true;
    if (option === OPTION.gmcp && this.gmcpOn) this.#hooks.gmcp(data);
    else if (option === OPTION.terminalType && data[0] === IS) this.#terminalType(data.subarray(1));
    else if (option === OPTION.windowSize && data.length === 4) this.#windowSize(data);
    else if (option === OPTION.charset) this.#charset(data);
  }

  #timingMark(verb: Verb): void {
    if (verb === DO) this.#hooks.send(Uint8Array.of(IAC, WILL, OPTION.timingMark));
    if ((verb !== WILL && verb !== WONT) || !this.#asked) return;
    this.#asked = false;
    this.#answers += 1;
  }

  #ourSide(wanted: boolean, option: number): void {
    const side = this.#ours.get(option);
    if (!side) {
      if (wanted) this.#hooks.send(Uint8Array.of(IAC, WONT, option));
      return;
    }
    const before = side.on;
    this.#reply(WILL, WONT, option, wanted ? side.receiveOn() : side.receiveOff());
    if (side.on === before) return;
    if (option === OPTION.compress) this.#compress(side);
    else if (option === OPTION.mssp && side.on) this.#hooks.mssp();
    else if (option === OPTION.charset && side.on)
      this.#hooks.send(framed(OPTION.charset, Buffer.from([REQUEST, ...Buffer.from(`;${CHARSET}`)])));
  }

  #compress(side: OptionSide): void {
    if (!side.on) this.#hooks.plain();
    else if (!this.#hooks.compress()) this.#reply(WILL, WONT, OPTION.compress, side.disable());
  }

  #theirSide(offered: boolean, option: number): void {
    const side = this.#theirs.get(option);
    if (!side) {
      if (offered) this.#hooks.send(Uint8Array.of(IAC, DONT, option));
      return;
    }
    const before = side.on;
    this.#reply(DO, DONT, option, offered ? side.receiveOn() : side.receiveOff());
    if (option === OPTION.terminalType && side.on && !before) this.#askType();
  }

  #terminalType(data: Uint8Array): void {
    if (this.#traits.addType(Buffer.from(data).toString("latin1"))) this.#askType();
  }

  #windowSize(data: Uint8Array): void {
    const view = Buffer.from(data);
    if (this.#traits.resize(view.readUInt16BE(0), view.readUInt16BE(2))) this.#hooks.resized();
  }

  #charset(data: Uint8Array): void {
    if (data[0] === REJECTED) this.#traits.refuseUtf8();
    if (data[0] !== REQUEST) return;
    const offered = Buffer.from(data.subarray(1)).toString("latin1");
    const accepted = offered.toUpperCase().slice(1).split(offered.slice(0, 1)).includes(CHARSET);
    const answer = accepted ? [ACCEPTED, ...Buffer.from(CHARSET)] : [REJECTED];
    this.#hooks.send(framed(OPTION.charset, Buffer.from(answer)));
  }

  #askType(): void {
    this.#hooks.send(framed(OPTION.terminalType, Uint8Array.of(SEND)));
  }

  #reply(on: Verb, off: Verb, option: number, reply: Reply | undefined): void {
    if (reply) this.#hooks.send(Uint8Array.of(IAC, reply === "on" ? on : off, option));
  }
}
