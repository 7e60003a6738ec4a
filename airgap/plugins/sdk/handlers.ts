import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import { type Handler, type Unary, unaryCall } from "./call.ts";
import { configHandlers } from "./config-handlers.ts";
import type { Engine } from "./engine.ts";
import { type Autonaming, type Log, type Plugin, ProviderError, type ResourceType } from "./provider.ts";
import { checkResponse, diffResponse } from "./responses.ts";
import { anySecret, emptyMessage, fromStruct, providerPb, toStruct, withSecretsOf } from "./stubs.ts";
import { type Bag, secret } from "./values.ts";

const AUTONAMING: Autonaming["mode"][] = ["propose", "enforce", "disabled"];

/** All ResourceProvider methods of a plugin. `cancelled` aborts the work of every call, now and later. */
export function handlers(
  plugin: Plugin,
  engine: Engine,
  cancelled: AbortController,
): UntypedServiceImplementation {
  const types = new Map(plugin.resources.map((resource) => [resource.token, resource]));
  const unary = <Q, R>(handler: Handler<Q, R>) => unaryCall(handler, engine, cancelled.signal);
  return {
    ...configHandlers(plugin, engine, unary),
    ...resourceHandlers(plugin, (token) => findType(plugin, types, token), engine, unary),
    invoke: unary((request: pb.InvokeRequest, signal) => invoke(plugin, engine, request, signal)),
    cancel: unary(async () => {
      cancelled.abort(new ProviderError("CANCELLED", "the engine cancelled the operation"));
      return emptyMessage();
    }),
  };
}

function resourceHandlers(
  plugin: Plugin,
  find: (token: string) => ResourceType,
  engine: Engine,
  unary: Unary,
): UntypedServiceImplementation {
  return {
    check: unary(async (request: pb.CheckRequest) => {
      const autonaming = request.getAutonaming();
      const { inputs, failures } = await find(typeOf(request)).check({
        ...identity(request),
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        randomSeed: request.getRandomseed_asU8(),
        ...(autonaming && {
          autonaming: {
            proposedName: autonaming.getProposedName(),
            mode: AUTONAMING[autonaming.getMode()] ?? "propose",
          },
        }),
      });
      return checkResponse({ inputs: withSecretsOf(request.getNews(), inputs), failures });
    }),
    diff: unary(async (request: pb.DiffRequest) =>
      diffResponse(
        await find(typeOf(request)).diff({
          urn: request.getUrn(),
          id: request.getId(),
          olds: fromStruct(request.getOlds()),
          oldInputs: fromStruct(request.getOldInputs()),
          news: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
        }),
      ),
    ),
    create: unary(async (request: pb.CreateRequest, signal) => {
      const created = await find(typeOf(request)).create({
        ...identity(request),
        inputs: fromStruct(request.getProperties()),
        preview: request.getPreview(),
        timeoutSeconds: request.getTimeout(),
        signal,
        log: logFor(plugin, engine, request.getUrn(), request.getProperties()),
      });
      const response = new providerPb.CreateResponse();
      response.setId(created.id);
      response.setProperties(answer(plugin, created.outputs, request.getProperties()));
      return response;
    }),
    read: unary(async (request: pb.ReadRequest, signal) => {
      const found = await find(typeOf(request)).read({
        urn: request.getUrn(),
        id: request.getId(),
        outputs: fromStruct(request.getProperties()),
        inputs: fromStruct(request.getInputs()),
        signal,
        log: logFor(plugin, engine, request.getUrn(), request.getProperties()),
      });
      const response = new providerPb.ReadResponse();
      if (found === null) return response;
      response.setId(found.id);
      response.setProperties(answer(plugin, found.outputs, request.getProperties()));
      response.setInputs(toStruct(withSecretsOf(request.getInputs(), found.inputs)));
      return response;
    }),
    update: unary(async (request: pb.UpdateRequest, signal) => {
      const updated = await find(typeOf(request)).update({
        urn: request.getUrn(),
        id: request.getId(),
        olds: fromStruct(request.getOlds()),
        oldInputs: fromStruct(request.getOldInputs()),
        news: fromStruct(request.getNews()),
        preview: request.getPreview(),
        timeoutSeconds: request.getTimeout(),
        ignoreChanges: request.getIgnorechangesList(),
        signal,
        log: logFor(plugin, engine, request.getUrn(), request.getOlds(), request.getNews()),
      });
      const response = new providerPb.UpdateResponse();
      response.setProperties(answer(plugin, updated.outputs, request.getOlds(), request.getNews()));
      return response;
    }),
    delete: unary(async (request: pb.DeleteRequest, signal) => {
      await find(typeOf(request)).delete({
        urn: request.getUrn(),
        id: request.getId(),
        outputs: fromStruct(request.getProperties()),
        oldInputs: fromStruct(request.getOldInputs()),
        timeoutSeconds: request.getTimeout(),
        signal,
        log: logFor(plugin, engine, request.getUrn(), request.getProperties()),
      });
      return emptyMessage();
    }),
  };
}

async function invoke(
  plugin: Plugin,
  engine: Engine,
  request: pb.InvokeRequest,
  signal: AbortSignal,
): Promise<pb.InvokeResponse> {
  const run = plugin.invokes?.[request.getTok()];
  if (run === undefined) throw unsupported(plugin, `the function ${request.getTok()}`);
  const context = {
    preview: request.getPreview(),
    signal,
    log: logFor(plugin, engine, "", request.getArgs()),
  };
  const response = new providerPb.InvokeResponse();
  response.setReturn(answer(plugin, await run(fromStruct(request.getArgs()), context), request.getArgs()));
  return response;
}

/** A bag for the engine, secret as a whole if the plugin spreads secrets and one came in. */
function answer(plugin: Plugin, bag: Bag, ...received: Parameters<typeof anySecret>): StructMessage {
  if (plugin.secretsSpread !== true || !anySecret(...received)) return toStruct(bag);
  return toStruct(Object.fromEntries(Object.entries(bag).map(([key, value]) => [key, secret(value)])));
}

/** Where a secret makes the outputs secret, what the work says on its way is no less so: nothing is shown. */
function logFor(plugin: Plugin, engine: Engine, urn: string, ...received: Parameters<typeof anySecret>): Log {
  return plugin.secretsSpread === true && anySecret(...received) ? () => {} : engine.logFor(urn);
}

interface Identified {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

// Older engines leave name and type empty; the URN has had both from the start:
// urn:pulumi:stack::project::parent$type::name
function identity(request: Identified): { urn: string; name: string } {
  const urn = request.getUrn();
  return { urn, name: request.getName() || urn.split("::").slice(3).join("::") };
}

function typeOf(request: Identified): string {
  return request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
}

function findType(plugin: Plugin, types: Map<string, ResourceType>, token: string): ResourceType {
  const found = types.get(token);
  if (found === undefined) throw unsupported(plugin, `the resource type ${token}`);
  return found;
}

function unsupported(plugin: Plugin, what: string): ProviderError {
  return new ProviderError(
    "INVALID_ARGUMENT",
    `the stand-in plugin "${plugin.name}" doesn't implement ${what}. This is the stand-in's limit, the official ` +
      "plugin may have it: do without, or install the official plugin where the network allows it.",
  );
}
