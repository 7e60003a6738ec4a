/** `./terminusa bench terminal`: the game's server under load, paired with what people would run instead. */
import { join } from "node:path";
import type { Context } from "../../ops/context.ts";
import { OperatorError } from "../../ops/operator-error.ts";
import { makeReport, type Report } from "./figures.ts";
import { Lab } from "./lab.ts";
import { runStage, STAGES, type Stage } from "./stages.ts";

export interface TerminalBenchOptions {
  /** Stages by their names; all unless given. */
  only?: readonly string[];
  rounds?: number;
  /** Minutes of each run at human pace. */
  minutes?: number;
}

const ROUNDS = 3;
const PACED_MINUTES = 0.5;
const HOW =
  "Server: the image's bundle in a plain process on core 0 (at human pace: in its container, on any core). Load: core 1. " +
  "PostgreSQL and Redis: the stack's images, on both cores; fsync and synchronous_commit on, data on disk. " +
  "All peers on the same; the rates that hold players back are lifted in closed loops.";

/** Whatever it makes is removed at its end, on failure and on Ctrl-C too. Needs Linux, as `taskset` and /proc are. */
export async function measureTerminal(context: Context, options: TerminalBenchOptions): Promise<Report> {
  if (process.platform !== "linux")
    throw new OperatorError(
      "bench terminal needs Linux",
      "it pins processes to cores and reads /proc",
      "run it there",
    );
  const stages = chosen(options.only);
  const lab = await context.out.step("the server, its databases and 100,000 characters", () =>
    Lab.open(context),
  );
  const stop = () => {
    void lab.close().finally(() => process.exit(130));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const stageOptions = {
    rounds: options.rounds ?? ROUNDS,
    pacedMs: (options.minutes ?? PACED_MINUTES) * 60_000,
    cache: join(context.home, "bench"),
  };
  try {
    for (const stage of stages) await runStage(stage, lab, stageOptions);
    lab.noteDisturbance();
    return makeReport(lab.measured, [HOW, ...lab.notes]);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    await context.out.step("removing what the bench has made", () => lab.close());
  }
}

function chosen(only: readonly string[] | undefined): readonly Stage[] {
  const unknown = only?.find((name) => !(STAGES as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new OperatorError(
      `there is no stage "${unknown}"`,
      `the stages: ${STAGES.join(", ")}`,
      "./terminusa bench terminal --only peers,say",
    );
  return only === undefined ? STAGES : STAGES.filter((stage) => only.includes(stage));
}
