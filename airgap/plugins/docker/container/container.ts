import { ProviderError, type ResourceType } from "../../sdk/provider.ts";
import { checkInputs } from "../bridge/check.ts";
import { diffState, needsReplacement } from "../bridge/diff.ts";
import { refreshInputs } from "../bridge/refresh.ts";
import { plain } from "../bridge/schema.ts";
import { deadline } from "../deadline.ts";
import type { Engines } from "../engine.ts";
import { createContainer } from "./create.ts";
import { deleteContainer } from "./delete.ts";
import { readContainer } from "./read.ts";
import { CONTAINER } from "./schema.ts";
import { planUpdate, updateContainer } from "./update.ts";

/** docker:index/container:Container; its id is the container's full hexadecimal id. */
export function containerType(engines: () => Engines): ResourceType {
  return {
    token: "docker:index/container:Container",
    check: async (request) => checkInputs(CONTAINER, request),
    diff: async (request) => diffState(CONTAINER, request),
    create: async ({ urn, inputs, preview, timeoutSeconds, signal }) => {
      if (preview) return { id: "", outputs: plain(inputs) };
      return createContainer(engines().main, urn, plain(inputs), deadline(signal, timeoutSeconds));
    },
    read: async ({ id, outputs, inputs, signal }) => {
      const read = await readContainer(engines().main, id, outputs, signal);
      return (
        read && { id: read.id, outputs: read.outputs, inputs: refreshInputs(CONTAINER, inputs, read.outputs) }
      );
    },
    update: async (request) => {
      const diff = diffState(CONTAINER, request);
      if (needsReplacement(diff)) {
        throw new ProviderError("FAILED_PRECONDITION", `${request.urn} can't be updated in place`);
      }
      const news = plain(request.news);
      const outputs = planUpdate(request.olds, news);
      if (request.preview) return { outputs };
      const signal = deadline(request.signal, request.timeoutSeconds);
      await updateContainer(engines().main, request, news, outputs, signal);
      return { outputs };
    },
    delete: async ({ id, outputs, timeoutSeconds, signal }) =>
      deleteContainer(engines().main, id, outputs, deadline(signal, timeoutSeconds)),
  };
}
