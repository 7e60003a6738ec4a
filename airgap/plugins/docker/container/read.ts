import type { ContainerInspectInfo } from "dockerode";
import type { Bag, Value } from "../../sdk/values.ts";
import { keepOrder } from "../bridge/refresh.ts";
import { plain } from "../bridge/schema.ts";
import type { Engine } from "../engine.ts";
import { engineError, statusOf } from "../engine-error.ts";
import { formatDuration } from "./duration.ts";
import { readAttachments } from "./read-attachments.ts";
import { readHost } from "./read-host.ts";
import { CONTAINER } from "./schema.ts";

type Config = ContainerInspectInfo["Config"] & { StopSignal?: string; StopTimeout?: number };

/** The container's state as the official plugin reads it over the prior state, or null when it is gone. */
export async function readContainer(
  engine: Engine,
  id: string,
  prior: Bag,
  signal: AbortSignal,
): Promise<{ id: string; outputs: Bag } | null> {
  try {
    const info = await engine.docker.getContainer(id).inspect({ abortSignal: signal });
    // The Engine finds containers by name and short id too; the official plugin looks for the whole id.
    if (info.Id !== id) return null;
    return { id, outputs: containerState(info, plain(prior)) };
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw engineError(`Error reading container ${id}`, error);
  }
}

/**
 * State from an inspection. Never read back, so that drift in them isn't seen: envs, labels, volumes, uploads,
 * networksAdvanced, and what only the plugin knows. Read only if they were configured: ports, logOpts, ulimits, pidMode.
 */
export function containerState(info: ContainerInspectInfo, prior: Bag): Bag {
  const { State: state } = info;
  const config = info.Config as Config;
  const outputs: Bag = {
    envs: [],
    labels: [],
    ...prior,
    ...readHost(info, prior),
    ...readAttachments(info, prior),
    name: info.Name.replace(/^\/+/, ""),
    image: String(prior.image ?? "").startsWith("sha256:") ? info.Image : config.Image,
    hostname: config.Hostname,
    domainname: config.Domainname,
    command: config.Cmd ?? [],
    entrypoints: list(config.Entrypoint),
    user: config.User,
    workingDir: config.WorkingDir,
    tty: config.Tty,
    stdinOpen: config.OpenStdin,
    stopSignal: config.StopSignal ?? "",
    stopTimeout: config.StopTimeout ?? 0,
    __meta: JSON.stringify({ schema_version: String(CONTAINER.stateVersion) }),
  };
  if (config.Healthcheck) outputs.healthcheck = healthcheck(config.Healthcheck);
  if (!state.Running) {
    outputs.exitCode = state.ExitCode;
    // Shown as drift, so that the next update starts the container.
    if (prior.mustRun === true) outputs.mustRun = false;
  }
  return withoutNothing(keepOrder(CONTAINER, prior, outputs), prior);
}

function healthcheck(check: NonNullable<ContainerInspectInfo["Config"]["Healthcheck"]>): Bag {
  const { StartInterval } = check as { StartInterval?: number };
  return {
    tests: check.Test ?? [],
    interval: formatDuration(check.Interval ?? 0),
    timeout: formatDuration(check.Timeout ?? 0),
    startPeriod: formatDuration(check.StartPeriod ?? 0),
    startInterval: formatDuration(StartInterval ?? 0),
    retries: check.Retries ?? 0,
  };
}

function list(value: string | string[] | undefined | null): string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Leaves out the empty values of what nobody configured and the program's types don't promise. */
function withoutNothing(outputs: Bag, prior: Bag): Bag {
  const isNothing = (value: Value): boolean =>
    value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
  const entries = Object.entries(outputs).filter(([key, value]) => {
    const isPromised = CONTAINER.inputs[key]?.computed || CONTAINER.outputs.includes(key);
    return isPromised || key in prior || !isNothing(value);
  });
  return Object.fromEntries(entries);
}
