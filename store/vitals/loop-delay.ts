/** How long the event loop keeps things waiting: what a busy or blocked process shows first. */
import { monitorEventLoopDelay, performance } from "node:perf_hooks";

/** How often it is looked at (ms); each look is one short timer. */
const RESOLUTION_MS = 20;
const WINDOW_MS = 60_000;

/** Milliseconds beyond what was due, within the last minute or less; `busyPercent` since the last reading. */
export type LoopDelay = { p50Ms: number; p99Ms: number; busyPercent: number };

export class LoopWatch {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #since = performance.now();
  #before = performance.eventLoopUtilization();

  constructor() {
    this.#delays.enable();
  }

  read(): LoopDelay {
    // The histogram holds the whole time from look to look.
    const percentile = (at: number) =>
      Math.max(0, Math.round((this.#delays.percentile(at) / 1e6 - RESOLUTION_MS) * 10) / 10);
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#before);
    this.#before = now;
    const read = {
      p50Ms: percentile(50),
      p99Ms: percentile(99),
      busyPercent: Math.round(utilization * 100),
    };
    if (performance.now() - this.#since > WINDOW_MS) {
      this.#delays.reset();
      this.#since = performance.now();
    }
    return read;
  }

  stop(): void {
    this.#delays.disable();
  }
}
