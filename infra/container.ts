import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { labels, type Stack } from "./stack.ts";

type Volume = { volumeName: pulumi.Input<string>; containerPath: string; readOnly: boolean };

/** What differs from one container to the next; everything else is the same hardening for all. */
export interface ContainerSpec {
  service: string;
  image: pulumi.Input<string>;
  /** uid:gid, never root but for a file-writing job without a network. */
  user: string;
  groups?: string[];
  command?: pulumi.Input<string>[];
  environment?: Record<string, pulumi.Input<string>>;
  volumes?: Volume[];
  networks?: { name: pulumi.Input<string>; aliases: string[] }[];
  ports?: { internal: number; external: number; ip: string }[];
  /** MiB, also the limit with swap. */
  memory: number;
  cpus: string;
  /** Most processes and threads of this user. */
  processes: number;
  openFiles?: number;
  /** Explicit, because the provider reads the image's back and would take its absence for a change. */
  workingDir: string;
  /** Capabilities added to none, in the engine's form (CAP_CHOWN). */
  capabilities?: string[];
  /** Writable memory file systems: path → mount options. /tmp is always there. */
  tmpfs?: Record<string, string>;
  writableRoot?: boolean;
  healthcheck?: string[];
  /** Labels that replace the container when they change. Never anything secret. */
  labels?: Record<string, string>;
  /** Seconds from the stop signal to the kill. */
  graceSeconds: number;
  stopSignal?: string;
  /** Runs a small init as process 1, which reaps children and passes signals on. */
  init?: boolean;
  shmSize?: number;
}

const TMP = "rw,noexec,nosuid,nodev,size=64m";

/** Arguments of a hardened container: read-only root, no capabilities, no new privileges, bounded everything. */
export function hardened(stack: Stack, spec: ContainerSpec): docker.ContainerArgs {
  const tmpfs = { "/tmp": TMP, ...spec.tmpfs };
  // The provider accepts edits of these without touching the container, so their hash is a label,
  // which does replace it.
  const silent = { healthcheck: spec.healthcheck, tmpfs, init: spec.init };
  return {
    image: spec.image,
    user: spec.user,
    workingDir: spec.workingDir,
    ...(spec.groups && { groupAdds: spec.groups }),
    ...(spec.command && { command: spec.command }),
    envs: Object.entries(spec.environment ?? {}).map(([name, value]) => joined(name, value)),
    labels: labels(stack, spec.service, { ...spec.labels, "io.terminusa.spec": digest(silent) }),
    volumes: spec.volumes ?? [],
    networkMode: spec.networks ? "bridge" : "none",
    ...(spec.networks && { networksAdvanced: spec.networks }),
    ...(spec.ports && { ports: spec.ports.map((port) => ({ ...port, protocol: "tcp" })) }),
    memory: spec.memory,
    memorySwap: spec.memory,
    cpus: cpusAsRead(spec.cpus),
    ulimits: [
      { name: "nofile", soft: spec.openFiles ?? 4096, hard: spec.openFiles ?? 4096 },
      { name: "nproc", soft: spec.processes, hard: spec.processes },
    ],
    readOnly: spec.writableRoot !== true,
    capabilities: { drops: ["ALL"], ...(spec.capabilities && { adds: spec.capabilities }) },
    securityOpts: ["no-new-privileges"],
    tmpfs,
    init: spec.init ?? false,
    ...(spec.shmSize && { shmSize: spec.shmSize }),
    logDriver: "json-file",
    logOpts: { "max-file": "3", "max-size": "10m" },
    stopTimeout: spec.graceSeconds,
    destroyGraceSeconds: spec.graceSeconds,
    ...(spec.stopSignal && { stopSignal: spec.stopSignal }),
    ...(spec.healthcheck && { healthcheck: healthcheck(spec.healthcheck) }),
  };
}

/** What makes a container a service: restarted for ever, and up only when it is healthy. */
export const SERVICE = { restart: "unless-stopped", wait: true, waitTimeout: 60 } as const;

/**
 * Options of a service. A container that never became healthy is replaced by the next `up`: the provider
 * alone would take it for good then, and the engine would delete the healthy one that it was to replace.
 */
export function serviceOptions(
  parent: pulumi.Resource,
  dependsOn: pulumi.Resource[],
  deleteBeforeReplace: boolean,
): pulumi.CustomResourceOptions {
  return { parent, dependsOn, deleteBeforeReplace, replaceOnChanges: ["#initerror"] };
}

/** A healthcheck that asks a server's health port whether it is ready, with bash alone; prints the answer. */
export function readinessCheck(port: number): string[] {
  const request = `printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3`;
  return [
    "CMD",
    "bash",
    "-c",
    `exec 3<>/dev/tcp/127.0.0.1/${port}; ${request}; r=$(cat <&3); echo "\${r##*$'\\r'}"; [[ $r == *' 200 '* ]]`,
  ];
}

// The engine makes its first probe after one interval, so a longer one would delay every start.
function healthcheck(tests: string[]) {
  return { tests, interval: "3s", timeout: "5s", retries: 5, startPeriod: "30s" };
}

/**
 * A number of cores as the provider reads it back from the engine (1 → 1.0, 0.50 → 0.5): any other form
 * of the same number would replace the container at each `up`. Source: its nanoInt64ToDecimalString.
 */
export function cpusAsRead(cpus: string): string {
  const text = Number(cpus).toFixed(9);
  return [...text].filter((digit) => digit === "0").length === 9
    ? Number(cpus).toFixed(1)
    : text.replace(/0+$/, "");
}

function joined(name: string, value: pulumi.Input<string>): pulumi.Input<string> {
  return typeof value === "string"
    ? `${name}=${value}`
    : (value as pulumi.Output<string>).apply((text) => `${name}=${text}`);
}

/** Twelve hex digits over any JSON value. */
export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);
}
