import { execFile } from "node:child_process";
import { promisify } from "node:util";
import Docker from "dockerode";

const run = promisify(execFile);

export const docker = new Docker();

const LABEL_STACK = "io.terminusa.stack";
const LABEL_SERVICE = "io.terminusa.service";

/** Containers of a stack's service, running ones first made first. */
export async function containersOf(stack: string, service: string): Promise<Docker.ContainerInspectInfo[]> {
  const filters = { label: [`${LABEL_STACK}=${stack}`, `${LABEL_SERVICE}=${service}`] };
  const all = await docker.listContainers({ filters });
  const sorted = all.sort((a, b) => a.Created - b.Created);
  return Promise.all(sorted.map(({ Id }) => docker.getContainer(Id).inspect()));
}

/** Names of everything on the engine that belongs to a stack, by label or by name. */
export async function leftovers(stack: string): Promise<string[]> {
  const filters = { label: [`${LABEL_STACK}=${stack}`] };
  const [containers, networks, { Volumes }, images] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages({ filters }),
  ]);
  const prefix = `terminusa-${stack}-`;
  return [
    ...containers.flatMap((container) => container.Names.map((name) => name.slice(1))),
    ...networks.map((network) => network.Name),
    ...(Volumes ?? []).map((volume) => volume.Name),
    ...images.flatMap((image) => (image.RepoTags ?? []).filter((tag) => tag.startsWith(prefix))),
  ].filter((name) => name.startsWith(prefix));
}

/** Everything that `docker inspect` shows of a stack's containers, images and volumes. */
export async function inspectAll(stack: string): Promise<string> {
  const filters = { label: [`${LABEL_STACK}=${stack}`] };
  const containers = await docker.listContainers({ all: true, filters });
  const images = await docker.listImages({ filters });
  const shown = [
    ...(await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).inspect()))),
    ...(await Promise.all(images.map(({ Id }) => docker.getImage(Id).inspect()))),
    ...(await Promise.all(images.map(({ Id }) => docker.getImage(Id).history()))),
    (await docker.listVolumes({ filters })).Volumes,
  ];
  return JSON.stringify(shown);
}

/** Runs a command in a container and returns what it printed; rejects when it fails. */
export async function execIn(id: string, command: string[]): Promise<string> {
  const { stdout } = await run("docker", ["exec", id, ...command], { timeout: 120_000 });
  return stdout;
}
