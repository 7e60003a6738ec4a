import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { labels, type Stack } from "./stack.ts";

/** Volumes that outlive `destroy`: players and their history. */
export const DATA_VOLUMES = ["postgres-data", "redis-data", "logs"] as const;
/** Volumes whose content the program makes itself, anew after each `destroy`. */
export const MADE_VOLUMES = [
  "postgres-config",
  "redis-config",
  "server-secrets",
  "nginx-config",
  "tls",
  "assets",
] as const;
export type VolumeName = (typeof DATA_VOLUMES)[number] | (typeof MADE_VOLUMES)[number];

/** All volumes of a stack by their short name. */
export class Volumes extends pulumi.ComponentResource {
  readonly #byName = new Map<VolumeName, docker.Volume>();

  constructor(stack: Stack, opts?: pulumi.ComponentResourceOptions) {
    super("terminusa:infra:Volumes", "volumes", {}, opts);
    for (const name of DATA_VOLUMES) this.#byName.set(name, this.#volume(stack, name, true));
    for (const name of MADE_VOLUMES) this.#byName.set(name, this.#volume(stack, name, false));
    this.registerOutputs();
  }

  /** A mount of the volume `name` at `containerPath`. */
  at(name: VolumeName, containerPath: string, readOnly: boolean) {
    return { volumeName: this.#byName.get(name)!.name, containerPath, readOnly };
  }

  // A volume's labels and driver force its replacement, which would delete the data: they are never
  // changed after creation. retainOnDelete rather than protect, so that a plain `pulumi destroy` works.
  #volume(stack: Stack, name: VolumeName, data: boolean): docker.Volume {
    const fixed = { name: `${stack.prefix}-${name}`, labels: labels(stack, name) };
    const ignoreChanges = ["labels", "driver", "driverOpts"];
    return new docker.Volume(fixed.name, fixed, { parent: this, retainOnDelete: data, ignoreChanges });
  }
}
