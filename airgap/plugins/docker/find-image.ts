import type Dockerode from "dockerode";
import { ProviderError } from "../sdk/provider.ts";
import type { Engine } from "./engine.ts";
import { engineError, engineMessage, statusOf } from "./engine-error.ts";

export type ImageInfo = Dockerode.ImageInspectInfo;

/** The image on the engine by name or id, or null. */
export async function inspectImage(engine: Engine, name: string): Promise<ImageInfo | null> {
  try {
    return await engine.docker.getImage(name).inspect();
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw engineError(`unable to inspect image ${name}`, error);
  }
}

/** The image by name or id: the engine's own if it has one, else pulled without credentials. */
export async function findImage(
  engine: Engine,
  name: string,
  platform: string,
  signal: AbortSignal,
): Promise<ImageInfo> {
  if (name === "") throw new ProviderError("INVALID_ARGUMENT", "empty image name is not allowed");
  const local = await inspectImage(engine, name);
  if (local) return local;
  const refusal = await pull(engine, name, platform, signal);
  const pulled = await inspectImage(engine, name);
  if (pulled) return pulled;
  const reason = refusal === null ? "" : `: ${refusal}`;
  throw new ProviderError("NOT_FOUND", `unable to find or pull image ${name}${reason}`);
}

interface Progress {
  error?: string;
}

/** Pulls and returns the registry's or engine's complaint, or null. */
async function pull(
  engine: Engine,
  name: string,
  platform: string,
  signal: AbortSignal,
): Promise<string | null> {
  const options = { ...(platform !== "" && { platform }), abortSignal: signal };
  try {
    const stream = await engine.docker.pull(withTag(name), options);
    const events = await follow(engine, stream, signal);
    return events.find((event) => event.error !== undefined)?.error ?? null;
  } catch (error) {
    if (signal.aborted) throw engineError(`pulling image ${name}`, error);
    return engineMessage(error);
  }
}

/** Without a tag the Engine would pull them all. */
function withTag(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last.includes(":") || last.includes("@") ? name : `${name}:latest`;
}

/** The events of a progress stream once it has ended; an abort ends it with an error. */
function follow(engine: Engine, stream: NodeJS.ReadableStream, signal: AbortSignal): Promise<Progress[]> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    engine.docker.modem.followProgress(stream, (error: Error | null, events: Progress[]) => {
      signal.removeEventListener("abort", abort);
      if (error) reject(error);
      else resolve(events);
    });
  });
}
