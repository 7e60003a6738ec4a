/** Waits until other processes leave the machine to the bench, for a while at most. */
import { setTimeout as sleep } from "node:timers/promises";
import { busySeconds } from "./pinned.ts";

/** The share of one core that others may take. */
const QUIET = 0.25;
const LOOK_MS = 500;
const PATIENCE_MS = 40_000;
/** A machine that was busy for all of that time is asked more briefly from then on. */
const LEAST_PATIENCE_MS = 1_000;

let patienceMs = PATIENCE_MS;

export async function waitForQuiet(): Promise<void> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const [busy, began] = [busySeconds(), performance.now()];
    await sleep(LOOK_MS);
    if ((busySeconds() - busy) / ((performance.now() - began) / 1000) < QUIET) return;
  }
  patienceMs = Math.max(LEAST_PATIENCE_MS, patienceMs / 4);
}
