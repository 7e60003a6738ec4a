import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";

type Output = { stdout: Buffer } | { stderr: Buffer };

/** Runs a command and hands on its output as it comes. Returns the exit code; a signal counts as -1. */
export async function streamChild(
  command: string,
  args: string[],
  options: SpawnOptions & { signal: AbortSignal },
  write: (output: Output) => void,
): Promise<number> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout?.on("data", (stdout: Buffer) => write({ stdout }));
  child.stderr?.on("data", (stderr: Buffer) => write({ stderr }));
  const [code] = (await once(child, "close")) as [number | null];
  return code ?? -1;
}
