import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import type { BenchOptions } from "./bench.ts";
import { type Context, openContext } from "./context.ts";
import { refusesUser } from "./engine.ts";
import { addressed, OperatorError } from "./operator-error.ts";
import { Output } from "./output.ts";

const root = join(fileURLToPath(import.meta.url), "../..");
const out = new Output();
const LOCAL_ENGINE = "unix:///var/run/docker.sock";
/** Where the engine of the stack is, for telling its failures from others. */
let engineHost = LOCAL_ENGINE;

const program = new Command("./terminusa")
  .description("Terminusa Online: a text MMORPG on your own machine.")
  .option("-s, --stack <name>", "the stack to work on", process.env.TERMINUSA_STACK ?? "dev")
  .showHelpAfterError("(./terminusa --help lists the commands)")
  .enablePositionalOptions();

/** Runs one subcommand in the stack's context; `false` and thrown errors become a non-zero exit. */
function act<A extends unknown[]>(work: (context: Context, ...args: A) => Promise<unknown>, lenient = false) {
  return async (...args: unknown[]): Promise<void> => {
    const { stack } = program.opts<{ stack: string }>();
    const context = openContext(root, stack, out, lenient);
    engineHost = context.settings.dockerHost || process.env.DOCKER_HOST || LOCAL_ENGINE;
    const result = await work(context, ...(args as A));
    if (result === false) process.exitCode = 1;
    if (typeof result === "number") process.exitCode = result;
  };
}

program
  .command("up")
  .description("set up what is missing, deploy, wait until all is healthy, print where to play")
  .action(act(async (context) => (await import("./up.ts")).up(context)));

program
  .command("test")
  .description("run every check and test of the project")
  .argument("[part]", "only this part: lint, types, unit, airgap or stack")
  .action(act(async (context, part?: string) => (await import("./test.ts")).test(context, part)));

program
  .command("play")
  .description("play in this terminal")
  .passThroughOptions()
  .allowUnknownOption()
  .helpOption(false)
  .argument("[options...]", "options of the client, see: ./terminusa play --help")
  .action(act(async (context, options: string[]) => (await import("./play.ts")).play(context, options)));

program
  .command("status")
  .description("each service's state, the certificate, the schema, the players, the disk")
  .option("--json", "print one JSON object")
  .action(
    act(async (context, options: { json?: boolean }) =>
      (await import("./status.ts")).status(context, { json: options.json === true }),
    ),
  );

program
  .command("logs")
  .description("what the services say")
  .argument("[service]", "web, terminal, postgres, redis, nginx or a job")
  .option("-f, --follow", "go on as they say more")
  .option("--since <when>", "as 10m, 2h or a date")
  .option("-n, --lines <number>", "lines of each container, 100 unless --since is given")
  .option("--raw", "as they are written, JSON lines")
  .action(
    act(
      async (
        context,
        service: string | undefined,
        options: { follow?: boolean; since?: string; lines?: string; raw?: boolean },
      ) =>
        (await import("./logs.ts")).logs(context, {
          ...(service !== undefined && { service }),
          ...(options.since !== undefined && { since: options.since }),
          follow: options.follow === true,
          ...(options.lines !== undefined && { lines: Number(options.lines) }),
          raw: options.raw === true,
        }),
    ),
  );

for (const name of ["start", "stop", "restart"] as const)
  program
    .command(name)
    .description(
      {
        start: "start a stopped stack",
        stop: "stop the stack and keep everything",
        restart: "stop and start, servers one by one",
      }[name],
    )
    .argument("[services...]", "only these services")
    .action(
      act(async (context, services: string[]) => {
        if (name === "start") return (await import("./start.ts")).start(context, services);
        if (name === "stop") return (await import("./stop.ts")).stop(context, services);
        return (await import("./restart.ts")).restart(context, services);
      }),
    );

program
  .command("doctor")
  .description("check everything, and name the command that mends what is wrong")
  .option("--json", "print one JSON object")
  .action(
    act(
      async (context, options: { json?: boolean }) =>
        (await import("./doctor.ts")).doctor(context, { json: options.json === true }),
      true,
    ),
  );

