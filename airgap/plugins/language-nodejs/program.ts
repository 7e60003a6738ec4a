import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ProviderError } from "../sdk/provider.ts";
import type { RuntimeOptions } from "./options.ts";

const WITHOUT_TRACING = join(import.meta.dirname, "without-tracing.cjs");
/** The SDK's exit code for "failed, and the user has seen why". */
const ERROR_ALREADY_SHOWN = 32;

/** One run of a Pulumi program, as the engine asks for it. */
export interface ProgramRun {
  organization: string;
  project: string;
  stack: string;
  rootDirectory: string;
  programDirectory: string;
  pwd: string;
  entryPoint: string;
  args: string[];
  dryRun: boolean;
  parallel: number;
  monitorAddress: string;
  engineAddress: string;
  /** `namespace:name` → value. */
  config: Record<string, string>;
  configSecretKeys: string[];
  options: RuntimeOptions;
}

/** The SDK script of that name, found from the program as Node finds it. Throws with the remedy if it isn't there. */
export function sdkScript(programDirectory: string, script: "run" | "run-plugin"): string {
  const require = createRequire(join(programDirectory, "program.js"));
  try {
    return require.resolve(`@pulumi/pulumi/cmd/${script}`);
  } catch {
    throw new ProviderError(
      "FAILED_PRECONDITION",
      `@pulumi/pulumi isn't installed where ${programDirectory} finds it. Run "npm ci" first.`,
    );
  }
}

/** The arguments of Node for a run. The flags come before the entry point, where the SDK stops reading them. */
export function programArguments(run: ProgramRun, script: string): string[] {
  const flags = {
    monitor: run.monitorAddress,
    engine: run.engineAddress,
    organization: run.organization,
    project: run.project,
    "root-directory": run.rootDirectory,
    stack: run.stack,
    pwd: run.pwd,
    parallel: String(run.parallel),
  };
  return [
    ...["--require", WITHOUT_TRACING],
    ...run.options.nodeArgs,
    script,
    ...Object.entries(flags).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(run.dryRun ? ["--dry-run"] : []),
    run.entryPoint,
    ...run.args,
  ];
}

/** What the SDK reads from the environment, on top of the host's own. */
export function programEnvironment(run: ProgramRun): Record<string, string> {
  return {
    PULUMI_CONFIG: JSON.stringify(
      Object.fromEntries(Object.entries(run.config).map(([key, value]) => [oldKey(key), value])),
    ),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.configSecretKeys),
    ...typescriptEnvironment(run.options),
  };
}

export function typescriptEnvironment({ typescript, tsconfig }: RuntimeOptions): Record<string, string> {
  return {
    PULUMI_NODEJS_TYPESCRIPT: String(typescript),
    ...(tsconfig !== null && { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
  };
}

// The SDK's environment still has keys of the form namespace:config:name.
function oldKey(key: string): string {
  const [, namespace = "", name = ""] = /^([^:]*):(?:config:)?(.*)$/s.exec(key) ?? [];
  return `${namespace}:config:${name}`;
}

/** Runs the program to its end. Its output goes to the user, through the host's own stdout and stderr. */
export function runProgram(
  run: ProgramRun,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ error: string; bail: boolean }> {
  const script = environment.PULUMI_LANGUAGE_NODEJS_RUN_PATH ?? sdkScript(run.programDirectory, "run");
  const child = spawn(process.execPath, programArguments(run, script), {
    env: { ...environment, ...programEnvironment(run) },
    stdio: ["ignore", "inherit", "inherit"],
    signal,
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(signal.aborted ? signal.reason : error));
    child.once("exit", (code, killedBy) => {
      if (code === 0) resolve({ error: "", bail: false });
      else if (code === ERROR_ALREADY_SHOWN) resolve({ error: "", bail: true });
      else if (killedBy !== null) resolve({ error: `the program was ended by ${killedBy}`, bail: false });
      else resolve({ error: `the program ended with exit code ${code}`, bail: false });
    });
  });
}
