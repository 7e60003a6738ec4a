import type { Readable } from "node:stream";
import type { Context } from "../context.ts";
import { demultiplex, FrameReader } from "../log-frames.ts";
import { type StackContainer, shortName } from "../services.ts";
import type { LogLine } from "./line.ts";

/** What to read of a container's output. */
export interface Excerpt {
  /** Lines from then on; undefined for all. */
  since: Date | undefined;
  /** At most so many of the last lines; undefined for all. */
  lines: number | undefined;
}

/** What a container has written to its output, as the engine keeps it. A container that is gone has nothing. */
export async function readOutput(
  context: Context,
  container: StackContainer,
  { since, lines }: Excerpt,
): Promise<LogLine[]> {
  const options = {
    stdout: true,
    stderr: true,
    timestamps: true,
    ...(since && { since: String(since.getTime() / 1_000) }),
    ...(lines !== undefined && { tail: lines }),
  };
  try {
    // The types know only whole seconds.
    const raw = (await context.docker.getContainer(container.id).logs(options as never)) as unknown as Buffer;
    return split(
      demultiplex(raw)
        .map(({ data }) => data.toString("utf8"))
        .join(""),
      sourceOf(context, container),
    );
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return [];
    throw error;
  }
}

/** Where to begin: just after a LogLine's time, at a time of the engine's, or with what comes from now on. */
export type From = { after: string } | { start: string } | "now";

/** Follows a container's output until it stops or `stop` is aborted. */
export async function followOutput(
  context: Context,
  container: StackContainer,
  from: From,
  stop: AbortSignal,
  take: (line: LogLine) => void,
): Promise<void> {
  const options = {
    follow: true,
    stdout: true,
    stderr: true,
    timestamps: true,
    abortSignal: stop,
    ...beginning(from),
  };
  const stream = (await context.docker
    .getContainer(container.id)
    .logs(options as never)) as unknown as Readable;
  const frames = new FrameReader();
  const source = sourceOf(context, container);
  try {
    for await (const chunk of stream)
      for (const { data } of frames.push(chunk as Buffer))
        for (const line of split(data.toString("utf8"), source)) take(line);
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

function beginning(from: From): { since: string } | { tail: number } {
  if (from === "now") return { tail: 0 };
  if ("after" in from) return { since: justAfter(from.after) };
  return { since: String(Math.floor(Date.parse(from.start) / 1_000)) };
}

/** The engine's own form of the moment one nanosecond after `at`: seconds, a point, nine digits. */
export function justAfter(at: string): string {
  const match = /^(.+)\.(\d{9})Z$/.exec(at);
  if (!match) throw new Error(`${at} is not a time of the engine's`);
  const seconds = Date.parse(`${match[1]}Z`) / 1_000;
  const nanoseconds = Number(match[2]) + 1;
  return nanoseconds < 1e9
    ? `${seconds}.${String(nanoseconds).padStart(9, "0")}`
    : `${seconds + 1}.000000000`;
}

/** A container's short name; a service's only container is called by the service. */
export function sourceOf(context: Context, { name }: StackContainer): string {
  return shortName(context, name);
}

function split(text: string, source: string): LogLine[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const space = line.indexOf(" ");
      return { at: line.slice(0, space), source, text: line.slice(space + 1).trimEnd() };
    });
}
