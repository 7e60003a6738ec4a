import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import { type Link, type SocketLike, startLink } from "../../game/client-link.ts";
import { ClientSession } from "../../game/client-session.ts";
import { JSON_SUBPROTOCOL } from "../../game/protocol.ts";
import { PATIENCE_MS } from "../patience.ts";
import type { Checkout } from "./checkout.ts";

/**
 * A player on the game's own port, with the very session and link that the clients use: it numbers its
 * commands, comes back by itself, and counts what it sent, what was answered, and how often it came back.
 */
export class GamePlayer {
  answered = 0;
  sent = 0;
  reconnects = 0;
  failures: string[] = [];
  readonly texts: string[] = [];
  readonly #session: ClientSession;
  readonly #link: Link;
  readonly #wanted = new Map<string, () => void>();

  constructor(checkout: Checkout, token: string) {
    this.#session = new ClientSession({
      client: "stack-test",
      random: Math.random,
      credentials: { t: "token", token },
    });
    this.#link = startLink({
      session: this.#session,
      open: () =>
        new WebSocket(`wss://localhost:${checkout.ports.gamePort}/`, JSON_SUBPROTOCOL, {
          ca: checkout.authority,
        }) as unknown as SocketLike,
      onEffect: (effect) => {
        if (effect.do === "reconnect") this.reconnects += 1;
        if (effect.do === "stop" && effect.failed) this.failures.push(effect.text);
        if (effect.do === "ask") this.failures.push(`asked to log in again: ${effect.text}`);
        if (effect.do !== "show") return;
        this.texts.push(effect.text);
        if (effect.from === "error") this.failures.push(effect.text);
        if (effect.answer !== undefined) this.answered += 1;
        for (const [part, found] of this.#wanted) if (effect.text.includes(part)) found();
      },
    });
  }

  get state(): string {
    return this.#session.state;
  }

  type(line: string): void {
    this.sent += 1;
    this.#link.run(this.#session.typed(line));
  }

  /** Resolves when a text with `part` comes, or has come; throws after a minute. */
  async hears(part: string): Promise<void> {
    if (this.texts.some((text) => text.includes(part))) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#wanted.set(part, resolve);
    const limit = setTimeout(
      () => reject(new Error(`"${part}" never came; heard: ${this.texts.slice(-5).join(" | ")}`)),
      PATIENCE_MS,
    );
    await promise.finally(() => clearTimeout(limit));
  }

  async untilPlaying(): Promise<void> {
    await until(() => this.#session.state === "playing", "the player to be let in");
  }

  /** Waits until every command sent has its answer. */
  async settled(): Promise<void> {
    await until(
      () => this.answered >= this.sent,
      () => `${this.sent} commands to be answered, ${this.answered} are`,
    );
  }

  end(): void {
    this.#link.end();
  }
}

/** Waits until `condition`; throws after a minute naming what was awaited. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string),
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`waited in vain for ${typeof what === "string" ? what : what()}`);
    await sleep(50);
  }
}
