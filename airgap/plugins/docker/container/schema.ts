import { isObject, type Value } from "../../sdk/values.ts";
import { canonical } from "../bridge/diff.ts";
import type { Change, Fields, Property, Schema } from "../bridge/schema.ts";
import { samePorts } from "./ports.ts";
import { absolutePath, atLeast, base64, duration, matching } from "./refusals.ts";

const replace = "replace" satisfies Change;
const update = "update" satisfies Change;
const text = { type: "string", change: replace } as const;
const flag = { type: "boolean", change: replace } as const;
const whole = { type: "integer", change: replace } as const;
const count = { type: "integer", change: replace, refuse: atLeast(0) } as const;
const strings = { type: "list", change: replace } as const;
const set = { type: "set", change: replace } as const;
const map = { type: "map", change: replace } as const;
const computed = true as const;
const required = true as const;

/** The Engine's default for these is "", which the official plugin takes for "as it is". */
const emptyIsNoChange = (old: Value, value: Value): boolean => value === "" || old === value;

const PORTS: Property = {
  type: "blocks",
  order: "list",
  change: replace,
  same: samePorts,
  fields: {
    internal: { ...whole, required },
    external: { ...whole, computed },
    ip: { ...text, fallback: "0.0.0.0" },
    protocol: { ...text, fallback: "tcp" },
  },
};

const MOUNT_FIELDS: Fields = {
  target: { ...text, required },
  source: text,
  type: { ...text, required, refuse: matching(/^(bind|volume|tmpfs)$/) },
  readOnly: flag,
  bindOptions: {
    type: "block",
    change: replace,
    fields: {
      propagation: { ...text, refuse: matching(/^(private|rprivate|shared|rshared|slave|rslave)$/) },
    },
  },
  volumeOptions: {
    type: "block",
    change: replace,
    fields: { noCopy: flag, driverName: text, driverOptions: map, subpath: text },
  },
  tmpfsOptions: { type: "block", change: replace, fields: { sizeBytes: whole, mode: whole } },
};

const MOUNTS: Property = {
  type: "blocks",
  order: "set",
  change: replace,
  changeOf: changeOfMounts,
  fields: MOUNT_FIELDS,
};

/** Another count of mounts, or a changed mount with tmpfs options or a subpath, replaces; the rest is an update. */
function changeOfMounts(old: Value, value: Value): Change {
  const before = Array.isArray(old) ? old : [];
  const after = Array.isArray(value) ? value : [];
  if (before.length !== after.length) return replace;
  const text = (mount: Value): string =>
    canonical({ type: "block", change: replace, fields: MOUNT_FIELDS }, mount);
  const olds = new Set(before.map(text));
  const news = new Set(after.map(text));
  const changed = [
    ...before.filter((mount) => !news.has(text(mount))),
    ...after.filter((mount) => !olds.has(text(mount))),
  ];
  return changed.some(forcesReplacement) ? replace : update;
}

function forcesReplacement(mount: Value): boolean {
  if (!isObject(mount)) return false;
  const options = mount.volumeOptions;
  return isObject(mount.tmpfsOptions) || (isObject(options) && Boolean(options.subpath));
}

const VOLUMES: Property = {
  type: "blocks",
  order: "set",
  change: replace,
  fields: {
    volumeName: text,
    hostPath: { ...text, refuse: absolutePath },
    containerPath: text,
    fromContainer: text,
    readOnly: flag,
    selinuxRelabel: { ...text, refuse: matching(/^(z|Z)$/) },
  },
};

const NETWORKS: Property = {
  type: "blocks",
  order: "set",
  change: replace,
  fields: {
    name: { ...text, required },
    aliases: set,
    ipv4Address: text,
    ipv6Address: text,
    linkLocalIps: set,
    macAddress: text,
    driverOpts: set,
    gwPriority: count,
  },
};

const UPLOADS: Property = {
  type: "blocks",
  order: "set",
  change: replace,
  fields: {
    file: { ...text, required },
    content: text,
    contentBase64: { ...text, refuse: base64 },
    source: text,
    sourceHash: text,
    executable: flag,
    permissions: { ...text, refuse: matching(/^0[0-7]{3}$/) },
  },
};

const period = { type: "string", change: update, fallback: "0s", refuse: duration } as const;

