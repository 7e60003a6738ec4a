import { ProviderError } from "../../sdk/provider.ts";
import type { Bag } from "../../sdk/values.ts";

interface Volumes {
  mountpoints: Record<string, object>;
  hostConfig: { Binds?: string[]; VolumesFrom?: string[] };
}

/** The Engine's form of `volumes`; throws on entries with neither or both of a path and a source container. */
export function volumeRequests(volumes: Bag[] | undefined): Volumes | undefined {
  if (!volumes?.length) return undefined;
  const mountpoints: Record<string, object> = {};
  const binds: string[] = [];
  const from: string[] = [];
  for (const volume of volumes) {
    refuseVolume(volume);
    if (volume.fromContainer) {
      from.push(volume.fromContainer as string);
      continue;
    }
    mountpoints[volume.containerPath as string] = {};
    const source = volume.hostPath || volume.volumeName;
    if (source) binds.push(`${String(source)}:${String(volume.containerPath)}:${accessMode(volume)}`);
  }
  const hostConfig = {
    ...(binds.length > 0 && { Binds: binds }),
    ...(from.length > 0 && { VolumesFrom: from }),
  };
  return { mountpoints, hostConfig };
}

function refuseVolume(volume: Bag): void {
  const hasContainer = Boolean(volume.fromContainer);
  const hasPath = Boolean(volume.containerPath);
  if (hasContainer !== hasPath) return;
  const reason = hasPath
    ? "both a container and a path specified in a volume entry"
    : "volume entry without container path or source container";
  throw new ProviderError("INVALID_ARGUMENT", `Unable to parse volumes: ${reason}`);
}

function accessMode(volume: Bag): string {
  const relabel = volume.selinuxRelabel ? `,${String(volume.selinuxRelabel)}` : "";
  return `${volume.readOnly ? "ro" : "rw"}${relabel}`;
}

/** The Engine's form of `mounts`; options of another type of mount than its own are left out. */
export function mountRequests(mounts: Bag[] | undefined): object[] {
  return (mounts ?? []).map((mount) => ({
    Type: mount.type,
    Target: mount.target,
    Source: mount.source ?? "",
    ReadOnly: mount.readOnly ?? false,
    ...mountOptions(mount),
  }));
}

function mountOptions(mount: Bag): object {
  const options = (name: string, type: string): Bag | undefined =>
    mount.type === type ? (mount[name] as Bag | undefined) : undefined;
  const bind = options("bindOptions", "bind");
  if (bind) return { BindOptions: { Propagation: bind.propagation ?? "" } };
  const tmpfs = options("tmpfsOptions", "tmpfs");
  if (tmpfs) return { TmpfsOptions: { SizeBytes: tmpfs.sizeBytes ?? 0, Mode: tmpfs.mode ?? 0 } };
  const volume = options("volumeOptions", "volume");
  return volume ? { VolumeOptions: volumeOptions(volume) } : {};
}

function volumeOptions(options: Bag): object {
  return {
    NoCopy: options.noCopy ?? false,
    Labels: {},
    DriverConfig: { Name: options.driverName ?? "", Options: options.driverOptions ?? {} },
    Subpath: options.subpath ?? "",
  };
}

interface Ports {
  exposed: Record<string, object>;
  bindings: Record<string, { HostPort: string; HostIp: string }[]>;
}

/** The Engine's form of `ports`; external port 0 lets the Engine choose. */
export function portRequests(ports: Bag[] | undefined): Ports | undefined {
  if (!ports?.length) return undefined;
  const bindings: Ports["bindings"] = {};
  for (const port of ports) {
    const key = `${String(port.internal)}/${String(port.protocol)}`;
    bindings[key] ??= [];
    bindings[key].push({ HostPort: String(port.external ?? 0), HostIp: String(port.ip || "0.0.0.0") });
  }
  return { exposed: Object.fromEntries(Object.keys(bindings).map((key) => [key, {}])), bindings };
}
