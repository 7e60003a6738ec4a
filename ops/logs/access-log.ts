import { createInterface } from "node:readline";
import { type Duplex, PassThrough, type Readable } from "node:stream";
import type { Context } from "../context.ts";
import { FrameReader } from "../log-frames.ts";
import { runInside } from "../run-inside.ts";
import type { StackContainer } from "../services.ts";
import { type Excerpt, sourceOf } from "./container-log.ts";
import type { LogLine } from "./line.ts";

const FILE = "/var/log/terminusa/access.log";
const MOST_LINES = 100_000;
/** What makes a time in milliseconds one of a LogLine's. */
const NANOSECONDS = "000000Z";
const READ_LIMIT_MS = 15_000;
/** Lines looked at again when following begins, so that none is missed in between. */
const OVERLAP = 1_000;

// The engine ends no command inside a container when its caller goes: this one ends with its input.
const FOLLOW = `tail -n "$1" -F ${FILE} 2>/dev/null & tail=$!; cat >/dev/null; kill $tail`;

/** The requests that a running Nginx has logged: they are in the log volume, not in its output. */
export async function readAccessLog(
  context: Context,
  nginx: StackContainer,
  { since, lines }: Excerpt,
): Promise<LogLine[]> {
  const command = ["tail", "-n", String(lines ?? MOST_LINES), FILE];
  const { code, stdout, stderr } = await runInside(context, nginx.id, command, READ_LIMIT_MS);
  if (code !== 0 && !stderr.includes("No such file")) throw new Error(`${FILE}: ${stderr.trim()}`);
  const from = since?.toISOString().replace("Z", NANOSECONDS) ?? "";
  const source = sourceOf(context, nginx);
  return stdout
    .split("\n")
    .flatMap((text) => toLine(text, source) ?? [])
    .filter(({ at }) => at >= from);
}

/** Follows the access log after the lines in `known`, through rotations, until Nginx stops or `stop` is aborted. */
export async function followAccessLog(
  context: Context,
  nginx: StackContainer,
  known: readonly LogLine[],
  stop: AbortSignal,
  take: (line: LogLine) => void,
): Promise<void> {
  const last = known.at(-1)?.at ?? "";
  // Several requests may end within one millisecond; each has an id of its own.
  const same = new Set(known.filter(({ at }) => at === last).map(({ text }) => text));
  const exec = await context.docker.getContainer(nginx.id).exec({
    Cmd: ["bash", "-c", FOLLOW, "follow", String(known.length > 0 ? OVERLAP : 0)],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  const end = () => stream.destroy();
  stop.addEventListener("abort", end);
  try {
    const source = sourceOf(context, nginx);
    for await (const text of createInterface({ input: unframed(stream) })) {
      const line = toLine(text, source);
      if (line && line.at >= last && !same.has(text)) take(line);
    }
  } finally {
    stop.removeEventListener("abort", end);
    end();
  }
}

function unframed(stream: Duplex): Readable {
  const frames = new FrameReader();
  const text = new PassThrough();
  stream.on("data", (chunk: Buffer) => {
    for (const { data } of frames.push(chunk)) text.write(data);
  });
  stream.on("close", () => text.end());
  stream.on("end", () => text.end());
  stream.on("error", (error) => text.destroy(error));
  return text;
}

// "time" is the first member of each line (nginx/nginx.conf.eta), in milliseconds.
function toLine(text: string, source: string): LogLine | undefined {
  const time = /^\{"time":"([^"]+)Z"/.exec(text)?.[1];
  return time === undefined ? undefined : { at: `${time}${NANOSECONDS}`, source, text };
}
