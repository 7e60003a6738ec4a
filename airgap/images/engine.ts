import type Docker from "dockerode";

interface Progress {
  stream?: string;
  error?: string;
  aux?: { ID?: string };
}

/** What the engine said while it worked. */
export interface Told {
  lines: string[];
  imageId: string | undefined;
}

/** Reads an answer of the engine to its end; throws if the engine reports an error, with the last lines before it. */
export async function followProgress(docker: Docker, stream: NodeJS.ReadableStream): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Progress[]>();
  docker.modem.followProgress(stream, (error: Error | null, all: Progress[]) =>
    error ? reject(error) : resolve(all),
  );
  const all = await promise;
  const lines = all.flatMap(({ stream = "" }) => stream.split("\n")).filter((line) => line.trim() !== "");
  const failure = all.find(({ error }) => error !== undefined);
  if (failure) throw new Error([...lines.slice(-5), failure.error].join(" · "));
  return { lines, imageId: all.findLast(({ aux }) => aux?.ID)?.aux?.ID };
}

/** An image and the value of one of its labels; undefined where the engine has no such image. */
export async function findImage(
  docker: Docker,
  name: string,
  label: string,
): Promise<{ id: string; label: string | undefined } | undefined> {
  try {
    const { Id, Config } = await docker.getImage(name).inspect();
    return { id: Id, label: Config.Labels?.[label] };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Removes a name, and the image with it where nothing uses it: a container's image stays until the container goes. */
export async function removeImage(docker: Docker, nameOrId: string): Promise<void> {
  try {
    await docker.getImage(nameOrId).remove();
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}
