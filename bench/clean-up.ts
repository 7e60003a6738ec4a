import type Docker from "dockerode";

/** Removes every container, network, volume and image that carries the label `label` (name=value), at once. */
export async function removeLabelled(docker: Docker, label: string): Promise<void> {
  const filters = { label: [label] };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(ignoreMissing)),
  );
  for (const { Id } of await docker.listNetworks({ filters }))
    await docker.getNetwork(Id).remove().catch(ignoreMissing);
  await removeVolumes(docker, label);
  for (const { Id } of await docker.listImages({ filters }))
    await docker.getImage(Id).remove({ force: true }).catch(ignoreMissing);
}

/** Removes the volumes that carry a label; throws while a container uses one. */
export async function removeVolumes(docker: Docker, label: string): Promise<void> {
  const { Volumes } = await docker.listVolumes({ filters: { label: [label] } });
  for (const { Name } of Volumes) await docker.getVolume(Name).remove().catch(ignoreMissing);
}

function ignoreMissing(error: { statusCode?: number }): void {
  if (error.statusCode !== 404) throw error;
}
