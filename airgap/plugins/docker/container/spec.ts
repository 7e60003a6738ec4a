import { ProviderError } from "../../sdk/provider.ts";
import type { Bag, Value } from "../../sdk/values.ts";
import { setOrder } from "../set-order.ts";
import { mountRequests, portRequests, volumeRequests } from "./attachments.ts";
import { parseDuration } from "./duration.ts";

const MEBIBYTE = 1024 * 1024;
const NANOS_PER_CPU = 1e9;

/** The body of the Engine's create call for checked inputs; throws on what the official plugin refuses here. */
export function creationRequest(inputs: Bag): object {
  const volumes = volumeRequests(inputs.volumes as Bag[] | undefined);
  const ports = portRequests(inputs.ports as Bag[] | undefined);
  return present({
    Image: inputs.image,
    Hostname: inputs.hostname ?? "",
    Domainname: inputs.domainname ?? "",
    User: inputs.user,
    Tty: inputs.tty ?? false,
    OpenStdin: inputs.stdinOpen ?? false,
    StopSignal: inputs.stopSignal,
    // Zero counts as unset.
    StopTimeout: inputs.stopTimeout || undefined,
    Env: set(inputs.envs),
    Cmd: command(inputs.command as string[] | undefined),
    Entrypoint: nonEmpty(inputs.entrypoints),
    WorkingDir: inputs.workingDir,
    Labels: labels(inputs.labels as Bag[] | undefined),
    ExposedPorts: ports?.exposed,
    Volumes: volumes?.mountpoints,
    Healthcheck: healthcheck(inputs.healthcheck as Bag | undefined),
    HostConfig: present({ ...hostConfig(inputs), PortBindings: ports?.bindings, ...volumes?.hostConfig }),
  });
}

function hostConfig(inputs: Bag): Record<string, unknown> {
  return {
    Privileged: inputs.privileged ?? false,
    PublishAllPorts: inputs.publishAllPorts ?? false,
    RestartPolicy: restartPolicy(inputs),
    Runtime: inputs.runtime,
    Mounts: mountRequests(inputs.mounts as Bag[] | undefined),
    AutoRemove: inputs.rm ?? false,
    ReadonlyRootfs: inputs.readOnly ?? false,
    LogConfig: present({ Type: inputs.logDriver ?? "", Config: inputs.logOpts }),
    Tmpfs: inputs.tmpfs,
    ExtraHosts: hosts(inputs.hosts as Bag[] | undefined),
    Dns: set(inputs.dns),
    DnsOptions: set(inputs.dnsOpts),
    DnsSearch: set(inputs.dnsSearches),
    GroupAdd: set(inputs.groupAdds),
    NetworkMode: inputs.networkMode,
    UsernsMode: inputs.usernsMode,
    PidMode: inputs.pidMode,
    IpcMode: inputs.ipcMode,
    CgroupnsMode: inputs.cgroupnsMode,
    CgroupParent: inputs.cgroupParent,
    Sysctls: inputs.sysctls,
    StorageOpt: inputs.storageOpts,
    // Always sent, so that the daemon's own default never counts.
    Init: inputs.init ?? false,
    ShmSize: mebibytes(inputs.shmSize),
    ...resources(inputs),
    ...processorTime(inputs),
    ...security(inputs),
    Ulimits: ulimits(inputs.ulimits as Bag[] | undefined),
  };
}

/** The part of the host configuration that the Engine changes in place. Zero memory swap means "as it is". */
export function resources(inputs: Bag): Record<string, unknown> {
  const swap = Number(inputs.memorySwap ?? 0);
  return present({
    Memory: mebibytes(inputs.memory) ?? 0,
    MemoryReservation: mebibytes(inputs.memoryReservation) ?? 0,
    MemorySwap: swap === 0 ? undefined : swap > 0 ? swap * MEBIBYTE : swap,
    CpuShares: inputs.cpuShares ?? 0,
    CpusetCpus: inputs.cpuSet ?? "",
  });
}

export function restartPolicy(inputs: Bag): object {
  return { Name: inputs.restart, MaximumRetryCount: inputs.maxRetryCount ?? 0 };
}

function processorTime(inputs: Bag): Record<string, unknown> {
  const cpus = inputs.cpus as string | undefined;
  if (!cpus) return { CpuPeriod: inputs.cpuPeriod, CpuQuota: inputs.cpuQuota };
  const amount = Number(cpus);
  const nanos = amount * NANOS_PER_CPU;
  if (!/^\d*\.?\d+$/.test(cpus) || Math.abs(nanos - Math.round(nanos)) > 1e-6) {
    throw new ProviderError(
      "INVALID_ARGUMENT",
      `Error setting cpus: failed to parse "${cpus}" as a rational number`,
    );
  }
  return { NanoCpus: Math.round(nanos) };
}

function security(inputs: Bag): Record<string, unknown> {
  const capabilities = inputs.capabilities as Bag | undefined;
  const added = { CapAdd: set(capabilities?.adds), CapDrop: set(capabilities?.drops) };
  const options = set(inputs.securityOpts);
  if (!options) return added;
  // The client's own option: the Engine doesn't know it.
  const isUnconfined = options.includes("systempaths=unconfined");
  const paths = isUnconfined ? { MaskedPaths: [], ReadonlyPaths: [] } : {};
  return { ...added, SecurityOpt: options.filter((option) => option !== "systempaths=unconfined"), ...paths };
}

function command(words: string[] | undefined): string[] | undefined {
  if (words?.includes("")) {
    throw new ProviderError("INVALID_ARGUMENT", "values for command may not be empty");
  }
  return nonEmpty(words) as string[] | undefined;
}

function healthcheck(check: Bag | undefined): object | undefined {
  if (!check) return undefined;
  const nanoseconds = (key: string): number => parseDuration((check[key] ?? "0s") as string) ?? 0;
  return {
    Test: check.tests ?? [],
    Interval: nanoseconds("interval"),
    Timeout: nanoseconds("timeout"),
    StartPeriod: nanoseconds("startPeriod"),
    StartInterval: nanoseconds("startInterval"),
    Retries: check.retries ?? 0,
  };
}

function labels(labels: Bag[] | undefined): object | undefined {
  if (!labels?.length) return undefined;
  return Object.fromEntries(labels.map(({ label, value }) => [label as string, value]));
}

function hosts(hosts: Bag[] | undefined): string[] | undefined {
  if (!hosts?.length) return undefined;
  return hosts.map(({ host, ip }) => `${String(host)}:${String(ip)}`);
}

function ulimits(limits: Bag[] | undefined): object[] | undefined {
  if (!limits?.length) return undefined;
  return limits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard }));
}

function mebibytes(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value * MEBIBYTE : undefined;
}

function set(value: Value | undefined): string[] | undefined {
  return Array.isArray(value) && value.length > 0 ? setOrder(value as string[]) : undefined;
}

function nonEmpty(value: Value | undefined): Value | undefined {
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}

function present(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}
