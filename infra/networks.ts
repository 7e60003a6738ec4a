import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { labels, type Stack } from "./stack.ts";

/**
 * The two networks: `edge` for Nginx and the servers, `data` (without a way out) for the servers, the
 * databases and the jobs. Nginx can't reach a database, and a database can't reach the world.
 */
export class Networks extends pulumi.ComponentResource {
  readonly edge: docker.Network;
  readonly data: docker.Network;

  constructor(stack: Stack, opts?: pulumi.ComponentResourceOptions) {
    super("terminusa:infra:Networks", "networks", {}, opts);
    this.edge = this.#network(stack, "edge", false);
    this.data = this.#network(stack, "data", true);
    this.registerOutputs();
  }

  #network(stack: Stack, name: string, internal: boolean): docker.Network {
    return new docker.Network(
      `${stack.prefix}-${name}`,
      { name: `${stack.prefix}-${name}`, driver: "bridge", internal, labels: labels(stack, name) },
      { parent: this },
    );
  }
}
