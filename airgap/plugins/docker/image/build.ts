import { type Log, ProviderError } from "../../sdk/provider.ts";
import type { Bag } from "../../sdk/values.ts";
import type { Engine } from "../engine.ts";
import { inspectImage } from "../find-image.ts";
import { packContext } from "./archive.ts";

const QUOTED_LINES = 20;

interface BuildEvent {
  stream?: string;
  error?: string;
  aux?: { ID?: string };
}

/**
 * Builds an image with the Engine's first builder and returns the outputs. The error of a failed build carries the
 * last lines that the build wrote.
 */
export async function buildImage(engine: Engine, inputs: Bag, signal: AbortSignal, log: Log): Promise<Bag> {
  const name = inputs.imageName as string;
  const build = inputs.build as Bag;
  const context = build.context as string;
  const archive = await packContext(context, build.dockerfile as string);
  const lines = await run(engine, archive.stream, options(name, build, archive.dockerfile), signal, log);
  const image = await inspectImage(engine, name);
  if (!image) {
    throw new ProviderError(
      "ABORTED",
      `unable to find built image ${name} in local image store\n${lines.join("\n")}`,
    );
  }
  return {
    imageName: name,
    baseImageName: name,
    registryServer: "",
    context,
    dockerfile: archive.relativeDockerfile,
    platform: build.platform ?? "",
    repoDigest: image.Id,
  };
}

function options(name: string, build: Bag, dockerfile: string): object {
  const hosts = build.addHosts as string[] | undefined;
  return {
    t: name,
    dockerfile,
    version: "1",
    // Of a build that fails too.
    forcerm: true,
    ...(build.args ? { buildargs: build.args } : {}),
    ...(build.target ? { target: build.target } : {}),
    ...(build.platform ? { platform: build.platform } : {}),
    ...(build.network ? { networkmode: build.network } : {}),
    ...(hosts?.length ? { extrahosts: hosts.join(",") } : {}),
  };
}

async function run(
  engine: Engine,
  archive: NodeJS.ReadableStream,
  options: object,
  signal: AbortSignal,
  log: Log,
): Promise<string[]> {
  const lines: string[] = [];
  let failure: string | undefined;
  const note = (event: BuildEvent): void => {
    if (event.error !== undefined) failure = event.error;
    for (const line of (event.stream ?? "").split("\n").filter((text) => text.trim() !== "")) {
      lines.push(line);
      log("debug", line);
    }
  };
  const stream = await engine.docker.buildImage(archive, { ...options, abortSignal: signal } as object);
  await followBuild(engine, stream, note, signal);
  if (failure === undefined) return lines.slice(-QUOTED_LINES);
  const quoted = lines.slice(-QUOTED_LINES).map((line) => `  ${line}`);
  throw new ProviderError("ABORTED", [failure, ...quoted].join("\n"));
}

function followBuild(
  engine: Engine,
  stream: NodeJS.ReadableStream,
  note: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const done = (error: Error | null): void => {
      signal.removeEventListener("abort", abort);
      if (error) reject(error);
      else resolve();
    };
    engine.docker.modem.followProgress(stream, done, note);
  });
}
