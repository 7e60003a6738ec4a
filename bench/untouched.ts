import type Docker from "dockerode";
import { LABEL_SERVICE, LABEL_STACK } from "../ops/engine.ts";

/** What each thing of a stack is, under the service that it belongs to: it differs once the thing was touched. */
export type Snapshot = ReadonlyMap<string, string>;

/** Takes the stack's containers, networks, volumes and built images as they are now. */
export async function takeSnapshot(docker: Docker, stack: string): Promise<Snapshot> {
  const filters = { label: [`${LABEL_STACK}=${stack}`] };
  const [containers, networks, volumes, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listImages({ filters }),
  ]);
  const snapshot = new Map<string, string>();
  for (const { Id, Labels } of containers) {
    const { State, RestartCount } = await docker.getContainer(Id).inspect();
    snapshot.set(`${Labels[LABEL_SERVICE]} container ${Id}`, `${State.StartedAt} ${RestartCount}`);
  }
  for (const { Name, Id } of networks) snapshot.set(`network ${Name}`, Id);
  for (const volume of volumes.Volumes)
    snapshot.set(`volume ${volume.Name}`, (volume as { CreatedAt?: string }).CreatedAt ?? "");
  for (const { Id, RepoTags } of images) snapshot.set(`image ${Id}`, (RepoTags ?? []).join());
  return snapshot;
}

/** Names what is new, gone or different between two snapshots. */
export function touched(before: Snapshot, after: Snapshot): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** Number of resources that the CLI's closing summary counts as anything but unchanged. */
export function countChanges(output: string): number {
  const at = output.lastIndexOf("Resources:");
  if (at < 0) throw new Error("the CLI printed no summary of resources");
  const lines = output.slice(at).matchAll(/^\s*(?:[-+~><=]+\s*)?(\d+) (\w+)/gm);
  return [...lines]
    .filter(([, , what]) => what !== "unchanged" && what !== "changes")
    .reduce((sum, [, count]) => sum + Number(count), 0);
}
