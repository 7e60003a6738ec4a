/** The load as the bench sees it: a process of its own on its own core, which takes one order at a time. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Latency } from "../terminal/load/histogram.ts";
import { LOAD_CORE, pinned } from "../terminal/pinned.ts";

/** A closed loop on `connections` connections: each asks for the next page when it has the last one. */
export interface LoadOrder {
  port: number;
  connections: number;
  warmMs: number;
  measureMs: number;
  /** Pages in turns, or logins, each with its form fetched before it. */
  paths: readonly string[];
  /** Who is logged in, one for each connection: the Cookie header. Empty: nobody. */
  cookies: readonly string[];
  logins?: { names: readonly string[]; password: string };
  /** What each page must have in it. */
  expects: string;
}

/** Times of the pages, or of the logins' second half, the form's. */
export interface LoadOutcome {
  answers: number;
  seconds: number;
  latency: Latency;
  /** Of a page, without headers, on average. */
  bytes: number;
  /** How often each thing went wrong, such as `status 503`. */
  errors: Record<string, number>;
}

const WORKER = join(import.meta.dirname, "load-worker.ts");

export class Load {
  readonly #child: ChildProcess;

  constructor() {
    const [program, args] = pinned(LOAD_CORE, process.execPath, [
      "--disable-warning=ExperimentalWarning",
      WORKER,
    ]);
    this.#child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  }

  run(order: LoadOrder): Promise<LoadOutcome> {
    return new Promise((resolve, reject) => {
      const broke = (code: number | null) => reject(new Error(`the load generator ended with code ${code}`));
      this.#child.once("exit", broke);
      this.#child.once("message", (outcome: LoadOutcome) => {
        this.#child.off("exit", broke);
        resolve(outcome);
      });
      this.#child.send(order);
    });
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
