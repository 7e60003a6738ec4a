/** Processes on one core each, and what they cost. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** The server under load has the first core, the load the second, and the databases take what is left of both. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;
const TICKS_PER_SECOND = 100;
const STOP_MS = 10_000;
const TOLD_CHARACTERS = 2_000;

export interface PinnedOptions {
  /** null: any core. */
  core: number | null;
  env: NodeJS.ProcessEnv;
  cwd?: string;
}

/** A server's process, on `core` alone. */
export class Pinned {
  readonly child: ChildProcess;
  #said = "";
  readonly #exited: Promise<void>;

  constructor(command: string, args: readonly string[], { core, env, cwd }: PinnedOptions) {
    const [program, programArgs] = pinned(core, command, args);
    this.child = spawn(program, programArgs, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    this.child
      .once("exit", () => resolve())
      .once("error", (error) => {
        this.#keep(error.message);
        resolve();
      });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => this.#keep(text));
  }

  /** Its last words, for a failure's message. */
  get said(): string {
    return this.#said.trim() || "it said nothing";
  }
  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }
  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`not started: ${this.said}`);
    return this.child.pid;
  }

  async stop(): Promise<void> {
    if (this.running) this.child.kill("SIGTERM");
    const kill = setTimeout(() => this.child.kill("SIGKILL"), STOP_MS);
    await this.#exited;
    clearTimeout(kill);
  }

  #keep(text: string): void {
    this.#said = (this.#said + text).slice(-TOLD_CHARACTERS);
  }
}

/** The command line that runs `command` on that core. taskset replaces itself, so the process id stays. */
export function pinned(core: number | null, command: string, args: readonly string[]): [string, string[]] {
  return core === null ? [command, [...args]] : ["taskset", ["-c", String(core), command, ...args]];
}

/** Seconds of processor time that a process has used. */
export function cpuSeconds(pid: number): number {
  // The name, in brackets, may hold spaces; what follows it does not.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** KiB of memory that a process holds (its resident set). */
export function memoryKiB(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1] ?? 0);
}

/** Seconds that all cores together have been busy since the machine started. */
export function busySeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = readFileSync("/proc/stat", "utf8")
    .split("\n", 1)[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}
