/** One bot on a real socket, by the same session that our own clients use; it loses its line now and then. */
import { WebSocket } from "ws";
import { type Link, startLink } from "../../game/client-link.ts";
import { type ClientEffect, ClientSession, type Credentials } from "../../game/client-session.ts";
import { JSON_SUBPROTOCOL } from "../../game/protocol.ts";
import { Histogram } from "../terminal/load/histogram.ts";
import { Progress } from "./goals.ts";
import type { Human } from "./human.ts";

export interface BotOptions {
  url: string;
  /** PEM of the authority to trust besides the machine's. */
  ca?: string;
  credentials: Credentials;
  human: Human;
  /** Whether it works through the goals first. */
  tester: boolean;
  /** Mean time between an answer and the next line (ms), and the chance per line that the line breaks. */
  everyMs: number;
  breaks: number;
  random: () => number;
}

export class Bot {
  readonly latency = new Histogram();
  readonly progress: Progress | null;
  lines = 0;
  refused = 0;
  errors: string[] = [];
  breaks = 0;
  /** Why it plays no more; null while it does. */
  ended: string | null = null;
  token: string | null = null;
  readonly #options: BotOptions;
  readonly #session: ClientSession;
  readonly #link: Link;
  #socket: WebSocket | null = null;
  #sent: { line: string; at: number } | null = null;
  #next: NodeJS.Timeout | undefined;

  constructor(options: BotOptions) {
    this.#options = options;
    this.progress = options.tester ? new Progress() : null;
    const { credentials, random } = options;
    this.#session = new ClientSession({ client: "terminusa-bot", credentials, random });
    this.#link = startLink({
      session: this.#session,
      open: () => this.#open(),
      onEffect: (effect) => this.#on(effect),
    });
  }

  get playing(): boolean {
    return this.#session.state === "playing";
  }

  end(): void {
    clearTimeout(this.#next);
    this.ended ??= "time is up";
    this.#link.end();
  }

  #open(): WebSocket {
    const { url, ca } = this.#options;
    this.#socket = new WebSocket(url, JSON_SUBPROTOCOL, {
      ...(ca !== undefined && { ca }),
      perMessageDeflate: false,
    });
    return this.#socket;
  }

  #on(effect: ClientEffect): void {
    if (effect.do === "state" && effect.state === "playing" && !this.#sent) this.#soon();
    else if (effect.do === "remember") this.token = effect.token;
    else if (effect.do === "show") this.#shown(effect);
    else if (effect.do === "ask") this.#stop(effect.text);
    else if (effect.do === "stop") this.#stop(effect.text);
  }

  #shown({ from, text, frame, answer }: Extract<ClientEffect, { do: "show" }>): void {
    this.#options.human.heard({ text, refused: from === "error", frame });
    if (answer === undefined || !this.#sent) return;
    const { line, at } = this.#sent;
    this.#sent = null;
    this.lines += 1;
    this.latency.record(performance.now() - at);
    if (from === "error") this.refused += 1;
    this.progress?.answered(line, text);
    const stuck = this.progress?.stuck;
    if (stuck) this.#stop(stuck);
    else this.#soon();
  }

  #soon(): void {
    const { everyMs, random } = this.#options;
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.#type(), everyMs * (0.5 + random()));
  }

  #type(): void {
    const { human, random, breaks } = this.#options;
    const line = this.progress?.next() ?? human.next(Date.now());
    this.#sent = { line, at: performance.now() };
    this.#link.run(this.#session.typed(line));
    if (random() >= breaks) return;
    this.breaks += 1;
    this.#socket?.terminate();
  }

  #stop(why: string): void {
    clearTimeout(this.#next);
    this.ended ??= why;
    this.#link.end();
  }
}
