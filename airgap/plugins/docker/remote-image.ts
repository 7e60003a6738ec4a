import { ProviderError, type ResourceType } from "../sdk/provider.ts";
import type { Bag } from "../sdk/values.ts";
import { checkInputs } from "./bridge/check.ts";
import { diffState, needsReplacement } from "./bridge/diff.ts";
import { refreshInputs } from "./bridge/refresh.ts";
import { plain, type Schema } from "./bridge/schema.ts";
import { deadline } from "./deadline.ts";
import type { Engine, Engines } from "./engine.ts";
import { engineError } from "./engine-error.ts";
import { findImage, type ImageInfo, inspectImage } from "./find-image.ts";

const text = { type: "string", change: "replace" } as const;

export const REMOTE_IMAGE: Schema = {
  inputs: {
    name: { ...text, required: true },
    platform: text,
    pullTriggers: { type: "set", change: "replace" },
    triggers: { type: "map", change: "replace" },
    keepLocally: { type: "boolean", change: "update" },
    forceRemove: { type: "boolean", change: "update" },
  },
  outputs: ["imageId", "repoDigest"],
  autoname: false,
  deleteBeforeReplace: "never",
  stateVersion: 0,
};

/** docker:index/remoteImage:RemoteImage without `build`; its id is the image's id followed by its name. */
export function remoteImageType(engines: () => Engines): ResourceType {
  return {
    token: "docker:index/remoteImage:RemoteImage",
    check: async (request) => checkInputs(REMOTE_IMAGE, request),
    diff: async (request) => diffState(REMOTE_IMAGE, request),
    create: async ({ inputs, preview, timeoutSeconds, signal }) => {
      if (preview) return { id: "", outputs: plain(inputs) };
      return find(engines().main, plain(inputs), deadline(signal, timeoutSeconds));
    },
    read: async ({ id, outputs, inputs }) => {
      const name = outputs.name;
      // Without a state there is no name to look for: the official plugin can't import images.
      if (typeof name !== "string") throw new ProviderError("UNIMPLEMENTED", `image ${id} can't be imported`);
      const info = await inspectImage(engines().main, name);
      if (!info) return null;
      const read = state(plain(outputs), info);
      return { ...read, inputs: refreshInputs(REMOTE_IMAGE, inputs, read.outputs) };
    },
    update: async (request) => {
      if (needsReplacement(diffState(REMOTE_IMAGE, request))) {
        throw new ProviderError("FAILED_PRECONDITION", `${request.urn} can't be updated in place`);
      }
      const { imageId, repoDigest } = request.olds;
      const known: Bag = { ...plain(request.news), imageId: imageId ?? "", repoDigest: repoDigest ?? "" };
      if (request.preview) return { outputs: known };
      const signal = deadline(request.signal, request.timeoutSeconds);
      return { outputs: (await find(engines().main, plain(request.news), signal)).outputs };
    },
    delete: async ({ outputs }) => removeImage(engines().main, outputs),
  };
}

async function find(engine: Engine, inputs: Bag, signal: AbortSignal): Promise<{ id: string; outputs: Bag }> {
  try {
    const platform = String(inputs.platform ?? "");
    return state(inputs, await findImage(engine, inputs.name as string, platform, signal));
  } catch (error) {
    throw engineError("Unable to read Docker image into resource", error);
  }
}

function state(inputs: Bag, info: ImageInfo): { id: string; outputs: Bag } {
  const name = inputs.name as string;
  const outputs = { ...inputs, imageId: info.Id, repoDigest: repoDigest(name, info.RepoDigests ?? []) };
  return { id: info.Id + name, outputs };
}

/** Of several registries' digests the one of this name, else the first; empty for an image that knows no registry. */
function repoDigest(name: string, digests: string[]): string {
  const repository = name.split(":")[0] ?? name;
  return digests.find((digest) => digests.length > 1 && digest.startsWith(repository)) ?? digests[0] ?? "";
}

/** Removes the image by name unless it is kept; one that is gone is no error. */
async function removeImage(engine: Engine, outputs: Bag): Promise<void> {
  if (outputs.keepLocally === true) return;
  const name = outputs.name as string;
  if (!(await inspectImage(engine, name))) return;
  try {
    await engine.docker.getImage(name).remove({ force: outputs.forceRemove === true });
  } catch (error) {
    throw engineError(`Unable to remove Docker image ${name}`, error);
  }
}
