import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Context } from "./context.ts";
import { demultiplex, type Frame } from "./log-frames.ts";

const LIMIT_MS = 5_000;

/** The outcome of a command inside a container. */
export interface InsideResult {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command inside a running container as the container's own user, and waits for its end, at most
 * `limitMs`. Rejects when the engine can't, or the time is up.
 */
export async function runInside(
  context: Context,
  id: string,
  command: string[],
  limitMs = LIMIT_MS,
): Promise<InsideResult> {
  const abortSignal = AbortSignal.timeout(limitMs);
  const options = { Cmd: command, AttachStdout: true, AttachStderr: true, abortSignal };
  try {
    const exec = await context.docker.getContainer(id).exec(options);
    const stream = await exec.start({ Detach: false, Tty: false, abortSignal });
    const frames = demultiplex(await buffer(addAbortSignal(abortSignal, stream)));
    const { ExitCode } = await exec.inspect();
    return { code: ExitCode ?? -1, stdout: text(frames, false), stderr: text(frames, true) };
  } catch (error) {
    if (abortSignal.aborted) throw new Error(`no answer within ${limitMs / 1_000} s`, { cause: error });
    throw error;
  }
}

function text(frames: Frame[], stderr: boolean): string {
  const data = frames.filter((frame) => frame.stderr === stderr).map((frame) => frame.data);
  return Buffer.concat(data).toString("utf8");
}
