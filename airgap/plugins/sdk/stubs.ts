/**
 * The SDK's generated gRPC stubs and the protobuf classes behind them. The classes come out of the stubs
 * themselves: the SDK has a google-protobuf of its own, and messages of two copies don't mix.
 */
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import type { Empty as EmptyMessage } from "google-protobuf/google/protobuf/empty_pb.js";
import type { JavaScriptValue, Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import { type Bag, decodeBag, encodeBag, holdsSecret, type Json, secret } from "./values.ts";

export { pluginPb, providerGrpc, providerPb, statusPb };

type ClassOf<T> = { new (): T };

const EMPTY_FIRST_FIELD = Uint8Array.of(0x0a, 0x00);
const sampleStruct = providerPb.CheckResponse.deserializeBinary(EMPTY_FIRST_FIELD).getInputs();
const Struct = sampleStruct?.constructor as ClassOf<StructMessage> & {
  fromJavaScript(value: { [key: string]: JavaScriptValue }): StructMessage;
};
const sampleEmpty = providerGrpc.ResourceProviderService.cancel.requestDeserialize(Buffer.alloc(0));
const Empty = sampleEmpty.constructor as ClassOf<EmptyMessage>;

export function emptyMessage(): EmptyMessage {
  return new Empty();
}

/** A Struct from decoded values, with the special values encoded. */
export function toStruct(bag: Bag): StructMessage {
  return Struct.fromJavaScript(encodeBag(bag) as { [key: string]: JavaScriptValue });
}

/** A Struct's values, decoded; an absent Struct is an empty bag. */
export function fromStruct(struct: StructMessage | undefined): Bag {
  return struct === undefined ? {} : decodeBag(struct.toJavaScript() as { [key: string]: Json });
}

/** Whether any of the Structs has a secret at any depth. */
export function anySecret(...structs: (StructMessage | undefined)[]): boolean {
  return structs.some((struct) => struct !== undefined && holdsSecret(struct.toJavaScript() as Json));
}

/** The bag with those properties marked secret that were, at any depth, secret in the Struct. */
export function withSecretsOf(struct: StructMessage | undefined, bag: Bag): Bag {
  const received = (struct?.toJavaScript() ?? {}) as { [key: string]: Json };
  return Object.fromEntries(
    Object.entries(bag).map(([key, value]) => [
      key,
      holdsSecret(received[key] ?? null) ? secret(value) : value,
    ]),
  );
}
