/** Playing without a terminal: one command a line in, plain text out, each answered before the next. */
import { createInterface } from "node:readline";
import type { Link } from "../../game/client-link.ts";
import type { ClientEffect, ClientSession, Credentials } from "../../game/client-session.ts";
import type { Panels } from "./panel.ts";
import type { Words } from "./words.ts";

/** Without a line to the server for so long a script is better told than kept waiting (ms). */
const GIVE_UP_AFTER_MS = 30_000;
const GOODBYE_MS = 2_000;
const COLUMNS = 80;

export type Player = {
  session: ClientSession;
  link: (onEffect: (effect: ClientEffect) => void) => Link;
  words: Words;
  /** Of a terminal whose player wants them. */
  panels?: Panels | undefined;
  remember: (token: string) => void;
  /** Asks the player for name and password. */
  askAgain: () => Promise<Credentials>;
  /** Asks the player for the code of the second factor. */
  askCode: () => Promise<string>;
};

/** Resolves with the exit code: 1 when a command was refused or the server could not be reached. */
export function playLines(player: Player): Promise<number> {
  return new Promise((resolve) => new Script(player, resolve).start());
}

class Script {
  readonly #player: Player;
  readonly #finish: (code: number) => void;
  #link: Link | undefined;
  #failed = false;
  #atEnd = false;
  #leaving = false;
  #giveUp: NodeJS.Timeout | undefined;

  constructor(player: Player, finish: (code: number) => void) {
    this.#player = player;
    this.#finish = finish;
  }

  start(): void {
    this.#lineLost();
    this.#link = this.#player.link((effect) => this.#effect(effect));
    const lines = createInterface({ input: process.stdin, terminal: false });
    lines.on("line", (line) => {
      if (line.trim() !== "") this.#link?.run(this.#player.session.typed(line));
    });
    lines.on("close", () => {
      this.#atEnd = true;
      this.#leaveWhenAnswered();
    });
    // `play | head` ends the play.
    process.stdout.on("error", () => this.#end(1));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => this.#end(1));
  }

  #effect(effect: ClientEffect): void {
    const { session, words, remember } = this.#player;
    switch (effect.do) {
      case "show":
        if (effect.from === "error") this.#failed = true;
        process.stdout.write(`${words.show(effect, COLUMNS)}\n`);
        this.#leaveWhenAnswered();
        break;
      case "remember":
        remember(effect.token);
        break;
      case "ask":
      case "askCode":
        this.#stop(effect.text);
        break;
      case "reconnect":
        this.#lineLost();
        break;
      case "state":
        if (session.state === "playing") this.#lineBack();
        break;
      case "stop":
        if (effect.failed && !this.#leaving) this.#stop(effect.text);
        else this.#end(this.#failed || session.unanswered > 0 ? 1 : 0);
        break;
    }
  }

  #leaveWhenAnswered(): void {
    const { session } = this.#player;
    if (!this.#atEnd || this.#leaving || session.state !== "playing" || session.unanswered > 0) return;
    this.#leaving = true;
    this.#link?.run([{ do: "send", message: { t: "quit" } }]);
    setTimeout(() => this.#end(this.#failed ? 1 : 0), GOODBYE_MS);
  }

  #lineLost(): void {
    this.#giveUp ??= setTimeout(() => this.#stop("The server can't be reached."), GIVE_UP_AFTER_MS);
  }

  #lineBack(): void {
    clearTimeout(this.#giveUp);
    this.#giveUp = undefined;
    // Asked again once the resent lines are on their way.
    setImmediate(() => this.#leaveWhenAnswered());
  }

  #stop(text: string): void {
    process.stderr.write(`${text}\n`);
    this.#end(1);
  }

  #end(code: number): void {
    clearTimeout(this.#giveUp);
    this.#link?.end();
    this.#finish(code);
  }
}
