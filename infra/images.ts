import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Stack } from "./stack.ts";

/** An image from a registry, or one that the engine has already. Kept by `destroy`: others may use it. */
export function officialImage(name: string, image: string, parent: pulumi.Resource): docker.RemoteImage {
  return new docker.RemoteImage(name, { name: image, keepLocally: true }, { parent });
}

/**
 * An image built on the engine from a folder under .build/ that holds a bundle and a Dockerfile.
 * Its tag is a hash of the folder's content and the base's name: the same tree builds nothing.
 */
export class BuiltImage extends pulumi.ComponentResource {
  /** The engine's id of the image: what a container must use so that a rebuild replaces it. */
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** The tag: twelve hex digits, known before anything is built. */
  readonly version: string;

  constructor(
    stack: Stack,
    service: string,
    base: docker.RemoteImage,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("terminusa:infra:BuiltImage", `${service}-image`, {}, opts);
    this.version = contentHash(join(stack.root, ".build", service), stack.settings.nodeImage, stack.name);
    const image = new docker.Image(
      `${stack.prefix}-${service}`,
      {
        imageName: `${stack.prefix}-${service}:${this.version}`,
        build: {
          // Relative, so that the state is the same wherever the checkout stands.
          context: `../.build/${service}`,
          dockerfile: `../.build/${service}/Dockerfile`,
          args: { BASE: stack.settings.nodeImage, STACK: stack.name },
          // The Dockerfiles only copy; the classic builder does that on every engine without a session.
          builderVersion: docker.BuilderVersion.BuilderV1,
        },
        skipPush: true,
      },
      { parent: this, dependsOn: [base] },
    );
    this.id = image.repoDigest;
    this.name = image.imageName;
    this.registerOutputs();
  }
}

/** Twelve hex digits over the sorted paths and contents of a folder's files and over `more`. */
export function contentHash(folder: string, ...more: string[]): string {
  const hash = createHash("sha256");
  for (const path of listFiles(folder))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(folder, path)))
      .update("\0");
  return hash.update(more.join("\0")).digest("hex").slice(0, 12);
}

/** Paths of all files below a folder, relative, with slashes, sorted by code unit. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}