program
  .command("config")
  .description("show or change the settings: list, get NAME, set NAME VALUE, rm NAME")
  .argument("[action]", "list, get, set or rm", "list")
  .argument("[words...]", "NAME, or NAME VALUE; set takes several pairs")
  .action(
    act(
      async (context, action: string, words: string[]) =>
        (await import("./config.ts")).config(context, action, ...words),
      true,
    ),
  );

program
  .command("operator")
  .description(
    "list who keeps order, make an account an operator's or a player's again, or a link for a lost password",
  )
  .argument("<action>", "list, add, remove or reset")
  .argument("[name]", "the account's name")
  .option("--second-factor", "with reset: turn the second factor off too")
  .action(
    act(async (context, action: string, name: string | undefined, options: { secondFactor?: boolean }) =>
      (await import("./operator.ts")).operator(context, action, name, options),
    ),
  );

program
  .command("content")
  .description("check the game's content and your own, and name each problem's file and line")
  .option("--json", "print one JSON object")
  .option("--dir <folder>", "your own content, instead of my-content/")
  .action(
    act(
      async (context, options: { json?: boolean; dir?: string }) =>
        (await import("./content.ts")).content(context, {
          json: options.json === true,
          ...(options.dir !== undefined && { dir: options.dir }),
        }),
      true,
    ),
  );

program
  .command("destroy")
  .description("take the stack down; the players' data stays unless --data is given")
  .option("--data", "remove the data too, after asking")
  .option("--yes <stack>", "the stack's name, instead of typing it")
  .action(
    act(async (context, options: { data?: boolean; yes?: string }) =>
      (await import("./take-down.ts")).takeDown(context, options),
    ),
  );

program
  .command("bench")
  .description(
    "measure: deploy times up, no-op, change and destroy; terminal loads the game's server and its peers, web the site's pages; bots play",
  )
  .argument("<what>", "deploy, terminal, web or bots")
  .option("--json", "print one JSON object")
  .option("--only <stages>", "terminal: only these, as peers,paced")
  .option("--rounds <number>", "terminal, web: rounds of what is compared, 3 unless given")
  .option("--players <number>", "bots: how many, 20 unless given")
  .option("--seconds <number>", "bots: for how long, 60 unless given")
  .option("--every <milliseconds>", "bots: mean pause before a line, 1500 unless given")
  .option(
    "--host <host:port>",
    "bots: the terminal clients' port, this stack's unless given; or a ws:// address",
  )
  .option("--minutes <number>", "terminal: of each run at human pace, 0.5 unless given")
  .action(
    act(async (context, what: string, options: BenchOptions) =>
      (await import("./bench.ts")).bench(context, what, options),
    ),
  );

program
  .command("pulumi")
  .description("run the Pulumi CLI on this stack: ./terminusa pulumi preview")
  .passThroughOptions()
  .allowUnknownOption()
  .helpOption(false)
  .argument("<args...>")
  .action(
    act(async (context, args: string[]) =>
      (await import("./pulumi-command.ts")).pulumiCommand(context, args),
    ),
  );

program
  .command("env")
  .description('print the variables for a plain `pulumi`: eval "$(./terminusa env)"')
  .action(act(async (context) => (await import("./pulumi-command.ts")).printEnvironment(context)));

// `./terminusa status | head` is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});
process.on("uncaughtException", report);
await program.parseAsync().catch(report);

function report(error: unknown): void {
  process.exitCode = 1;
  const { stack } = program.opts<{ stack: string }>();
  out.error(addressed(inWords(error), stack));
}

function inWords(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  if (isEngineAway(error) && (error as NodeJS.ErrnoException).code === "EACCES") return refusesUser();
  if (isEngineAway(error))
    return new OperatorError(
      "the Docker engine does not answer",
      (error as Error).message,
      existsSync("/.dockerenv")
        ? "give this container the engine's socket"
        : "./terminusa up starts it, or says how",
    );
  return new OperatorError(
    "this should not have happened",
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    "./terminusa doctor; if it says all is well, please report this",
  );
}

// The engine's socket or port is missing, refuses, or broke off in the middle of an answer.
function isEngineAway(error: unknown): boolean {
  const { code, address, port } = error as { code?: string; address?: string; port?: number };
  if (code === "ECONNRESET") return true;
  if (code !== "ECONNREFUSED" && code !== "ENOENT" && code !== "EACCES") return false;
  return port === undefined ? engineHost.endsWith(`${address}`) : engineHost.endsWith(`:${port}`);
}
