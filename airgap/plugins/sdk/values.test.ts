import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { anySecret, fromStruct, toStruct, withSecretsOf } from "./stubs.ts";
import {
  Archive,
  Asset,
  type Bag,
  containsUnknown,
  decode,
  encode,
  holdsSecret,
  isObject,
  type Json,
  Secret,
  sameValue,
  secret,
  UNKNOWN,
  type Value,
} from "./values.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const marked = (kind: string, rest: { [key: string]: Json } = {}): Json => ({ [SIGNATURE]: kind, ...rest });

const UNKNOWN_STRINGS = {
  string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  bool: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
};

// protobuf's own map can't hold this key; Pulumi has no property of that name.
const key = fc.string().filter((name) => name !== "__proto__" && name !== SIGNATURE);
const asset = fc
  .tuple(fc.constantFrom("text", "path", "uri" as const), fc.string({ minLength: 1 }), fc.string())
  .map(([kind, value, hash]) => new Asset(kind as Asset["kind"], value, hash));
const archive = fc.oneof(
  fc
    .tuple(fc.constantFrom("path", "uri" as const), fc.string({ minLength: 1 }), fc.string())
    .map(([kind, value, hash]) => new Archive(kind as Archive["kind"], value, hash)),
  fc.dictionary(key, asset, { noNullPrototype: true }).map((assets) => new Archive("assets", assets)),
);
const { value: anyValue } = fc.letrec<{ value: Value; list: Value[]; bag: Bag }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    // JSON has no negative zero.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.string(),
    fc.constant<Value>(UNKNOWN),
    asset,
    archive,
    tie("list"),
    tie("bag"),
  ),
  list: fc.array(tie("value"), { maxLength: 4 }),
  bag: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));
const anyBag = fc.dictionary(key, anyValue, { maxKeys: 5, noNullPrototype: true });

/** The same value with secrets around any of its parts. */
function wrapParts(value: Value, choose: () => boolean): Value {
  const wrap = (inner: Value): Value => (choose() ? secret(inner) : inner);
  if (Array.isArray(value)) return wrap(value.map((item) => wrapParts(item, choose)));
  if (!isObject(value)) return wrap(value);
  return wrap(
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name, wrapParts(item, choose)])),
  );
}

test("every bag comes through a Struct's bytes as it was", () => {
  fc.assert(
    fc.property(anyBag, (bag) => {
      const struct = toStruct(bag);
      const Struct = struct.constructor as unknown as { deserializeBinary(bytes: Uint8Array): typeof struct };
      assert.deepEqual(fromStruct(Struct.deserializeBinary(struct.serializeBinary())), bag);
    }),
  );
});

test("secrets around any part vanish on the way in and are noticed", () => {
  fc.assert(
    fc.property(anyBag, fc.infiniteStream(fc.boolean()), (bag, coins) => {
      let wrapped = 0;
      const choose = () => {
        const chosen = coins.next().value === true;
        if (chosen) wrapped++;
        return chosen;
      };
      const entries = Object.entries(bag).map(([name, value]) => [name, wrapParts(value, choose)]);
      const struct = toStruct(Object.fromEntries(entries));
      assert.deepEqual(fromStruct(struct), bag);
      assert.equal(anySecret(struct), wrapped > 0);
    }),
  );
});

test("a value equals itself unless it holds an unknown", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      assert.equal(sameValue(value, decode(encode(value))), !containsUnknown(value));
    }),
  );
});

test("all seven unknowns are understood, and one is sent", () => {
  for (const sentinel of Object.values(UNKNOWN_STRINGS)) assert.equal(decode(sentinel), UNKNOWN);
  assert.equal(encode(UNKNOWN), UNKNOWN_STRINGS.string);
});

test("an output value is unwrapped; without a value it is unknown", () => {
  const kind = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
  assert.equal(decode(marked(kind, { value: "a", secret: true, dependencies: ["urn"] })), "a");
  assert.equal(decode(marked(kind, { dependencies: [] })), UNKNOWN);
  assert.ok(holdsSecret([marked(kind, { value: "a", secret: true })]));
  assert.ok(!holdsSecret([marked(kind, { value: "a" })]));
});

test("a resource reference is its id, or its URN for a component", () => {
  const kind = "5cf8f73096256a8f31e491e813e4eb8e";
  assert.equal(decode(marked(kind, { urn: "u", id: "i" })), "i");
  assert.equal(decode(marked(kind, { urn: "u", id: "" })), UNKNOWN);
  assert.equal(decode(marked(kind, { urn: "u", id: UNKNOWN_STRINGS.string })), UNKNOWN);
  assert.equal(decode(marked(kind, { urn: "u" })), "u");
});

test("bytes that aren't UTF-8 come as one character a byte", () => {
  assert.equal(decode(marked("803fd3297a5875dc03ca845dda5d2a98", { value: "/wA=" })), "\u00ff\u0000");
});

test("a special value of a kind that nobody knows is an error", () => {
  assert.throws(() => decode(marked("f".repeat(32))), /special value of the unknown kind f{32}/);
});

test("secrets are sent as the engine reads them", () => {
  const json = encode({ token: secret("hush") });
  assert.deepEqual(json, {
    token: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "hush" },
  });
  assert.ok(secret(secret("once")) instanceof Secret);
  assert.equal(secret(secret("once")).value, "once");
});

test("properties that came secret can be marked so again", () => {
  const struct = toStruct({ open: 1, nested: { deep: [secret("x")] } });
  const again = withSecretsOf(struct, { open: 1, nested: { deep: ["x"] }, other: 2 });
  assert.ok(again.nested instanceof Secret);
  assert.deepEqual([again.open, again.other], [1, 2]);
});

test("what a Struct can't hold is refused with its path; absent keys are left out", () => {
  assert.throws(() => encode({ a: { b: [1, Number.NaN] } }), /property a\.b\[1\] can't be sent.*NaN/);
  assert.deepEqual(encode({ a: undefined as unknown as Value, b: 1 }), { b: 1 });
});

test("assets of equal hash are equal wherever they lie", () => {
  assert.ok(sameValue(new Asset("path", "/a", "h"), new Asset("path", "/b", "h")));
  assert.ok(!sameValue(new Asset("path", "/a"), new Asset("path", "/b")));
  assert.ok(!sameValue(new Asset("path", "/a"), new Archive("path", "/a")));
});
