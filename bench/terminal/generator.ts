/** The load generator as the bench sees it: a process of its own, on its own core, that takes orders. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { OpenOrder, Order, Outcome, Report } from "./load/messages.ts";
import { LOAD_CORE, pinned } from "./pinned.ts";

const WORKER = join(import.meta.dirname, "load/worker.ts");
const MEMORY_MIB = 8_192;

/** Orders that run and report an outcome. */
export type RunOrder = Exclude<Order, { do: "open" } | { do: "close" }>;

export class Generator {
  readonly #child: ChildProcess;
  #tell: (report: Report) => void = () => {};
  #broke: (error: Error) => void = () => {};

  constructor(core: number | null = LOAD_CORE) {
    const args = [`--max-old-space-size=${MEMORY_MIB}`, "--disable-warning=ExperimentalWarning", WORKER];
    const [program, programArgs] = pinned(core, process.execPath, args);
    this.#child = spawn(program, programArgs, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#child.on("message", (report: Report) => this.#tell(report));
    this.#child.once("exit", (code) => this.#broke(new Error(`the load generator ended with code ${code}`)));
    this.#child.once("error", (error) => this.#broke(error));
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("the load generator did not start");
    return this.#child.pid;
  }

  /** Resolves when everyone is in. */
  async open(order: Omit<OpenOrder, "do">): Promise<void> {
    await this.#order({ do: "open", ...order }, "opened", () => {});
  }

  /** `measuring` is called when the warm-up is over. */
  async run(order: RunOrder, measuring: () => void = () => {}): Promise<Outcome> {
    const report = await this.#order(order, "done", measuring);
    return report.outcome;
  }

  close(): void {
    this.#child.send({ do: "close" } satisfies Order);
  }

  stop(): void {
    this.#broke = () => {};
    if (this.#child.connected) this.#child.disconnect();
  }

  #order<T extends Report["told"]>(
    order: Order,
    until: T,
    measuring: () => void,
  ): Promise<Extract<Report, { told: T }>> {
    return new Promise((resolve, reject) => {
      this.#broke = reject;
      this.#tell = (report) => {
        if (report.told === "measuring") measuring();
        else if (report.told === "failed") reject(new Error(report.why));
        else if (report.told === until) resolve(report as Extract<Report, { told: T }>);
      };
      this.#child.send(order);
    });
  }
}
