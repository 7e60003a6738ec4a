import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import type { Unary } from "./call.ts";
import type { Engine } from "./engine.ts";
import type { Plugin } from "./provider.ts";
import { checkResponse, diffResponse } from "./responses.ts";
import { emptyMessage, fromStruct, pluginPb, providerPb } from "./stubs.ts";

/** The methods about the plugin itself and its provider resource. */
export function configHandlers(plugin: Plugin, engine: Engine, unary: Unary): UntypedServiceImplementation {
  return {
    handshake: unary(async (request: pb.ProviderHandshakeRequest) => {
      engine.attach(request.getEngineAddress());
      const response = new providerPb.ProviderHandshakeResponse();
      response.setAcceptSecrets(plugin.secretsSpread ?? false);
      return response;
    }),
    attach: unary(async (request: { getAddress(): string }) => {
      engine.attach(request.getAddress());
      return emptyMessage();
    }),
    getPluginInfo: unary(async () => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(plugin.version);
      return info;
    }),
    checkConfig: unary(async (request: pb.CheckRequest) => {
      const olds = fromStruct(request.getOlds());
      const news = fromStruct(request.getNews());
      const checked = await plugin.checkConfig?.({ urn: request.getUrn(), olds, news });
      return checkResponse(checked ?? { inputs: news, failures: [] });
    }),
    diffConfig: unary(async (request: pb.DiffRequest) => {
      const changed = await plugin.diffConfig?.({
        urn: request.getUrn(),
        olds: fromStruct(request.getOlds()),
        oldInputs: fromStruct(request.getOldInputs()),
        news: fromStruct(request.getNews()),
      });
      return diffResponse(changed ?? { detailed: {} });
    }),
    configure: unary(async (request: pb.ConfigureRequest) => {
      await plugin.configure(fromStruct(request.getArgs()));
      const response = new providerPb.ConfigureResponse();
      response.setSupportspreview(true);
      response.setAcceptsecrets(plugin.secretsSpread ?? false);
      return response;
    }),
  };
}
