/** Playing in a terminal. */
import type { ClientEffect } from "../../game/client-session.ts";
import type { Player } from "./lines.ts";
import { Screen } from "./screen.ts";

/** A line that is back sooner is not worth a word (ms). */
const TELL_LOST_AFTER_MS = 1_500;
/** Patience for the server's goodbye (ms). */
const GOODBYE_MS = 700;

/** Resolves with the exit code. */
export function playOnScreen(player: Player): Promise<number> {
  return new Promise((resolve) => new Game(player, resolve).start());
}

class Game {
  readonly #player: Player;
  readonly #finish: (code: number) => void;
  readonly #screen: Screen;
  #link: ReturnType<Player["link"]> | undefined;
  #lost: NodeJS.Timeout | undefined;
  #toldLost = false;
  #ending = false;

  constructor(player: Player, finish: (code: number) => void) {
    this.#player = player;
    const { panels } = player;
    this.#finish = finish;
    this.#screen = new Screen({
      line: (text) => this.#link?.run(player.session.typed(text)),
      end: () => this.#leave(),
      complete: (line) => player.session.complete(line),
      panel: panels && ((width, height) => panels.lines(width, height)),
    });
  }

  start(): void {
    const { session } = this.#player;
    this.#screen.open();
    this.#link = this.#player.link((effect) => this.#effect(effect));
    process.stdout.on("resize", () => {
      this.#link?.run(session.resized(this.#screen.columns, this.#screen.rows));
      this.#screen.drawPanel();
    });
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, () => this.#leave());
  }

  #effect(effect: ClientEffect): void {
    const { words, remember } = this.#player;
    switch (effect.do) {
      case "show":
        this.#screen.print(words.show(effect, this.#screen.columns));
        break;
      case "panels":
        this.#player.panels?.take(effect.panels);
        this.#screen.drawPanel();
        break;
      case "remember":
        remember(effect.token);
        break;
      case "ask":
        void this.#ask(effect.text, async ({ askAgain, session }) => session.logIn(await askAgain()));
        break;
      case "askCode":
        void this.#ask(effect.text, async ({ askCode, session }) => session.code(await askCode()));
        break;
      case "reconnect":
        this.#lineLost(effect.text);
        break;
      case "state":
        if (effect.state === "playing") this.#lineBack();
        break;
      case "stop":
        // A chosen end was answered already.
        if (effect.failed && !this.#ending) this.#say(effect.text);
        this.#end(effect.failed && !this.#ending ? 1 : 0);
        break;
    }
  }

  #say(text: string): void {
    this.#screen.print(this.#player.words.system(text, this.#screen.columns));
  }

  #lineLost(text: string): void {
    this.#lost ??= setTimeout(() => {
      this.#toldLost = true;
      this.#say(text);
    }, TELL_LOST_AFTER_MS);
  }

  #lineBack(): void {
    clearTimeout(this.#lost);
    this.#lost = undefined;
    if (this.#toldLost) this.#say("You are back.");
    this.#toldLost = false;
  }

  async #ask(why: string, answer: (player: Player) => Promise<ClientEffect[]>): Promise<void> {
    this.#say(why);
    this.#screen.close();
    try {
      const effects = await answer(this.#player);
      this.#screen.open();
      this.#link?.run(effects);
    } catch {
      // Ctrl-C at the question: nothing more to say.
      this.#end(130);
    }
  }

  #leave(): void {
    if (this.#ending) {
      this.#end(0);
      return;
    }
    this.#ending = true;
    this.#link?.run([{ do: "send", message: { t: "quit" } }]);
    setTimeout(() => this.#end(0), this.#player.session.state === "playing" ? GOODBYE_MS : 0);
  }

  #end(code: number): void {
    clearTimeout(this.#lost);
    this.#link?.end();
    this.#screen.close();
    this.#finish(code);
  }
}
