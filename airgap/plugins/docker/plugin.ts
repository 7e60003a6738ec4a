import sdk from "@pulumi/docker/package.json" with { type: "json" };
import { type Plugin, ProviderError } from "../sdk/provider.ts";
import { containerType } from "./container/container.ts";
import { connectEngines, type Engines } from "./engine.ts";
import { imageType } from "./image/image.ts";
import { networkType } from "./network.ts";
import { remoteImageType } from "./remote-image.ts";
import { checkSettings, readSettings } from "./settings.ts";
import { volumeType } from "./volume.ts";

/** The stand-in for the docker plugin. Nothing connects before Configure. */
export function dockerPlugin(env: Readonly<Record<string, string | undefined>>, home: string): Plugin {
  let connected: Engines | undefined;
  const engines = (): Engines => {
    if (connected) return connected;
    throw new ProviderError("FAILED_PRECONDITION", "the docker plugin hasn't been configured");
  };
  return {
    name: "docker",
    version: sdk.version,
    resources: [
      containerType(engines),
      networkType(engines),
      volumeType(engines),
      remoteImageType(engines),
      imageType(engines),
    ],
    checkConfig: async ({ news }) => ({ inputs: news, failures: checkSettings(news) }),
    configure: async (args) => {
      connected = await connectEngines(readSettings(args, env, home));
    },
  };
}
