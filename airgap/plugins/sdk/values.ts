/**
 * Property values as plugins see them, and their form inside protobuf Structs.
 * The magic strings are Pulumi's wire format; the engine and every SDK know them.
 */

/** A value that isn't known yet; seen and returned at preview only. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A file or text that the engine hands over; `value` is the text, the path or the address. */
export class Asset {
  readonly kind: "text" | "path" | "uri";
  readonly value: string;
  readonly hash: string;
  constructor(kind: "text" | "path" | "uri", value: string, hash = "") {
    this.kind = kind;
    this.value = value;
    this.hash = hash;
  }
}

/** A set of files: a path or an address, or named assets and archives. */
export class Archive {
  readonly kind: "path" | "uri" | "assets";
  readonly value: string | Record<string, Asset | Archive>;
  readonly hash: string;
  constructor(kind: "path" | "uri" | "assets", value: string | Record<string, Asset | Archive>, hash = "") {
    this.kind = kind;
    this.value = value;
    this.hash = hash;
  }
}

/** Marks an output as secret. Only ever returned: what a plugin receives is unwrapped. */
export class Secret {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

export type Value =
  | null
  | boolean
  | number
  | string
  | Value[]
  | { [key: string]: Value }
  | typeof UNKNOWN
  | Asset
  | Archive
  | Secret;
export type Bag = Record<string, Value>;
/** What a protobuf Struct can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const KIND = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  bytes: "803fd3297a5875dc03ca845dda5d2a98",
} as const;
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWNS: ReadonlySet<string> = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
]);

/** Wraps an output that must be secret though no input of the same name was. */
export function secret(value: Value): Secret {
  return value instanceof Secret ? value : new Secret(value);
}

/** Whether the value is an object of named values: no list, asset, archive or secret. */
export function isObject(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isMarked(value);
}

/** Whether the value is or holds, at any depth, an unknown. */
export function containsUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (value instanceof Secret) return containsUnknown(value.value);
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isObject(value) && Object.values(value).some(containsUnknown);
}

/** Structural equality. Unknowns equal nothing, not even each other. */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (left === UNKNOWN || right === UNKNOWN) return false;
  if (left instanceof Secret) return sameValue(left.value, right);
  if (right instanceof Secret) return sameValue(left, right.value);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
  }
  if (isMarked(left) || isMarked(right)) return sameMarked(left, right);
  if (isObject(left) && isObject(right)) return sameObject(left, right);
  return left === right;
}

function sameObject(left: Bag, right: Bag): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}

function sameMarked(left: Value | undefined, right: Value | undefined): boolean {
  if (!isMarked(left) || !isMarked(right) || left.constructor !== right.constructor) return false;
  // The engine hashes content, so equal hashes are equal files even at another path.
  if (left.hash !== "" || right.hash !== "") return left.hash === right.hash;
  if (left.kind !== right.kind) return false;
  return typeof left.value === "string" || typeof right.value === "string"
    ? left.value === right.value
    : sameObject(left.value, right.value);
}

function isMarked(value: Value | undefined): value is Asset | Archive {
  return value instanceof Asset || value instanceof Archive || value instanceof Secret;
}

/** Whether a Struct's JSON has a secret at any depth. */
export function holdsSecret(json: Json): boolean {
  if (typeof json !== "object" || json === null) return false;
  if (Array.isArray(json)) return json.some(holdsSecret);
  if (json[SIGNATURE] === KIND.secret || (json[SIGNATURE] === KIND.output && json.secret === true))
    return true;
  return Object.values(json).some(holdsSecret);
}

/** From a Struct's JSON; secrets and outputs are unwrapped, the seven unknown strings become UNKNOWN. */
export function decode(json: Json): Value {
  if (typeof json === "string") return UNKNOWNS.has(json) ? UNKNOWN : json;
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(decode);
  return SIGNATURE in json ? decodeMarked(json) : decodeBag(json);
}

/** `decode` for a whole bag. */
export function decodeBag(json: { [key: string]: Json }): Bag {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, decode(value)]));
}

function decodeMarked(json: { [key: string]: Json }): Value {
  const text = (key: string): string => (typeof json[key] === "string" ? (json[key] as string) : "");
  switch (json[SIGNATURE]) {
    case KIND.secret:
      return decode(json.value ?? null);
    case KIND.output:
      return "value" in json ? decode(json.value as Json) : UNKNOWN;
    case KIND.asset:
      return decodeAsset(text);
    case KIND.archive:
      return decodeArchive(json, text);
    case KIND.resource:
      // With no id key the resource is a component, which is known by its URN.
      return "id" in json ? decode(text("id")) || UNKNOWN : text("urn");
    case KIND.bytes:
      return Buffer.from(text("value"), "base64").toString("latin1");
    default:
      throw new Error(`a property holds a special value of the unknown kind ${String(json[SIGNATURE])}`);
  }
}

function decodeAsset(text: (key: string) => string): Asset {
  if (text("path") !== "") return new Asset("path", text("path"), text("hash"));
  if (text("uri") !== "") return new Asset("uri", text("uri"), text("hash"));
  return new Asset("text", text("text"), text("hash"));
}

function decodeArchive(json: { [key: string]: Json }, text: (key: string) => string): Archive {
  if (text("path") !== "") return new Archive("path", text("path"), text("hash"));
  if (text("uri") !== "") return new Archive("uri", text("uri"), text("hash"));
  const members = decodeBag((json.assets ?? {}) as { [key: string]: Json });
  return new Archive("assets", members as Record<string, Asset | Archive>, text("hash"));
}

/** To a Struct's JSON. Throws, naming the path, on what a Struct can't hold (NaN, functions, undefined in lists). */
export function encode(value: Value, path = ""): Json {
  if (value === UNKNOWN) return UNKNOWN_STRING;
  if (value instanceof Secret) {
    return { [SIGNATURE]: KIND.secret, value: encode(value.value, path) };
  }
  if (value instanceof Asset) {
    return { [SIGNATURE]: KIND.asset, hash: value.hash, [value.kind]: value.value };
  }
  if (value instanceof Archive) {
    const content = typeof value.value === "string" ? value.value : encodeBag(value.value, path);
    return { [SIGNATURE]: KIND.archive, hash: value.hash, [value.kind]: content };
  }
  if (Array.isArray(value)) return value.map((item, index) => encode(item, `${path}[${index}]`));
  if (isObject(value)) return encodeBag(value, path);
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Error(`property ${path || "(root)"} can't be sent to the engine: ${String(value)}`);
}

/** `encode` for a whole bag; keys whose value is undefined are left out. */
export function encodeBag(bag: Bag, path = ""): { [key: string]: Json } {
  const entries = Object.entries(bag).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, encode(value, path === "" ? key : `${path}.${key}`)]),
  );
}
