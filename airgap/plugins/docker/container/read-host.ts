import type { ContainerInspectInfo } from "dockerode";
import type { Bag, Value } from "../../sdk/values.ts";

const MEBIBYTE = 1024 * 1024;

/** The part of the state that comes from the container's host configuration. */
export function readHost({ HostConfig: host }: ContainerInspectInfo, prior: Bag): Bag {
  return {
    rm: host.AutoRemove ?? false,
    readOnly: host.ReadonlyRootfs ?? false,
    dns: host.Dns ?? [],
    dnsOpts: host.DnsOptions ?? [],
    dnsSearches: host.DnsSearch ?? [],
    groupAdds: (host.GroupAdd ?? []) as string[],
    securityOpts: (host.SecurityOpt ?? []) as string[],
    publishAllPorts: host.PublishAllPorts ?? false,
    privileged: host.Privileged ?? false,
    restart: host.RestartPolicy?.Name ?? "",
    maxRetryCount: host.RestartPolicy?.MaximumRetryCount ?? 0,
    init: host.Init ?? false,
    runtime: host.Runtime ?? "",
    tmpfs: (host.Tmpfs ?? {}) as Bag,
    logDriver: host.LogConfig?.Type ?? "",
    logOpts: prior.logOpts ? ((host.LogConfig?.Config ?? {}) as Bag) : {},
    storageOpts: (host.StorageOpt ?? {}) as Bag,
    sysctls: (host.Sysctls ?? {}) as Bag,
    networkMode: host.NetworkMode ?? "",
    usernsMode: host.UsernsMode ?? "",
    ipcMode: host.IpcMode ?? "",
    ...(prior.pidMode ? { pidMode: host.PidMode ?? "" } : {}),
    ...readResources(host),
    ...readCapabilities(host),
    ...readUlimits(host, prior),
  };
}

type HostConfig = ContainerInspectInfo["HostConfig"];

function readResources(host: HostConfig): Bag {
  return {
    memory: mebibytes(host.Memory),
    memoryReservation: mebibytes(host.MemoryReservation),
    memorySwap: mebibytes(host.MemorySwap),
    shmSize: mebibytes(host.ShmSize),
    cpuShares: host.CpuShares ?? 0,
    cpuSet: host.CpusetCpus ?? "",
    ...(host.NanoCpus ? { cpus: formatCpus(host.NanoCpus) } : {}),
  };
}

/** Rounded down; negative values (no limit) stay as they are. */
function mebibytes(bytes: number | undefined): number {
  const amount = bytes ?? 0;
  return amount > 0 ? Math.floor(amount / MEBIBYTE) : amount;
}

/**
 * Billionths of a processor as the official plugin writes them: "0.5", "0.25", but "1.0" for a whole one, "10."
 * for ten and one digit for hundredths ("0.05" becomes "0.1"). A program that writes another form replaces its container at every update.
 */
export function formatCpus(nanos: number): string {
  const text = `${Math.floor(nanos / 1e9)}.${String(nanos % 1e9).padStart(9, "0")}`;
  const zeros = text.split("0").length - 1;
  return zeros === 9 ? (nanos / 1e9).toFixed(1) : text.replace(/0+$/, "");
}

function readCapabilities(host: HostConfig): Bag {
  const adds = (host.CapAdd ?? []) as string[];
  const drops = (host.CapDrop ?? []) as string[];
  return adds.length > 0 || drops.length > 0 ? { capabilities: { adds, drops } } : {};
}

function readUlimits(host: HostConfig, prior: Bag): Bag {
  if (!prior.ulimits) return {};
  const limits = (host.Ulimits ?? []) as { Name: string; Soft: number; Hard: number }[];
  return { ulimits: limits.map(({ Name, Soft, Hard }): Value => ({ name: Name, soft: Soft, hard: Hard })) };
}
