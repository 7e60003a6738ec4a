import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { digest, hardened, SERVICE, serviceOptions } from "./container.ts";
import { redisSettings } from "./files.ts";
import { officialImage } from "./images.ts";
import type { Networks } from "./networks.ts";
import type { Stack } from "./stack.ts";
import type { Volumes } from "./volumes.ts";

/** Redis: one, replaced delete-first. */
export class Redis extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(
    stack: Stack,
    networks: Networks,
    volumes: Volumes,
    files: pulumi.Resource,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("terminusa:infra:Redis", "redis", {}, opts);
    const { settings } = stack;
    const image = officialImage("redis-image", settings.redisImage, this);
    const ping = "REDISCLI_AUTH=$(cat /etc/terminusa/password) redis-cli ping | grep PONG";
    this.container = new docker.Container(
      `${stack.prefix}-redis`,
      {
        ...hardened(stack, {
          service: "redis",
          image: image.imageId,
          user: "999:999",
          workingDir: "/data",
          command: ["redis-server", "/etc/terminusa/redis.conf"],
          volumes: [
            volumes.at("redis-config", "/etc/terminusa", true),
            volumes.at("redis-data", "/data", false),
          ],
          networks: [{ name: networks.data.name, aliases: ["redis"] }],
          memory: settings.redisMemory,
          cpus: settings.redisCpus,
          processes: 128,
          openFiles: 16_384,
          healthcheck: ["CMD", "sh", "-c", ping],
          labels: {
            "io.terminusa.files": digest(redisSettings(stack)),
            "io.terminusa.secrets": String(settings.secretsVersion),
          },
          graceSeconds: 30,
        }),
        ...SERVICE,
        name: `${stack.prefix}-redis`,
      },
      serviceOptions(this, [files], true),
    );
    this.registerOutputs();
  }
}
