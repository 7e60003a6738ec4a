import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Context } from "./context.ts";
import { needPackages } from "./debian-packages.ts";
import { ensureEngine, stopEngine } from "./engine-setup.ts";
import { pullImages } from "./images.ts";
import { OperatorError } from "./operator-error.ts";
import { findToolchain, type Toolchain } from "./toolchain.ts";

const PRODUCT = [
  "infra",
  "nginx",
  "store",
  "app",
  "terminal",
  "game",
  "ops",
  "bench",
  "bundles",
  "test/unit",
  "test/browser",
];

/** One PostgreSQL for all files of a run, instead of one each. */
const SHARED_POSTGRES = ["--test-global-setup=test/shared-postgres.ts"];

/** One part of `./terminusa test`, as a command line of the project's own tools. */
interface Part {
  name: string;
  commands: (context: Context) => string[][];
}

const PARTS: readonly Part[] = [
  { name: "lint", commands: () => [["biome", "ci", "--error-on-warnings"]] },
  {
    name: "types",
    commands: () => [
      ["tsc", "--noEmit"],
      ["tsc", "--noEmit", "-p", "app/client"],
    ],
  },
  { name: "unit", commands: (context) => [nodeTests(context, PRODUCT, 2, SHARED_POSTGRES)] },
  { name: "airgap", commands: (context) => [nodeTests(context, ["airgap"], 2)] },
  { name: "stack", commands: (context) => [nodeTests(context, ["test/stack"], 1)] },
];

/**
 * Runs every check and test, or one part of them, and returns whether all passed. Needs what `up` needs, and
 * prepares it; a Docker engine that it had to start is stopped again.
 */
export async function test(context: Context, part?: string): Promise<boolean> {
  if (part !== undefined && !PARTS.some(({ name }) => name === part))
    throw new OperatorError(
      `there are no "${part}" tests`,
      `the parts are ${PARTS.map(({ name }) => name).join(", ")}`,
      "./terminusa test runs all",
    );
  const dockerd = await ensureEngine(context);
  try {
    const toolchain = await findToolchain(context);
    await pullImages(context);
    await needPackages(context, {
      chromium: "chromium",
      tmux: "tmux",
      openssl: "openssl",
      "tt++": "tintin++",
      sshd: "openssh-server",
    });
    const parts = PARTS.filter(({ name }) => (part === undefined ? isFor(name, toolchain) : name === part));
    return await runParts(context, toolchain, parts);
  } finally {
    if (dockerd !== undefined) await stopEngine(context, dockerd);
  }
}

// The stand-ins are tested where they are used: elsewhere nothing is there to test them with.
function isFor(part: string, toolchain: Toolchain): boolean {
  return part !== "airgap" || toolchain.kind === "airgap";
}

async function runParts(context: Context, toolchain: Toolchain, parts: readonly Part[]): Promise<boolean> {
  const failed: string[] = [];
  for (const { name, commands } of parts)
    for (const command of commands(context)) {
      context.out.line(`\n── ${name}: ${command.slice(0, 3).join(" ")}`);
      const began = performance.now();
      const code = await run(context, toolchain, command);
      context.out.line(
        `── ${name}: ${code === 0 ? "passed" : "FAILED"} in ${((performance.now() - began) / 1000).toFixed(0)} s`,
      );
      if (code !== 0) failed.push(name);
    }
  context.out.line(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join(", ")}.`);
  return failed.length === 0;
}

function run(context: Context, toolchain: Toolchain, [command = "", ...args]: string[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(command, args, {
    cwd: context.root,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PATH: [join(context.root, "node_modules/.bin"), process.env.PATH ?? ""].join(delimiter),
      PULUMI_CLI: toolchain.pulumi,
    },
  });
  child.on("error", reject);
  child.on("close", (code) => resolve(code ?? 1));
  return promise;
}

function nodeTests(
  context: Context,
  folders: string[],
  concurrency: number,
  options: readonly string[] = [],
): string[] {
  const files = folders
    .flatMap((folder) => globSync(join(folder, "**/*.test.ts"), { cwd: context.root }))
    .sort();
  return [
    "node",
    "--test",
    `--test-concurrency=${concurrency}`,
    "--test-timeout=600000",
    "--test-reporter=spec",
    ...options,
    ...files,
  ];
}
