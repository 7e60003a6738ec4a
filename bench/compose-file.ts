import type Docker from "dockerode";
import type { Declared, Upload } from "./program-order.ts";

/** A running stack, as the engine and the program's state tell of it. */
export interface RunningStack {
  /** What the names of its volumes and networks begin with, as `terminusa-dev`. */
  prefix: string;
  /** Each service's container by the service's name. */
  containers: Map<string, Docker.ContainerInspectInfo>;
  networks: Docker.NetworkInspectInfo[];
  declared: Map<string, Declared>;
}

type Service = Record<string, unknown>;
type Config = Docker.ContainerInspectInfo["Config"] & { StopSignal?: string; StopTimeout?: number };

/**
 * The Compose project of the same containers: images, commands, environment, limits, healthchecks, uploads,
 * order. Volumes and networks get the project's own names. `images` names each image by the engine's id.
 * The result is JSON, and so YAML.
 */
export function composeFile(stack: RunningStack, images: ReadonlyMap<string, string>): string {
  const services: Record<string, Service> = {};
  const configs: Record<string, { content: string }> = {};
  for (const [name, container] of stack.containers) {
    const declared = stack.declared.get(name);
    if (!declared) throw new Error(`the state has no container of service ${name}`);
    services[name] = {
      image: imageOf(container, images),
      pull_policy: "never",
      ...process(container),
      ...bounds(container),
      ...attachments(container, stack),
      ...order(declared, stack.declared),
      configs: declared.uploads.map((upload, index) => mounted(upload, `${name}-${index}`)),
    };
    for (const [index, upload] of declared.uploads.entries())
      configs[`${name}-${index}`] = { content: upload.content };
  }
  const file = { services, configs, volumes: volumesOf(stack), networks: networksOf(stack) };
  return JSON.stringify(file, (_, value) => (typeof value === "string" ? escaped(value) : value), 2);
}

function imageOf({ Image, Name }: Docker.ContainerInspectInfo, images: ReadonlyMap<string, string>): string {
  const name = images.get(Image);
  if (name === undefined) throw new Error(`the image of ${Name} has no name`);
  return name;
}

// Compose replaces $NAME by a variable of its environment, and $$ by a dollar.
function escaped(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function process({ Config, HostConfig, Mounts }: Docker.ContainerInspectInfo): Service {
  const config = Config as Config;
  return {
    ...(config.Entrypoint && { entrypoint: config.Entrypoint }),
    ...(config.Cmd && { command: config.Cmd }),
    environment: config.Env,
    user: config.User,
    group_add: HostConfig.GroupAdd ?? [],
    init: HostConfig.Init ?? false,
    restart: HostConfig.RestartPolicy?.Name || "no",
    ...(config.StopSignal && { stop_signal: config.StopSignal }),
    ...(config.StopTimeout !== undefined && { stop_grace_period: `${config.StopTimeout}s` }),
    ...(config.Healthcheck && { healthcheck: health(config.Healthcheck) }),
    tmpfs: Object.entries(HostConfig.Tmpfs ?? {})
      .filter(([path]) => !Mounts.some((mount) => mount.Type === "volume" && mount.Destination === path))
      .map(([path, options]) => `${path}:${options}`),
  };
}

function bounds({ HostConfig: host }: Docker.ContainerInspectInfo): Service {
  return {
    mem_limit: host.Memory,
    memswap_limit: host.MemorySwap,
    cpus: (host.NanoCpus ?? 0) / 1e9,
    ulimits: Object.fromEntries((host.Ulimits ?? []).map((u) => [u.Name, { soft: u.Soft, hard: u.Hard }])),
    read_only: host.ReadonlyRootfs,
    cap_drop: host.CapDrop ?? [],
    cap_add: host.CapAdd ?? [],
    security_opt: host.SecurityOpt ?? [],
    ...(host.ShmSize && { shm_size: host.ShmSize }),
    ...(host.LogConfig && { logging: { driver: host.LogConfig.Type, options: host.LogConfig.Config } }),
  };
}

function attachments(container: Docker.ContainerInspectInfo, stack: RunningStack): Service {
  const { Id, HostConfig, Mounts, NetworkSettings } = container;
  const own = Mounts.filter((mount) => isOwn(mount.Name, stack));
  const networks = Object.entries(NetworkSettings.Networks).filter(([name]) => isOwn(name, stack));
  return {
    volumes: own.map((mount) => ({
      type: "volume",
      source: short(mount.Name!, stack),
      target: mount.Destination,
      read_only: !mount.RW,
    })),
    ...(networks.length === 0
      ? { network_mode: "none" }
      : {
          networks: Object.fromEntries(
            networks.map(([name, { Aliases }]) => [short(name, stack), { aliases: given(Aliases, Id) }]),
          ),
        }),
    ports: ports((HostConfig.PortBindings ?? {}) as PortBindings),
  };
}

// The engine adds the start of the container's own id.
function given(aliases: string[] | null, id: string): string[] {
  return (aliases ?? []).filter((alias) => !id.startsWith(alias));
}

type PortBindings = Record<string, { HostIp: string; HostPort: string }[] | null>;

function ports(bindings: PortBindings): Service[] {
  return Object.entries(bindings).flatMap(([internal, published]) =>
    (published ?? []).map(({ HostIp, HostPort }) => ({
      target: Number.parseInt(internal, 10),
      published: HostPort,
      host_ip: HostIp,
      protocol: "tcp",
    })),
  );
}

function order({ after }: Declared, all: ReadonlyMap<string, Declared>): Service {
  const condition = (name: string) =>
    all.get(name)?.job ? "service_completed_successfully" : "service_healthy";
  return { depends_on: Object.fromEntries(after.map((name) => [name, { condition: condition(name) }])) };
}

// The engine counts in nanoseconds; Compose takes the unit.
function health({ Test, Interval, Timeout, Retries, StartPeriod }: Docker.HealthConfig): Service {
  return {
    test: Test,
    interval: `${Interval ?? 0}ns`,
    timeout: `${Timeout ?? 0}ns`,
    retries: Retries,
    start_period: `${StartPeriod ?? 0}ns`,
  };
}

function mounted({ file, permissions }: Upload, source: string): Service {
  return { source, target: file, mode: Number.parseInt(permissions, 8) };
}

function volumesOf(stack: RunningStack): Record<string, object> {
  const mounts = [...stack.containers.values()].flatMap((container) => container.Mounts);
  const names = mounts.filter((mount) => isOwn(mount.Name, stack)).map((mount) => short(mount.Name!, stack));
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, {}]));
}

function networksOf(stack: RunningStack): Record<string, object> {
  return Object.fromEntries(
    stack.networks.map(({ Name, Driver, Internal }) => [
      short(Name, stack),
      { driver: Driver, internal: Internal },
    ]),
  );
}

// Anonymous volumes and the engine's own networks aren't the stack's.
function isOwn(name: string | undefined, { prefix }: RunningStack): boolean {
  return name?.startsWith(`${prefix}-`) ?? false;
}

function short(name: string, { prefix }: RunningStack): string {
  return name.slice(prefix.length + 1);
}
