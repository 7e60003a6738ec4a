import type { ContainerInspectInfo } from "dockerode";
import type { Bag, Value } from "../../sdk/values.ts";

interface NetworkSettings {
  Bridge?: string;
  Ports?: Record<string, { HostIp: string; HostPort: string }[] | null>;
  Networks?: Record<string, Endpoint>;
}

interface Endpoint {
  IPAddress: string;
  IPPrefixLen: number;
  Gateway: string;
  GlobalIPv6Address: string;
  GlobalIPv6PrefixLen: number;
  IPv6Gateway: string;
  MacAddress: string;
}

interface Mount {
  Target: string;
  Source?: string;
  Type: string;
  ReadOnly?: boolean;
  BindOptions?: { Propagation?: string };
  VolumeOptions?: {
    NoCopy?: boolean;
    Subpath?: string;
    DriverConfig?: { Name?: string; Options?: Record<string, string> };
  };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

/** The part of the state that tells networks, ports, hosts and mounts. */
export function readAttachments(info: ContainerInspectInfo, prior: Bag): Bag {
  const network = info.NetworkSettings as unknown as NetworkSettings;
  const mounts = (info.HostConfig.Mounts ?? []) as unknown as Mount[];
  return {
    bridge: network.Bridge ?? "",
    networkDatas: Object.entries(network.Networks ?? {}).map(networkData),
    mounts: mounts.map(mountState),
    hosts: ((info.HostConfig.ExtraHosts ?? []) as string[]).map(hostState),
    ...readPorts(info.State.Running, network, prior),
  };
}

/** A stopped container has no ports: where it must run they read as none, which replaces it. */
function readPorts(isRunning: boolean, network: NetworkSettings, prior: Bag): Bag {
  const isConfigured = Array.isArray(prior.ports) && prior.ports.length > 0;
  if (!isConfigured || (!isRunning && prior.mustRun !== true)) return {};
  const keys = Object.keys(network.Ports ?? {});
  const sorted = keys.sort((left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10));
  return { ports: sorted.flatMap((key) => portStates(key, network.Ports?.[key] ?? [])) };
}

function portStates(key: string, bindings: { HostIp: string; HostPort: string }[]): Value[] {
  const [internal, protocol] = key.split("/");
  return bindings.map(({ HostIp, HostPort }) => ({
    internal: Number(internal),
    external: Number(HostPort),
    ip: HostIp,
    protocol: protocol ?? "tcp",
  }));
}

function networkData([name, endpoint]: [string, Endpoint]): Value {
  return {
    networkName: name,
    ipAddress: endpoint.IPAddress,
    ipPrefixLength: endpoint.IPPrefixLen,
    gateway: endpoint.Gateway,
    globalIpv6Address: endpoint.GlobalIPv6Address,
    globalIpv6PrefixLength: endpoint.GlobalIPv6PrefixLen,
    ipv6Gateway: endpoint.IPv6Gateway,
    macAddress: endpoint.MacAddress,
  };
}

/** Cuts at the first two colons, as the official plugin does: an IPv6 address comes back mutilated. */
function hostState(entry: string): Value {
  const [host = "", ip = ""] = entry.split(":");
  return { host, ip };
}

function mountState(mount: Mount): Value {
  const { BindOptions: bind, VolumeOptions: volume, TmpfsOptions: tmpfs } = mount;
  return {
    target: mount.Target,
    source: mount.Source ?? "",
    type: mount.Type,
    readOnly: mount.ReadOnly ?? false,
    ...(bind ? { bindOptions: { propagation: bind.Propagation ?? "" } } : {}),
    ...(volume ? { volumeOptions: volumeState(volume) } : {}),
    ...(tmpfs ? { tmpfsOptions: { sizeBytes: tmpfs.SizeBytes ?? 0, mode: tmpfs.Mode ?? 0 } } : {}),
  };
}

function volumeState(volume: NonNullable<Mount["VolumeOptions"]>): Bag {
  const driver = volume.DriverConfig;
  return {
    noCopy: volume.NoCopy ?? false,
    ...(driver ? { driverName: driver.Name ?? "", driverOptions: driver.Options ?? {} } : {}),
    ...(volume.Subpath ? { subpath: volume.Subpath } : {}),
  };
}
