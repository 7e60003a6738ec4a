import { randomBytes as cryptoBytes, randomUUID } from "node:crypto";
import { ProviderError } from "../sdk/provider.ts";
import { type Bag, secret } from "../sdk/values.ts";
import { integer, randomResource } from "./resource.ts";

const keepers = { type: "map<string>" } as const;

export const randomBytes = randomResource({
  token: "random:index/randomBytes:RandomBytes",
  specs: { length: { type: "integer", required: true, min: 1 }, keepers },
  nullKeepersCount: true,
  generate: async (inputs) => bytesState(cryptoBytes(integer(inputs, "length"))),
  adopt: async (id) => {
    const bytes = Buffer.from(id, "base64");
    if (bytes.length === 0 || bytes.toString("base64") !== id) throw unreadable(id, "padded base64");
    const inputs = { length: bytes.length };
    const { outputs } = bytesState(bytes);
    return { id, inputs, outputs: { ...inputs, ...outputs } };
  },
});

export const randomId = randomResource({
  token: "random:index/randomId:RandomId",
  specs: { byteLength: { type: "integer", required: true, min: 1 }, prefix: { type: "string" }, keepers },
  generate: async (inputs) => {
    const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
    return idState(cryptoBytes(integer(inputs, "byteLength")), prefix);
  },
  adopt: async (imported) => {
    const comma = imported.lastIndexOf(",");
    const prefix = imported.slice(0, Math.max(comma, 0));
    const id = imported.slice(comma + 1);
    const bytes = Buffer.from(id, "base64url");
    if (bytes.length === 0 || bytes.toString("base64url") !== id) {
      throw unreadable(imported, "<prefix>,<URL-safe base64 without padding>");
    }
    const inputs: Bag = { byteLength: bytes.length, ...(comma >= 0 && { prefix }) };
    const { outputs } = idState(bytes, prefix);
    return { id, inputs, outputs: { ...inputs, ...outputs } };
  },
});

export const randomUuid = randomResource({
  token: "random:index/randomUuid:RandomUuid",
  specs: { keepers },
  generate: async () => {
    const result = randomUUID();
    return { id: result, outputs: { result } };
  },
  adopt: async (id) => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw unreadable(id, "a UUID");
    return { id, inputs: {}, outputs: { result: id } };
  },
});

function bytesState(bytes: Buffer) {
  const base64 = bytes.toString("base64");
  return { id: base64, outputs: { base64: secret(base64), hex: secret(bytes.toString("hex")) } };
}

function idState(bytes: Buffer, prefix: string) {
  const id = bytes.toString("base64url");
  const hex = bytes.toString("hex");
  return {
    id,
    outputs: {
      b64Url: prefix + id,
      b64Std: prefix + bytes.toString("base64"),
      hex: prefix + hex,
      dec: prefix + BigInt(`0x${hex}`).toString(),
    },
  };
}

// The id is left out of the message: that of RandomBytes is a secret.
function unreadable(id: string, form: string): ProviderError {
  return new ProviderError("INVALID_ARGUMENT", `an id of ${id.length} characters isn't ${form}`);
}
