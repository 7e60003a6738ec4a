import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { type ContainerSpec, hardened } from "./container.ts";
import type { Stack } from "./stack.ts";

type Upload = { file: pulumi.Input<string>; content: pulumi.Input<string>; permissions: string };

/** A one-shot container. `uploads` need a writable root, and land before it starts. */
export type JobSpec = Omit<ContainerSpec, "graceSeconds" | "memory" | "cpus" | "processes"> & {
  uploads?: Upload[];
  memory?: number;
  /** Runs the job again when one of these changes, besides its own container. */
  triggers?: pulumi.Input<string>[];
};

const LIMITS = { memory: 256, cpus: "1", processes: 128, graceSeconds: 10 };

/**
 * A container that does one thing and ends, and a command that runs it. The provider's own `attach` takes
 * any exit code for success, so the container is only made by Pulumi and a command starts it, waits, and
 * fails as it fails. A job that failed runs again at the next `up`; one that ended well runs again only
 * when its container changes.
 */
export class Job extends pulumi.ComponentResource {
  /** Depend on this to come after the job's success. */
  readonly done: command.local.Command;

  constructor(
    stack: Stack,
    spec: JobSpec,
    opts: pulumi.ComponentResourceOptions & { dependsOn?: pulumi.Resource[] },
  ) {
    super("terminusa:infra:Job", spec.service, {}, opts);
    const { uploads, triggers = [], ...container } = spec;
    const made = new docker.Container(
      `${stack.prefix}-${spec.service}`,
      {
        ...hardened(stack, { ...LIMITS, ...container }),
        ...(uploads && { uploads }),
        restart: "no",
        start: false,
        mustRun: false,
      },
      { parent: this, deleteBeforeReplace: false, dependsOn: opts.dependsOn ?? [] },
    );
    this.done = runCommand(
      stack,
      `${spec.service}-run`,
      "run-job",
      { CONTAINER: made.id, JOB: spec.service },
      {
        parent: this,
        triggers: [made.id, ...triggers],
      },
    );
    this.registerOutputs();
  }
}

/** A command of infra/commands, run on the operator's machine whenever one of `triggers` changes. */
export function runCommand(
  stack: Stack,
  name: string,
  script: string,
  environment: Record<string, pulumi.Input<string>>,
  opts: {
    parent: pulumi.Resource;
    triggers: pulumi.Input<string>[];
    dependsOn?: pulumi.Resource[];
    stdin?: pulumi.Input<string>;
  },
): command.local.Command {
  const { triggers, stdin, ...options } = opts;
  const dockerHost = stack.settings.dockerHost;
  return new command.local.Command(
    name,
    {
      create: `node ../.build/commands/${script}.mjs`,
      environment: { ...environment, ...(dockerHost && { DOCKER_HOST: dockerHost }) },
      triggers,
      ...(stdin !== undefined && { stdin }),
      // What a command prints would else be in the engine's log and in the next run's environment.
      logging: "none",
      addPreviousOutputInEnv: false,
    },
    { ...options, additionalSecretOutputs: ["stdout", "stderr"] },
  );
}
