import type { Context } from "./context.ts";
import { readAccessLog } from "./logs/access-log.ts";
import { type Excerpt, readOutput, sourceOf } from "./logs/container-log.ts";
import { Follower, watchStarts } from "./logs/follow.ts";
import { type LogLine, readable } from "./logs/line.ts";
import { parseSince } from "./logs/since.ts";
import { OperatorError } from "./operator-error.ts";
import { Output } from "./output.ts";
import {
  nothingDeployed,
  SERVICES,
  type StackContainer,
  stackContainers,
  unknownService,
} from "./services.ts";

const USUAL_LINES = 100;

/** What to print. */
export interface LogOptions {
  /** A service or a job; all services without it. */
  service?: string;
  /** Go on as more is said, also by containers that come later. */
  follow: boolean;
  /** 90s, 10m, 2h, 1d or a date. */
  since?: string;
  /** Lines of each container; 100 without it, or all of them with `since`. */
  lines?: number;
  /** As they were written, without times and names in front. */
  raw: boolean;
}

/** Prints the logs of one service or of all, merged by time, to stdout. Following ends at Ctrl-C, or `stop`. */
export async function logs(
  context: Context,
  options: LogOptions,
  write: (text: string) => void = (text) => process.stdout.write(text),
  stop = new AbortController(),
): Promise<void> {
  const excerpt = excerptOf(options);
  const starts = options.follow ? await watchStarts(context, stop.signal) : undefined;
  const containers = await chosen(context, options.service);
  const history = new Map<string, LogLine[]>();
  const access: LogLine[] = [];
  await Promise.all(containers.map((container) => readHistory(context, container, excerpt, history, access)));
  const print = printer(
    containers.map((container) => sourceOf(context, container)),
    options.raw,
    write,
  );
  const all = [...history.values(), access].flat();
  for (const line of all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) print(line);
  if (!starts) return;

  const failure = Promise.withResolvers<never>();
  const follower = new Follower(context, stop.signal, history, access, print, failure.reject);
  for (const container of containers) if (container.info.State.Running) follower.attach(container, false);
  const end = () => stop.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  // `logs -f | head` closes our output: that is the end, not a fault.
  process.stdout.on("error", end);
  const following = starts((container) => {
    if (wanted(container, options.service)) follower.attach(container, true);
  });
  await Promise.race([following, failure.promise]).finally(end);
}

async function readHistory(
  context: Context,
  container: StackContainer,
  excerpt: Excerpt,
  history: Map<string, LogLine[]>,
  access: LogLine[],
): Promise<void> {
  history.set(container.id, await readOutput(context, container, excerpt));
  if (container.service === "nginx" && container.info.State.Running)
    access.push(...(await readAccessLog(context, container, excerpt)));
}

function excerptOf({ since, lines }: LogOptions): Excerpt {
  if (lines !== undefined && !(Number.isInteger(lines) && lines >= 0))
    throw new OperatorError("--lines takes a whole number", `it is ${lines}`, "./terminusa logs --lines 100");
  return {
    since: since === undefined ? undefined : parseSince(since, new Date()),
    lines: lines ?? (since === undefined ? USUAL_LINES : undefined),
  };
}

async function chosen(context: Context, service: string | undefined): Promise<StackContainer[]> {
  const all = await stackContainers(context);
  if (all.length === 0) throw nothingDeployed(context);
  const found = all.filter((container) => wanted(container, service));
  if (found.length > 0) return found;
  throw unknownService(service ?? "", [
    ...new Set([...SERVICES, ...all.map((container) => container.service)]),
  ]);
}

function wanted(container: StackContainer, service: string | undefined): boolean {
  return service === undefined || container.service === service;
}

function printer(
  sources: readonly string[],
  raw: boolean,
  write: (text: string) => void,
): (line: LogLine) => void {
  const { color } = new Output(process.stdout);
  const width = Math.max(...sources.map((source) => source.length));
  return (line) => write(`${raw ? line.text : readable(line, color, width, new Date())}\n`);
}
