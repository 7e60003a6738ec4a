import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import type { Context } from "../ops/context.ts";
import { LABEL_SERVICE, LABEL_STACK } from "../ops/engine.ts";
import type { Checkout } from "./checkout.ts";
import { removeLabelled } from "./clean-up.ts";
import type { Commands, Outcome } from "./commands.ts";
import type { Compose } from "./compose-binary.ts";
import { composeFile, type RunningStack } from "./compose-file.ts";
import { declaredServices, type Export } from "./program-order.ts";

const BUILT = ["web", "terminal", "migrate"];

/** The checkout's stack as a project of Docker Compose. */
export class ComposeProject {
  readonly #commands: Commands;
  readonly #compose: Compose;
  readonly #root: string;
  readonly #name: string;
  readonly #services: string[];

  constructor(commands: Commands, compose: Compose, root: string, name: string, services: string[]) {
    this.#commands = commands;
    this.#compose = compose;
    this.#root = root;
    this.#name = name;
    this.#services = services;
  }

  /** Writes the project of what runs now in the checkout's stack, whose file holds passwords: mode 0600. */
  static async generate(
    { docker, settings }: Context,
    checkout: Checkout,
    commands: Commands,
    compose: Compose,
  ): Promise<ComposeProject> {
    const name = projectName(checkout.stack);
    const running = await inspectStack(docker, checkout);
    const images = await nameImages(docker, running);
    for (const service of BUILT) {
      const image = await buildImage(
        docker,
        join(checkout.root, ".build", service),
        service,
        settings.nodeImage,
        name,
      );
      images.set(running.containers.get(service)!.Image, image);
    }
    const file = composeFile(running, images);
    await writeFile(join(checkout.root, "compose.json"), file, { mode: 0o600 });
    const services = [...running.declared].filter(([, { job }]) => !job).map(([service]) => service);
    return new ComposeProject(commands, compose, checkout.root, name, services);
  }

  /** Makes and starts everything, and waits until all is healthy. */
  up(): Promise<Outcome> {
    return this.#run("up", "--detach", "--wait");
  }

  /** The same of the services only: Compose runs a job that has ended again, which Pulumi doesn't. */
  upServices(): Promise<Outcome> {
    return this.#run("up", "--detach", "--wait", "--no-deps", ...this.#services);
  }

  /** Removes everything with its volumes. */
  down(): Promise<Outcome> {
    return this.#run("down", "--volumes");
  }

  #run(...args: string[]): Promise<Outcome> {
    const [command = "", ...before] = this.#compose.command;
    const project = ["--project-name", this.#name, "--file", "compose.json", "--progress", "plain"];
    return this.#commands.run(command, [...before, ...project, ...args], {
      cwd: this.#root,
      env: process.env,
    });
  }
}

/** Removes what a stack's Compose project has left, its images too. */
export async function removeProject(docker: Docker, stack: string): Promise<void> {
  const name = projectName(stack);
  await removeLabelled(docker, `com.docker.compose.project=${name}`);
  await removeLabelled(docker, `${LABEL_STACK}=${name}`);
}

function projectName(stack: string): string {
  return `${stack}-compose`;
}

async function inspectStack(docker: Docker, checkout: Checkout): Promise<RunningStack> {
  const filters = { label: [`${LABEL_STACK}=${checkout.stack}`] };
  const { stdout } = await checkout.pulumi("stack", "export", "--show-secrets");
  const containers = new Map<string, Docker.ContainerInspectInfo>();
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    const container = await docker.getContainer(Id).inspect();
    containers.set(container.Config.Labels[LABEL_SERVICE]!, container);
  }
  return {
    prefix: `terminusa-${checkout.stack}`,
    containers,
    networks: await docker.listNetworks({ filters }),
    declared: declaredServices(JSON.parse(stdout) as Export),
  };
}

async function nameImages(docker: Docker, { containers }: RunningStack): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { Image } of containers.values()) {
    const [name] = (await docker.getImage(Image).inspect()).RepoTags;
    if (name !== undefined) names.set(Image, name);
  }
  return names;
}

// An image of its own, of the same content, so that removing ours leaves it.
async function buildImage(
  docker: Docker,
  context: string,
  service: string,
  base: string,
  project: string,
): Promise<string> {
  const tag = `${project}-${service}:bench`;
  const options = { t: tag, buildargs: { BASE: base, STACK: project } };
  const stream = await docker.buildImage({ context, src: ["."] }, options);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  docker.modem.followProgress(stream, (error: Error | null, steps: { error?: string }[]) => {
    const failure = error?.message ?? steps.find((step) => step.error)?.error;
    if (failure === undefined) resolve();
    else reject(new Error(`building ${tag}: ${failure}`));
  });
  await promise;
  return tag;
}