const HEALTHCHECK: Property = {
  type: "block",
  change: update,
  computed,
  fields: {
    tests: { type: "list", change: update },
    interval: period,
    timeout: period,
    startPeriod: period,
    startInterval: period,
    retries: { type: "integer", change: update, refuse: atLeast(0) },
  },
};

/** What the Engine is told when it makes the container, and what replaces it when it changes. */
const CREATION: Fields = {
  image: { ...text, required },
  name: text,
  hostname: { ...text, computed },
  domainname: text,
  command: { ...strings, computed },
  entrypoints: { ...strings, computed },
  user: { ...text, same: emptyIsNoChange },
  workingDir: { ...text, same: emptyIsNoChange },
  envs: { ...set, computed },
  labels: {
    type: "blocks",
    order: "set",
    change: replace,
    computed,
    fields: { label: { ...text, required }, value: { ...text, required } },
  },
  dns: set,
  dnsOpts: set,
  dnsSearches: set,
  hosts: {
    type: "blocks",
    order: "set",
    change: replace,
    fields: { host: { ...text, required }, ip: { ...text, required } },
  },
  groupAdds: set,
  ports: PORTS,
  publishAllPorts: flag,
  volumes: VOLUMES,
  mounts: MOUNTS,
  networkMode: { ...text, fallback: "bridge" },
  networksAdvanced: NETWORKS,
  capabilities: { type: "block", change: replace, fields: { adds: set, drops: set } },
  securityOpts: { ...set, computed },
  privileged: flag,
  readOnly: flag,
  usernsMode: text,
  pidMode: text,
  ipcMode: { ...text, computed },
  cgroupnsMode: { ...text, refuse: matching(/^(private|host|)$/) },
  cgroupParent: text,
  sysctls: map,
  storageOpts: map,
  runtime: { ...text, computed },
  ulimits: {
    type: "blocks",
    order: "set",
    change: replace,
    fields: {
      name: { ...text, required },
      soft: { ...whole, required },
      hard: { ...whole, required },
    },
  },
  shmSize: { ...count, computed },
  cpus: text,
  logDriver: { ...text, computed },
  logOpts: map,
  tty: flag,
  stdinOpen: flag,
  stopSignal: { ...text, computed },
  stopTimeout: { ...whole, computed },
  uploads: UPLOADS,
};

/** Changed in place by the Engine's update call. */
const RESOURCES: Fields = {
  restart: {
    type: "string",
    change: update,
    fallback: "no",
    refuse: matching(/^(no|on-failure|always|unless-stopped)$/),
  },
  maxRetryCount: { type: "integer", change: update },
  memory: { type: "integer", change: update, refuse: atLeast(0) },
  memoryReservation: { type: "integer", change: update, refuse: atLeast(0) },
  memorySwap: { type: "integer", change: update, refuse: atLeast(-1) },
  cpuShares: { type: "integer", change: update, refuse: atLeast(0) },
  cpuSet: { type: "string", change: update, refuse: matching(/^\d+([,-]\d+)*$/) },
};

/** Accepted as an update, but the container isn't touched: flags of the plugin, and what the plugin ignores. */
const UNTOUCHED: Fields = {
  mustRun: { type: "boolean", change: update, fallback: true },
  healthcheck: HEALTHCHECK,
  tmpfs: { type: "map", change: update },
  init: { type: "boolean", change: update, computed },
  rm: { type: "boolean", change: update },
  cpuPeriod: { type: "integer", change: update, refuse: atLeast(0) },
  cpuQuota: { type: "integer", change: update, refuse: atLeast(0) },
  start: { type: "boolean", change: update, fallback: true },
  wait: { type: "boolean", change: update },
  waitTimeout: { type: "integer", change: update, fallback: 60 },
  attach: { type: "boolean", change: update },
  logs: { type: "boolean", change: update },
  destroyGraceSeconds: { type: "integer", change: update },
  removeVolumes: { type: "boolean", change: update, fallback: true },
  containerReadRefreshTimeoutMilliseconds: { type: "integer", change: update, fallback: 15000 },
};

export const UPDATED_IN_PLACE: readonly string[] = Object.keys(RESOURCES);

export const CONTAINER: Schema = {
  inputs: { ...CREATION, ...RESOURCES, ...UNTOUCHED },
  outputs: ["networkDatas", "bridge", "exitCode", "containerLogs"],
  autoname: true,
  deleteBeforeReplace: "always",
  stateVersion: 2,
};
