import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type Log, ProviderError } from "../sdk/provider.ts";

const DEFAULT_INTERPRETER = process.platform === "win32" ? ["cmd", "/C"] : ["/bin/sh", "-c"];
/** Between the request to stop and the kill; the engine kills the plugin itself after five seconds. */
const STOP_GRACE_MS = 2_000;

export type Logging = "stdoutAndStderr" | "stdout" | "stderr" | "none";

/** One command to run. */
export interface Execution {
  command: string;
  interpreter: string[] | null;
  /** On top of the plugin's own environment. */
  environment: Record<string, string>;
  stdin: string;
  dir: string | null;
  logging: Logging;
}

/**
 * Runs a command to its end and returns its output, one trailing newline less. A command that fails, or is
 * cancelled through `signal`, is a ProviderError with the command and all that it said.
 */
export async function execute(
  execution: Execution,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  log: Log,
): Promise<{ stdout: string; stderr: string }> {
  signal.throwIfAborted();
  const child = start(execution, environment);
  const combined: Buffer[] = [];
  const stdout = collect(child.stdout!, combined);
  const stderr = collect(child.stderr!, combined);
  if (["stdout", "stdoutAndStderr"].includes(execution.logging)) stream(child.stdout!, log);
  if (["stderr", "stdoutAndStderr"].includes(execution.logging)) stream(child.stderr!, log);
  const ended = await outcome(child, execution, signal);
  if (ended !== null) throw failure(execution, ended, Buffer.concat(combined).toString(), signal);
  return { stdout: withoutNewline(Buffer.concat(stdout)), stderr: withoutNewline(Buffer.concat(stderr)) };
}

function start(execution: Execution, environment: NodeJS.ProcessEnv): ChildProcess {
  const [program = "", ...options] = execution.interpreter ?? DEFAULT_INTERPRETER;
  const child = spawn(program, [...options, execution.command], {
    env: { ...environment, ...execution.environment },
    ...(execution.dir !== null && { cwd: execution.dir }),
    // A process group of its own, so that a cancelled command takes its children along.
    detached: process.platform !== "win32",
    stdio: [execution.stdin === "" ? "ignore" : "pipe", "pipe", "pipe"],
  });
  // A command that doesn't read its input closes the pipe early, and that is its right.
  child.stdin?.on("error", () => {});
  child.stdin?.end(execution.stdin);
  return child;
}

function collect(output: Readable, combined: Buffer[]): Buffer[] {
  const own: Buffer[] = [];
  output.on("data", (chunk: Buffer) => {
    own.push(chunk);
    combined.push(chunk);
  });
  return own;
}

function stream(output: Readable, log: Log): void {
  createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
    log("info", line, { transient: true });
  });
}

/** null for success, otherwise how it ended. */
function outcome(child: ChildProcess, execution: Execution, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const stop = (): void => stopGroup(child);
    signal.addEventListener("abort", stop, { once: true });
    const settle = (how: string | null): void => {
      signal.removeEventListener("abort", stop);
      resolve(how);
    };
    child.once("error", (error) => settle(startFailure(error, execution)));
    child.once("close", (code, killedBy) => {
      if (code === 0) settle(null);
      else settle(killedBy === null ? `exit status ${code}` : `signal: ${killedBy}`);
    });
  });
}

function startFailure(error: NodeJS.ErrnoException, { dir, interpreter }: Execution): string {
  if (error.code === "E2BIG") {
    return "its arguments and environment are too large; set addPreviousOutputInEnv to false";
  }
  const where = dir === null ? "" : ` in ${dir}`;
  return `${(interpreter ?? DEFAULT_INTERPRETER)[0]} can't be started${where} (${error.code ?? error.message})`;
}

function stopGroup(child: ChildProcess): void {
  signalGroup(child, "SIGTERM");
  const kill = setTimeout(() => signalGroup(child, "SIGKILL"), STOP_GRACE_MS);
  child.once("close", () => clearTimeout(kill));
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch (error) {
    // The group ended between the decision and the signal.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function failure(execution: Execution, ended: string, output: string, signal: AbortSignal): ProviderError {
  const why = signal.aborted && signal.reason instanceof Error ? `${signal.reason.message}: ` : "";
  const code = signal.reason instanceof ProviderError ? signal.reason.code : "ABORTED";
  return new ProviderError(code, `${why}${ended}: running ${JSON.stringify(execution.command)}:\n${output}`);
}

function withoutNewline(output: Buffer): string {
  return output.toString().replace(/\n$/, "");
}
