import type Docker from "dockerode";
import type { Context } from "./context.ts";
import { LABEL_SERVICE, LABEL_STACK, LABEL_VERSION } from "./engine.ts";
import { OperatorError } from "./operator-error.ts";

/** The services in the order in which players' requests pass them; a stop follows it, a start goes back. */
export const SERVICES = ["nginx", "web", "terminal", "redis", "postgres"] as const;
export type ServiceName = (typeof SERVICES)[number];

/** One container of the stack: a service's or a job's. */
export interface StackContainer {
  id: string;
  /** The container's name without the slash. */
  name: string;
  /** Value of its service label: a ServiceName, or a job's name. */
  service: string;
  /** Hash of the bundle it runs (web, terminal); undefined for others. */
  version: string | undefined;
  info: Docker.ContainerInspectInfo;
}

/** Every container with the stack's label, jobs too, sorted by name. */
export async function stackContainers(context: Context): Promise<StackContainer[]> {
  const filters = { label: [`${LABEL_STACK}=${context.stack}`] };
  const found = await context.docker.listContainers({ all: true, filters });
  const inspected = await Promise.all(found.map(({ Id }) => inspectContainer(context, Id)));
  return inspected.filter((one) => one !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What the engine says of a container now; undefined when it is gone. */
export async function inspectContainer(context: Context, id: string): Promise<StackContainer | undefined> {
  try {
    const info = await context.docker.getContainer(id).inspect();
    const labels = info.Config.Labels;
    return {
      id: info.Id,
      name: info.Name.slice(1),
      service: labels[LABEL_SERVICE] ?? "",
      version: labels[LABEL_VERSION],
      info,
    };
  } catch (error) {
    // Containers come and go while an update runs.
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

export function isService(name: string): name is ServiceName {
  return (SERVICES as readonly string[]).includes(name);
}

/**
 * The containers of the named services (of all, when none is named), grouped in the order of SERVICES; jobs
 * are left out. Throws OperatorError on an unknown name, a service without containers, or an empty stack.
 */
export async function chooseServices(
  context: Context,
  names: readonly string[],
): Promise<[ServiceName, StackContainer[]][]> {
  for (const name of names) if (!isService(name)) throw unknownService(name, SERVICES);
  const containers = (await stackContainers(context)).filter(({ service }) => isService(service));
  if (containers.length === 0) throw nothingDeployed(context);
  const groups = SERVICES.map((name): [ServiceName, StackContainer[]] => [
    name,
    containers.filter(({ service }) => service === name),
  ]);
  const missing = groups.find(([name, group]) => names.includes(name) && group.length === 0);
  if (missing) throw withoutContainer(context, missing[0]);
  return groups.filter(([name, group]) => group.length > 0 && (names.length === 0 || names.includes(name)));
}

/** The name is no service's; `known` are those that are. */
export function unknownService(name: string, known: readonly string[]): OperatorError {
  return new OperatorError(
    `there is no service "${name}"`,
    `the services are ${known.join(", ")}`,
    "name one of them, or none for all",
  );
}

/** The stack has no container. */
export function nothingDeployed(context: Context): OperatorError {
  return new OperatorError(
    `nothing of stack ${context.stack} is deployed`,
    "the engine has no container with its label",
    `${command(context)} up`,
  );
}

/** `./terminusa`, with the stack's name when it isn't the usual one: what remedies begin with. */
export function command(context: Context): string {
  return context.stack === "dev" ? "./terminusa" : `./terminusa --stack ${context.stack}`;
}

/** A container's name as the operator knows it: without the stack's prefix and Pulumi's random end. */
export function shortName(context: Context, name: string): string {
  const own = name.startsWith(`${context.prefix}-`) ? name.slice(context.prefix.length + 1) : name;
  return own.replace(/-[0-9a-f]{7}$/, "");
}

function withoutContainer(context: Context, name: ServiceName): OperatorError {
  return new OperatorError(
    `stack ${context.stack} has no ${name} container`,
    name === "postgres" || name === "redis"
      ? `it uses an external ${name}, or the container is gone`
      : "the container is gone",
    `${command(context)} doctor`,
  );
}
