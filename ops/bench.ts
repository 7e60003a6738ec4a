import type { Context } from "./context.ts";
import { ensureEngine, stopEngine } from "./engine-setup.ts";
import { OperatorError } from "./operator-error.ts";
import { isLocal } from "./preflight.ts";

/**
 * `./terminusa bench deploy [--json]`: measures, and prints a table or one JSON object (`Report` of
 * bench/figures.ts) to standard output. The exit code is 1 when a figure misses its target.
 */
export async function bench(context: Context, what: string, json: boolean): Promise<void> {
  if (what !== "deploy")
    throw new OperatorError(
      `there is no bench "${what}"`,
      "what can be measured: deploy",
      "./terminusa bench deploy",
    );
  if (!isLocal(context))
    throw new OperatorError(
      "the bench measures the engine of this machine only",
      `the Docker host is ${context.settings.dockerHost || process.env.DOCKER_HOST}`,
      "unset DOCKER_HOST and dockerHost, or run it on that machine",
    );
  const dockerd = await ensureEngine(context);
  try {
    const { measureDeploy } = await import("../bench/deploy.ts");
    const report = await measureDeploy(context);
    const { table } = await import("../bench/table.ts");
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : table(report));
    if (!report.ok) process.exitCode = 1;
  } finally {
    if (dockerd !== undefined) await stopEngine(context, dockerd);
  }
}
