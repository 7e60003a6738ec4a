import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../ops/operator-error.ts";

/** One finished command. */
export interface Outcome {
  /** Wall time from start to exit. */
  seconds: number;
  stdout: string;
  /** Standard output and error, interleaved. */
  output: string;
}

const TOLD_LINES = 25;
const INTERRUPTED = new OperatorError(
  "interrupted",
  "the measurement was stopped before its end",
  "./terminusa bench deploy starts it anew; what it had made is removed",
);

/** Runs the commands that are measured, one after another, and stops them when the bench is stopped. */
export class Commands {
  readonly #running = new Set<ChildProcess>();
  readonly #interrupted = new AbortController();

  /**
   * Runs `command` to its end and times it. Throws OperatorError with its last lines when it fails, and
   * when the bench was interrupted.
   */
  async run(
    command: string,
    args: readonly string[],
    { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
  ): Promise<Outcome> {
    if (this.#interrupted.signal.aborted) throw INTERRUPTED;
    const began = performance.now();
    // A group of its own: Ctrl-C must reach it once, through `interrupt`, not a second time from the terminal.
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.#running.add(child);
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    child.once("error", reject).once("close", resolve);
    const code = await promise.finally(() => this.#running.delete(child));
    if (this.#interrupted.signal.aborted) throw INTERRUPTED;
    if (code !== 0) throw failed(command, args, code, output);
    return { seconds: (performance.now() - began) / 1000, stdout, output };
  }

  /** Waits; throws OperatorError as soon as the bench is interrupted. */
  async wait(milliseconds: number): Promise<void> {
    await sleep(Math.max(0, milliseconds), undefined, { signal: this.#interrupted.signal }).catch(() => {
      throw INTERRUPTED;
    });
  }

  get interrupted(): boolean {
    return this.#interrupted.signal.aborted;
  }

  /** Asks what runs to stop cleanly, and lets nothing more be started. */
  interrupt(): void {
    this.#interrupted.abort();
    for (const child of this.#running) if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  }
}

function failed(
  command: string,
  args: readonly string[],
  code: number | null,
  output: string,
): OperatorError {
  const tail = output.trim().split("\n").slice(-TOLD_LINES).join("\n");
  return new OperatorError(
    `${[command.split("/").at(-1), ...args].join(" ")} failed with exit code ${code}`,
    tail || "it said nothing",
    "see whether the same works on a stack of yours: ./terminusa up, ./terminusa doctor",
  );
}
