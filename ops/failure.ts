import type Docker from "dockerode";
import type { Context } from "./context.ts";
import { LABEL_SERVICE, LABEL_STACK } from "./engine.ts";
import { demultiplex } from "./log-frames.ts";
import { OperatorError } from "./operator-error.ts";

const LOG_LINES = 15;
const HEALTH_ENTRIES = 3;

/**
 * Turns a failed `pulumi up` into words: what it said, and the last log lines of what it made and isn't
 * healthy. `since` is when the run began.
 */
export async function explainFailure(context: Context, output: string, since: Date): Promise<OperatorError> {
  const all = await sickContainers(context);
  // What this update made is the cause; what was there before may only suffer from it.
  const made = all.filter((container) => new Date(container.Created) >= since);
  const sick = made.length > 0 ? made : all;
  for (const container of sick) await showContainer(context, container);
  const serving = sick.length > 0 ? "What was healthy before goes on serving. " : "";
  return new OperatorError(
    sick.length > 0 ? `${sick.map(nameOf).join(", ")} did not become healthy` : "the update failed",
    diagnostics(output),
    `${serving}Mend the cause, then run ./terminusa up again`,
  );
}

/** The errors in the CLI's output, without its headings, progress and repeated summaries. */
export function diagnostics(output: string): string {
  const from = output.lastIndexOf("Diagnostics:");
  const lines = (from < 0 ? output : output.slice(from)).split("\n").map((line) => line.trim());
  const told = lines.filter(
    (line) =>
      line &&
      !/^(Diagnostics:|Resources:|Duration:|Outputs:|@ |pulumi:pulumi:Stack|error: update failed|[+~-]*\s*\d+ (created|updated|replaced|deleted|unchanged|changes)\b)/.test(
        line,
      ),
  );
  return [...new Set(told)].slice(0, 25).join("\n") || output.trim().slice(-2_000);
}

async function sickContainers(context: Context): Promise<Docker.ContainerInspectInfo[]> {
  const filters = { label: [`${LABEL_STACK}=${context.stack}`] };
  const all = await context.docker.listContainers({ all: true, filters });
  const details = await Promise.all(
    all.map((container) => context.docker.getContainer(container.Id).inspect()),
  );
  return details.filter(
    (container) => container.State.Health !== undefined && container.State.Health.Status !== "healthy",
  );
}

async function showContainer(context: Context, container: Docker.ContainerInspectInfo): Promise<void> {
  const { out } = context;
  const { State, RestartCount } = container;
  out.line();
  out.line(
    `${nameOf(container)}  ${State.Status}, ${State.Health?.Status}, exit code ${State.ExitCode}, ${RestartCount} restarts`,
  );
  out.line("  last lines of its log:");
  for (const line of await lastLines(context, container.Id)) out.line(`    ${line}`);
  const log = State.Health?.Log ?? [];
  if (log.length > 0) out.line("  last answers of its healthcheck:");
  for (const entry of log.slice(-HEALTH_ENTRIES))
    out.line(`    exit code ${entry.ExitCode}: ${entry.Output.trim().slice(0, 400)}`);
}

async function lastLines(context: Context, id: string): Promise<string[]> {
  const options = { stdout: true, stderr: true, tail: LOG_LINES };
  const raw = (await context.docker.getContainer(id).logs(options)) as unknown as Buffer;
  const text = demultiplex(raw)
    .map(({ data }) => data.toString("utf8"))
    .join("");
  return text.trimEnd() === "" ? ["(nothing)"] : text.trimEnd().split("\n");
}

function nameOf(container: Docker.ContainerInspectInfo): string {
  return `${container.Config.Labels[LABEL_SERVICE]} (${container.Name.slice(1)})`;
}
