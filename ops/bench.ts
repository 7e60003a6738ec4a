import type { Context } from "./context.ts";
import { ensureEngine, stopEngine } from "./engine-setup.ts";
import { OperatorError } from "./operator-error.ts";
import { isLocal } from "./preflight.ts";

/** As they were typed; all but `json` are for the terminal's bench. */
export type BenchOptions = {
  json?: boolean;
  only?: string;
  rounds?: string;
  minutes?: string;
  players?: string;
  seconds?: string;
  host?: string;
  every?: string;
};

/**
 * `./terminusa bench deploy|terminal|web|bots [--json]`: measures, and prints a table or one JSON object (the `Report` of
 * bench/figures.ts, bench/terminal/figures.ts or bench/web/figures.ts) to standard output. The exit code is 1 when a figure misses its
 * target.
 */
export async function bench(context: Context, what: string, options: BenchOptions): Promise<void> {
  if (what === "bots") return bots(context, options);
  const measure = { deploy, terminal, web }[what];
  if (!measure)
    throw new OperatorError(
      `there is no bench "${what}"`,
      "what there is: deploy, terminal, web, bots",
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
    const { report, table } = await measure(context, options);
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : table);
    if (!report.ok) process.exitCode = 1;
  } finally {
    if (dockerd !== undefined) await stopEngine(context, dockerd);
  }
}

async function deploy(context: Context) {
  const { measureDeploy } = await import("../bench/deploy.ts");
  const { table } = await import("../bench/table.ts");
  const report = await measureDeploy(context);
  return { report, table: table(report) };
}

async function terminal(context: Context, { only, rounds, minutes }: BenchOptions) {
  const { measureTerminal } = await import("../bench/terminal/terminal.ts");
  const { table } = await import("../bench/terminal/table.ts");
  const report = await measureTerminal(context, {
    ...(only !== undefined && { only: only.split(",") }),
    ...(rounds !== undefined && { rounds: positive("--rounds", rounds) }),
    ...(minutes !== undefined && { minutes: positive("--minutes", minutes) }),
  });
  return { report, table: table(report) };
}

async function web(context: Context, { rounds }: BenchOptions) {
  const { measureWeb } = await import("../bench/web/web.ts");
  const { table } = await import("../bench/web/table.ts");
  const report = await measureWeb(context, {
    ...(rounds !== undefined && { rounds: positive("--rounds", rounds) }),
  });
  return { report, table: table(report) };
}

async function bots(context: Context, options: BenchOptions): Promise<void> {
  const { runBots, told } = await import("../bench/bots/bots.ts");
  const { players = "20", seconds = "60", every = "1500" } = options;
  const report = await runBots(context, {
    players: positive("--players", players),
    seconds: positive("--seconds", seconds),
    everyMs: positive("--every", every),
    host: options.host ?? `localhost:${context.settings.gamePort}`,
  });
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : told(report));
  if (!report.ok) process.exitCode = 1;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1_000_000) return value;
  throw new OperatorError(
    `${option} is "${text}"`,
    "it must be a number above 0",
    "./terminusa bench --help",
  );
}
