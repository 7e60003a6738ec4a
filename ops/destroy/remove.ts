import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../context.ts";
import { DATA_VOLUMES } from "../data-volumes.ts";
import { LABEL_SERVICE, LABEL_STACK } from "../engine.ts";
import { stopContainer } from "../running.ts";
import { SERVICES, stackContainers } from "../services.ts";
import { type VolumeSize, volumeSizes } from "../volume-sizes.ts";

/** Removes containers, networks and rebuildable volumes with the stack's label; returns how many. */
export async function sweep(context: Context): Promise<number> {
  const { docker } = context;
  const containers = await stackContainers(context);
  // From the outside in, so that the databases outlive those who write to them.
  for (const service of ["", ...SERVICES]) {
    const group = containers.filter((one) =>
      service === "" ? !(SERVICES as readonly string[]).includes(one.service) : one.service === service,
    );
    await Promise.all(
      group.map(async (container) => {
        await stopContainer(context, container);
        await gone(docker.getContainer(container.id).remove({ force: true, v: true }));
      }),
    );
  }
  const networks = await docker.listNetworks({ filters: ownFilter(context) });
  for (const { Id } of networks) await removeNetwork(context, Id);
  const volumes = (await ownVolumes(context)).filter(({ short }) => !DATA_VOLUMES.includes(short));
  for (const { name } of volumes) await gone(docker.getVolume(name).remove());
  return containers.length + networks.length + volumes.length;
}

/** Removes every volume of the stack that is left: the data. Returns what they were. */
export async function removeData(context: Context): Promise<VolumeSize[]> {
  const volumes = await volumeSizes(context);
  for (const { name } of volumes) await gone(context.docker.getVolume(name).remove());
  return volumes;
}

/** Removes the images that were built for this stack; returns their names. */
export async function removeImages(context: Context): Promise<string[]> {
  const images = await ownImages(context);
  // By id and with force: one image may have several tags.
  for (const { Id } of images) await gone(context.docker.getImage(Id).remove({ force: true }));
  return images.flatMap(({ RepoTags }) => RepoTags?.filter((tag) => tag !== "<none>:<none>") ?? []);
}

/** Removes the folder with the stack's certificate authority. */
export function removeAuthority(context: Context): void {
  rmSync(authorityFolder(context), { recursive: true, force: true });
}

/** Everything of the stack that is still there, in words. */
export async function leftovers(context: Context): Promise<string[]> {
  const { docker } = context;
  const filters = ownFilter(context);
  const [containers, networks, volumes, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    ownVolumes(context),
    ownImages(context),
  ]);
  return [
    ...containers.map(({ Names }) => `container ${Names[0]?.slice(1)}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...volumes.map(({ name }) => `volume ${name}`),
    ...images.map(({ Id, RepoTags }) => `image ${RepoTags?.[0] ?? Id}`),
    ...(existsSync(authorityFolder(context)) ? [`folder ${authorityFolder(context)}`] : []),
  ];
}

async function removeNetwork(context: Context, id: string): Promise<void> {
  const network = context.docker.getNetwork(id);
  const { Containers } = (await network.inspect()) as { Containers?: Record<string, unknown> };
  // Somebody's own container may have been attached to look around.
  for (const container of Object.keys(Containers ?? {}))
    await gone(network.disconnect({ Container: container, Force: true }));
  await gone(network.remove());
}

async function ownVolumes(context: Context): Promise<{ name: string; short: string }[]> {
  const { Volumes } = await context.docker.listVolumes({ filters: ownFilter(context) });
  return (Volumes ?? []).map(({ Name, Labels }) => ({ name: Name, short: Labels[LABEL_SERVICE] ?? Name }));
}

function ownImages(context: Context) {
  return context.docker.listImages({ filters: ownFilter(context) });
}

function ownFilter({ stack }: Context) {
  return { label: [`${LABEL_STACK}=${stack}`] };
}

function authorityFolder({ home, stack }: Context): string {
  return join(home, "stacks", stack);
}

// 404: it is gone already, which was the aim.
async function gone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 404) throw error;
  });
}
