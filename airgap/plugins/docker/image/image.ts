import { diffInputs } from "../../sdk/diff.ts";
import type { Log, ResourceType } from "../../sdk/provider.ts";
import { type Bag, isObject, Secret, secret } from "../../sdk/values.ts";
import { deadline } from "../deadline.ts";
import type { Engines } from "../engine.ts";
import { engineError } from "../engine-error.ts";
import { buildImage } from "./build.ts";
import { canBuild, checkImage } from "./check.ts";

const INPUTS = "__inputs";

/**
 * docker:index/image:Image, built by the Engine's first builder and never pushed; its id is the image's name. Every
 * change rebuilds in place, and deleting does nothing: the image stays.
 */
export function imageType(engines: () => Engines): ResourceType {
  const build = async (inputs: Bag, timeoutSeconds: number, signal: AbortSignal, log: Log): Promise<Bag> => {
    try {
      const outputs = await buildImage(engines().images, inputs, deadline(signal, timeoutSeconds), log);
      return { ...outputs, [INPUTS]: secret(inputs) };
    } catch (error) {
      throw engineError("error building image", error);
    }
  };
  const isEcho = (inputs: Bag, preview: boolean): boolean =>
    preview && (inputs.buildOnPreview !== true || !canBuild(inputs));
  return {
    token: "docker:index/image:Image",
    check: async (request) => checkImage(request, engines().images.architecture),
    diff: async ({ olds, news }) => ({ detailed: diffInputs(storedInputs(olds), news, () => false) }),
    create: async ({ inputs, preview, timeoutSeconds, signal, log }) => {
      if (isEcho(inputs, preview)) return { id: "", outputs: inputs };
      return { id: inputs.imageName as string, outputs: await build(inputs, timeoutSeconds, signal, log) };
    },
    read: async ({ id, outputs, inputs }) => ({ id, outputs, inputs }),
    update: async ({ news, preview, timeoutSeconds, signal, log }) => {
      if (isEcho(news, preview)) return { outputs: news };
      return { outputs: await build(news, timeoutSeconds, signal, log) };
    },
    delete: async () => undefined,
  };
}

/** The inputs of the last build, which the state carries as a secret. */
function storedInputs(olds: Bag): Bag {
  const stored = olds[INPUTS];
  const inputs = stored instanceof Secret ? stored.value : stored;
  return isObject(inputs) ? inputs : {};
}
