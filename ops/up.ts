import { checkPath } from "../infra/verify.ts";
import type { Context } from "./context.ts";
import { engineProblem, ensureEngine } from "./engine-setup.ts";
import { explainFailure } from "./failure.ts";
import { pruneImages, pullImages } from "./images.ts";
import { withLock } from "./lock.ts";
import { mend } from "./mend.ts";
import { OperatorError } from "./operator-error.ts";
import { preflight } from "./preflight.ts";
import { publicPath, welcome } from "./public-path.ts";
import { Pulumi } from "./pulumi.ts";
import { findToolchain } from "./toolchain.ts";

/** Sets up what is missing, deploys, waits until the whole path answers, and prints where to play. */
export async function up(context: Context): Promise<void> {
  const began = performance.now();
  await ensureEngine(context);
  await preflight(context);
  const toolchain = await findToolchain(context);
  const pulumi = new Pulumi(context, toolchain);
  await withLock(context, "up", async () => {
    await pulumi.ensureStack();
    await mend(context, pulumi);
    await pullImages(context);
    const changed = await deploy(context, pulumi);
    if (changed) await pruneImages(context);
  });
  await verify(context);
  welcome(context, (performance.now() - began) / 1000);
}

async function deploy(context: Context, pulumi: Pulumi): Promise<boolean> {
  const flags = ["--yes", "--skip-preview", "--suppress-outputs", "--stack", context.stack];
  const result = await context.out.step(
    "deploying with Pulumi",
    async (detail) => {
      const began = new Date();
      const run = await interruptible(context, pulumi, () =>
        pulumi.run(["up", ...flags], (line) => detail(progress(line))),
      );
      if (run.code !== 0)
        throw (await engineStopped(context)) ?? (await explainFailure(context, run.output, began));
      return changes(run.output);
    },
    (summary) => summary || "nothing changed",
  );
  return result !== "";
}

async function engineStopped(context: Context): Promise<OperatorError | undefined> {
  const problem = await engineProblem(context);
  if (problem === undefined) return undefined;
  return new OperatorError(
    "the Docker engine stopped answering in the middle of the update",
    problem,
    "see why it stopped (journalctl -u docker, or .terminusa/dockerd.log), then run ./terminusa up again: it starts the engine where it can, and takes up where this stopped",
  );
}

/** Lets Ctrl-C stop the CLI cleanly: what is under way is finished and recorded, the rest is left for the next `up`. */
export async function interruptible<T>(context: Context, pulumi: Pulumi, work: () => Promise<T>): Promise<T> {
  let interrupted = false;
  const stop = () => {
    if (!interrupted) context.out.line("Stopping: what is under way is finished and recorded first.");
    interrupted = true;
    pulumi.interrupt();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    const result = await work();
    if (interrupted)
      throw new OperatorError(
        "interrupted",
        "the update was stopped before its end",
        "run ./terminusa up again: it takes up where this stopped",
      );
    return result;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

async function verify(context: Context): Promise<void> {
  const failures = await context.out.step("asking the whole path as a player would", () =>
    checkPath(publicPath(context)),
  );
  if (failures.length === 0) return;
  throw new OperatorError(
    "the stack runs, but does not answer",
    failures.join("\n"),
    "./terminusa doctor says which part it is",
  );
}

// " +  docker:index/container:Container terminusa-dev-web-1 creating (3s)" → "terminusa-dev-web-1 creating (3s)"
function progress(line: string): string {
  const match =
    /^[-+~><=@]*\s*[\w:@/-]+:[\w:/-]+ (\S+ (?:creating|created|updating|updated|deleting|deleted|replac\w*).*)$/.exec(
      line,
    );
  return match?.[1] ?? "";
}

/** "12 created, 1 updated" from the CLI's closing summary; empty when nothing changed. */
export function changes(output: string): string {
  const summary = output.slice(output.lastIndexOf("Resources:"));
  const counts = [...summary.matchAll(/^\s*[-+~]*\s*(\d+) (created|updated|replaced|deleted)/gm)];
  return counts.map(([, count, what]) => `${count} ${what}`).join(", ");
}
