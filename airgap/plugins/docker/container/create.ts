import { InitFailed, ProviderError } from "../../sdk/provider.ts";
import type { Bag } from "../../sdk/values.ts";
import { type Engine, speaks } from "../engine.ts";
import { engineError, engineMessage, says } from "../engine-error.ts";
import { findImage } from "../find-image.ts";
import { blockOrder, setOrder } from "../set-order.ts";
import { attach } from "./attach.ts";
import { parseDuration } from "./duration.ts";
import { waitUntilHealthy } from "./health.ts";
import { readContainer } from "./read.ts";
import { CONTAINER } from "./schema.ts";
import { creationRequest } from "./spec.ts";
import { upload } from "./upload.ts";

/**
 * Makes a container: image, create, networks, uploads, start, wait, attach, read. Errors before the container exists
 * are ProviderErrors; later ones InitFailed with the inputs as outputs, for the official plugin doesn't read then.
 */
export async function createContainer(
  engine: Engine,
  urn: string,
  inputs: Bag,
  signal: AbortSignal,
): Promise<{ id: string; outputs: Bag }> {
  const id = await make(engine, inputs, signal);
  let outputs = { ...inputs };
  try {
    outputs = { ...outputs, ...(await bringUp(engine, id, inputs, signal)) };
  } catch (error) {
    throw new InitFailed(id, outputs, [`creating ${urn}: ${engineMessage(error)}`]);
  }
  const read = await readContainer(engine, id, outputs, signal);
  if (!read)
    throw new ProviderError("ABORTED", `expected non-empty ID for new state during Create of ${urn}`);
  return read;
}

async function make(engine: Engine, inputs: Bag, signal: AbortSignal): Promise<string> {
  const image = inputs.image as string;
  try {
    await findImage(engine, image, "", signal);
  } catch (error) {
    throw engineError(`Unable to create container with image ${image}`, error);
  }
  refuseOldEngine(engine, inputs);
  const request = creationRequest(inputs);
  try {
    // Not to be aborted: a container whose id never came back would be lost to the state.
    const options = { _query: { name: inputs.name }, _body: request };
    const container = await engine.docker.createContainer(options as object);
    return container.id;
  } catch (error) {
    throw engineError("Unable to create container", error);
  }
}

/** What the official plugin or its client refuses to say to an older engine. */
function refuseOldEngine(engine: Engine, inputs: Bag): void {
  const mounts = (inputs.mounts ?? []) as Bag[];
  if (mounts.some((mount) => mount.type === "volume" && mount.volumeOptions) && !speaks(engine, "1.45")) {
    throw new ProviderError(
      "FAILED_PRECONDITION",
      "Setting VolumeOptions.Subpath requires docker version 1.45 or higher",
    );
  }
  const startInterval = (inputs.healthcheck as Bag | undefined)?.startInterval;
  if (startInterval && parseDuration(startInterval as string) !== 0 && !speaks(engine, "1.44")) {
    throw new ProviderError(
      "FAILED_PRECONDITION",
      'Unable to create container: "specify health-check start interval" requires API version 1.44, ' +
        `but the Docker daemon API version is ${engine.apiVersion}`,
    );
  }
}

/** Everything between the container's creation and its first read. Returns further outputs. */
async function bringUp(engine: Engine, id: string, inputs: Bag, signal: AbortSignal): Promise<Bag> {
  await connectNetworks(engine, id, inputs, signal);
  await upload(engine, id, inputs, signal);
  if (inputs.start === true) {
    await start(engine, id, signal);
    if (inputs.wait === true) await waitUntilHealthy(engine, id, Number(inputs.waitTimeout ?? 60), signal);
  }
  return inputs.attach === true ? attach(engine, id, inputs, signal) : {};
}

/** Starts the container; one that runs already is no error. */
export async function start(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.docker.getContainer(id).start({ abortSignal: signal });
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 304)
      throw engineError("Unable to start container", error);
  }
}

async function connectNetworks(engine: Engine, id: string, inputs: Bag, signal: AbortSignal): Promise<void> {
  const networks = (inputs.networksAdvanced ?? []) as Bag[];
  if (networks.length === 0) return;
  try {
    await engine.docker.getNetwork("bridge").disconnect({ Container: id, abortSignal: signal } as never);
  } catch (error) {
    if (!says(error, "is not connected to the network bridge")) {
      throw engineError("Unable to disconnect the default network", error);
    }
  }
  const property = CONTAINER.inputs.networksAdvanced!;
  const fields = property.type === "blocks" ? property.fields : {};
  for (const network of blockOrder(fields, networks)) await connectNetwork(engine, id, network, signal);
}

async function connectNetwork(engine: Engine, id: string, network: Bag, signal: AbortSignal): Promise<void> {
  const set = (key: string): string[] => setOrder((network[key] ?? []) as string[]);
  const name = network.name as string;
  const options = set("driverOpts").map((option) => option.split(/=(.*)/s).slice(0, 2));
  const endpoint = {
    Aliases: set("aliases"),
    IPAMConfig: {
      IPv4Address: network.ipv4Address ?? "",
      IPv6Address: network.ipv6Address ?? "",
      LinkLocalIPs: set("linkLocalIps"),
    },
    MacAddress: network.macAddress ?? "",
    DriverOpts: Object.fromEntries(options.filter((pair) => pair.length === 2)),
    GwPriority: network.gwPriority ?? 0,
  };
  try {
    await engine.docker
      .getNetwork(name)
      .connect({ Container: id, EndpointConfig: endpoint, abortSignal: signal } as never);
  } catch (error) {
    throw engineError(`Unable to connect to network '${name}'`, error);
  }
}
