/** One player of the load: logs in, sends a command at a time, knows which message answers it. */

import { type Chart, Walker } from "../mix.ts";
import { answerOf } from "./answers.ts";
import { textFrame } from "./frames.ts";
import { type Address, Line } from "./line.ts";
import type { Dialect, PlayerSpec } from "./messages.ts";

type OurAnswer = { t: string; s?: number; code?: string; text?: string; refused?: boolean; frame?: unknown };

export interface PlayerEvents {
  ready(player: Player): void;
  /** The command in flight was answered; `error` is its code if that was no answer but an error. */
  answered(player: Player, error: string | null): void;
  /** A message that answers nothing. */
  unasked(player: Player): void;
  closed(player: Player, why: string): void;
}

export class Player {
  readonly spec: PlayerSpec;
  readonly walker: Walker;
  /** When its command in flight was due, or NaN when none is; monotonic ms. */
  dueAt = Number.NaN;
  /** Whether the command in flight writes; known for sure when it is answered. */
  writing = false;
  refused = false;
  /** The number of the last writing command that was answered. */
  acknowledged = 0;
  bytes = 0;
  #number = 0;
  /** The number of the last output, as our clients tell it with each command. */
  #seen = 0;
  #ready = false;
  readonly #dialect: Dialect;
  readonly #events: PlayerEvents;
  readonly #line: Line;

  constructor(spec: PlayerSpec, chart: Chart, address: Address, dialect: Dialect, events: PlayerEvents) {
    this.spec = spec;
    this.walker = new Walker(spec.place, chart);
    this.#dialect = dialect;
    this.#events = events;
    this.#line = new Line(address, {
      opened: () => this.#opened(),
      message: (data, start, end) => this.#message(data, start, end),
      closed: (why) => events.closed(this, why),
    });
  }

  get busy(): boolean {
    return !Number.isNaN(this.dueAt);
  }

  command(line: string, writes: boolean, dueAt: number): void {
    this.dueAt = dueAt;
    this.writing = writes;
    this.#number += 1;
    const text =
      this.#dialect === "evennia"
        ? `["text",["${line}"],{}]`
        : `{"t":"cmd","n":${this.#number},"line":"${line}","s":${this.#seen}}`;
    this.#line.send(textFrame(text));
  }

  cut(): void {
    this.#line.cut();
  }

  #opened(): void {
    if (this.#dialect === "plain") this.#becomeReady();
    else if (this.#dialect === "terminusa") this.#tell({ t: "hello", v: 1, client: "bench" });
  }

  #message(data: Buffer, start: number, end: number): void {
    this.bytes += end - start;
    if (!this.#ready) this.#beforeReady(data.toString("utf8", start, end));
    else if (this.#dialect === "evennia") this.#evenniaMessage(data, start);
    else if (answerOf(data, start, end) !== this.#number) this.#events.unasked(this);
    else if (this.#dialect === "plain") this.#answered(null);
    else this.#ourAnswer(JSON.parse(data.toString("utf8", start, end)));
  }

  #ourAnswer(message: OurAnswer): void {
    this.#seen = message.s ?? this.#seen;
    this.refused = message.refused === true;
    if (this.refused) this.writing = false;
    this.walker.heard(message);
    this.#answered(message.t === "error" ? (message.code ?? "unknown") : null);
  }

  #answered(error: string | null): void {
    if (this.writing && error === null) this.acknowledged = this.#number;
    this.#events.answered(this, error);
  }

  #beforeReady(text: string): void {
    if (this.#dialect === "evennia") this.#beforeEvennia(text);
    else this.#beforeWelcome(text);
  }

  #beforeWelcome(text: string): void {
    const message = JSON.parse(text) as { t: string; done?: number; text?: string };
    if (message.t === "hello") this.#tell({ t: "token", token: this.spec.token });
    else if (message.t === "welcome") {
      this.#number = message.done ?? 0;
      this.#becomeReady();
    } else if (message.t === "error") throw new Error(`${this.spec.name} can't log in: ${message.text}`);
  }

  /** Everything it says comes as ["text", …]; a command is answered by the next one of them. */
  #evenniaMessage(data: Buffer, start: number): void {
    if (!data.toString("latin1", start, start + 8).startsWith('["text"')) return;
    if (this.busy) this.#answered(null);
    else this.#events.unasked(this);
  }

  #beforeEvennia(text: string): void {
    if (text.includes("You become")) this.#becomeReady();
    // The greeting: only now is the session known to the game's own process.
    else if (text.includes("existing account"))
      this.#line.send(textFrame(`["text",["connect ${this.spec.name} ${this.spec.token}"],{}]`));
  }

  #tell(message: object): void {
    this.#line.send(textFrame(JSON.stringify(message)));
  }

  #becomeReady(): void {
    this.#ready = true;
    this.#events.ready(this);
  }
}
