import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Checkout } from "./checkout.ts";
import { until } from "./game-player.ts";

/** tintin++, as Debian packages it, in a terminal of its own: plays as a MUD player does, over TLS. */
export class MudClient {
  readonly #socket: string;
  readonly #home = mkdtempSync(join(tmpdir(), "terminusa-mud-"));

  /** Connects to the stack's port for MUD clients. */
  constructor({ stack, ports }: Checkout) {
    this.#socket = `mud-${stack}`;
    const script = join(this.#home, "mud.tin");
    writeFileSync(script, `#ssl city localhost ${ports.telnetPort}\n`);
    // Debian puts games where root's path doesn't lead.
    const path = [process.env.PATH, "/usr/games"].join(delimiter);
    const command = `env HOME=${this.#home} PATH=${path} tt++ -G ${script}; exec cat`;
    this.#tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "50", command);
  }

  type(line: string): void {
    this.#tmux("send-keys", "-l", line);
    this.#tmux("send-keys", "Enter");
  }

  /** Waits for the question before it types, as a person does. */
  async answers(question: string, line: string): Promise<void> {
    await this.shows(question);
    this.type(line);
  }

  /** What the terminal shows, and has shown. */
  screen(): string {
    return this.#tmux("capture-pane", "-p", "-S", "-200");
  }

  shows(part: string): Promise<void> {
    return until(
      () => this.screen().includes(part),
      () => `${part} on the screen of tintin++:\n${this.screen().trim()}`,
    );
  }

  close(): void {
    this.#tmux("kill-server");
    rmSync(this.#home, { recursive: true });
  }

  #tmux(...words: string[]): string {
    return execFileSync("tmux", ["-L", this.#socket, ...words], { encoding: "utf8" });
  }
}
