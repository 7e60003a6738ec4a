import type Docker from "dockerode";
import type { Context } from "./context.ts";
import { LABEL_SERVICE, LABEL_STACK } from "./engine.ts";
import { OperatorError } from "./operator-error.ts";

const KEPT_PER_SERVICE = 3;

/** Pulls the images that the settings name and the engine doesn't have, with progress. */
export async function pullImages(context: Context): Promise<void> {
  const { nodeImage, postgresImage, redisImage, nginxImage } = context.settings;
  for (const image of [nodeImage, postgresImage, redisImage, nginxImage])
    if (!(await isPresent(context.docker, image)))
      await context.out.step(`pulling ${image}`, (detail) => pull(context, image, detail));
}

async function isPresent(docker: Docker, image: string): Promise<boolean> {
  try {
    await docker.getImage(image).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

async function pull(context: Context, image: string, detail: (text: string) => void): Promise<void> {
  try {
    const stream = await context.docker.pull(image);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    context.docker.modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      (event: { status?: string; progress?: string }) =>
        detail(`${event.status ?? ""} ${event.progress ?? ""}`),
    );
    await promise;
  } catch (error) {
    throw new OperatorError(
      `the image ${image} can't be had`,
      (error as Error).message,
      "check the name (./terminusa config) and the engine's way to its registry; with package registries only: TERMINUSA_TOOLCHAIN=airgap ./terminusa up",
    );
  }
}

/** Removes built images of this stack that no container uses, all but the newest three of each service. */
export async function pruneImages(context: Context): Promise<void> {
  const filters = { label: [`${LABEL_STACK}=${context.stack}`] };
  const images = await context.docker.listImages({ filters });
  const containers = await context.docker.listContainers({ all: true, filters });
  const used = new Set(containers.map((container) => container.ImageID));
  const byService = Map.groupBy(images, (image) => image.Labels?.[LABEL_SERVICE] ?? "");
  for (const group of byService.values()) {
    const old = group.sort((a, b) => b.Created - a.Created).slice(KEPT_PER_SERVICE);
    for (const image of old)
      if (!used.has(image.Id)) await context.docker.getImage(image.Id).remove({ force: true });
  }
}
