import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compare } from "bcryptjs";
import { CallFailed, PluginUnderTest } from "../sdk/test-client.ts";
import { type Bag, UNKNOWN } from "../sdk/values.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const PASSWORD = "random:index/randomPassword:RandomPassword";
const STRING = "random:index/randomString:RandomString";
const BYTES = "random:index/randomBytes:RandomBytes";
const ID = "random:index/randomId:RandomId";
const UUID = "random:index/randomUuid:RandomUuid";
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

let plugin: PluginUnderTest;
before(async () => {
  plugin = await PluginUnderTest.start(MAIN);
  await plugin.configure();
});
after(() => plugin.stop());

const text = (bag: Bag, key: string): string => {
  assert.equal(typeof bag[key], "string", `${key} is text`);
  return bag[key] as string;
};
const isSecret = (wire: unknown): boolean =>
  typeof wire === "object" && wire !== null && SECRET_SIGNATURE in wire;
const reasons = async (token: string, news: Bag): Promise<string> =>
  (await plugin.check(token, news)).failures
    .map(({ property, reason }) => `${property}: ${reason}`)
    .join("\n");

test("it reports the version of the npm SDK", async () => {
  assert.match(await plugin.version(), /^4\.\d+\.\d+$/);
});

test("a password has its length, a secret result and a bcrypt hash of it, and no id that tells it", async () => {
  const { id, outputs, wire } = await plugin.create(PASSWORD, { length: 40 });
  assert.equal(id, "none");
  assert.equal(text(outputs, "result").length, 40);
  assert.ok(await compare(text(outputs, "result"), text(outputs, "bcryptHash")));
  assert.ok(isSecret(wire.result) && isSecret(wire.bcryptHash));
  const { length, upper, lower, special, numeric, number, minUpper, minSpecial } = outputs;
  assert.deepEqual(
    { length, upper, lower, special, numeric, number, minUpper, minSpecial },
    {
      length: 40,
      upper: true,
      lower: true,
      special: true,
      numeric: true,
      number: true,
      minUpper: 0,
      minSpecial: 0,
    },
  );
});

test("a string is its own id and not secret", async () => {
  const { id, outputs, wire } = await plugin.create(STRING, { length: 12, special: false });
  assert.equal(id, outputs.result);
  assert.match(id, /^[A-Za-z0-9]{12}$/);
  assert.ok(!isSecret(wire.result));
});

test("the minimum of each class is kept and overrideSpecial replaces the special characters", async () => {
  for (let round = 0; round < 50; round++) {
    const inputs = {
      length: 8,
      minUpper: 2,
      minLower: 2,
      minNumeric: 2,
      minSpecial: 2,
      overrideSpecial: "-_",
    };
    const { id } = await plugin.create(STRING, inputs);
    assert.deepEqual(
      [/[A-Z]/g, /[a-z]/g, /[0-9]/g, /[-_]/g].map((set) => id.match(set)?.length),
      [2, 2, 2, 2],
      id,
    );
  }
});

test("every character of the set is drawn", async () => {
  const { id } = await plugin.create(STRING, { length: 20_000 });
  assert.equal(new Set(id).size, 10 + 26 + 26 + 21);
});

test("the deprecated number switches numeric", async () => {
  const { id, outputs } = await plugin.create(STRING, { length: 2_000, number: false });
  assert.doesNotMatch(id, /[0-9]/);
  assert.equal(outputs.numeric, false);
});

test("check refuses what the official plugin refuses and names the property", async () => {
  assert.match(await reasons(PASSWORD, {}), /^length: is required$/);
  assert.match(await reasons(PASSWORD, { length: 0 }), /^length: must be at least 1/);
  assert.match(await reasons(PASSWORD, { length: 2.5 }), /^length: must be a whole number/);
  assert.match(await reasons(PASSWORD, { length: 3, minUpper: 2, minLower: 2 }), /^length: .*sum/);
  assert.match(
    await reasons(PASSWORD, { length: 3, upper: false, lower: false, numeric: false, special: false }),
    /at least one of/,
  );
  assert.match(await reasons(PASSWORD, { length: 3, number: true, numeric: false }), /^number: .*old name/);
  assert.match(await reasons(ID, { byteLength: 0 }), /^byteLength: must be at least 1/);
});

test("check names a property that the stand-in lacks and says whose limit it is", async () => {
  assert.match(
    await reasons(PASSWORD, { length: 8, colour: "red" }),
    /^colour: .*stand-in.*official plugin has it/,
  );
});

test("check keeps unknown inputs", async () => {
  const news: Bag = { length: UNKNOWN, minUpper: UNKNOWN, keepers: { version: UNKNOWN } };
  const { inputs, failures } = await plugin.check(PASSWORD, news);
  assert.deepEqual(failures, []);
  assert.deepEqual(inputs, news);
});

test("a preview shows the inputs and leaves the results unknown", async () => {
  const { id, outputs } = await plugin.create(
    PASSWORD,
    { length: UNKNOWN, keepers: { a: UNKNOWN } },
    { preview: true },
  );
  assert.equal(id, "");
  assert.equal(outputs.length, UNKNOWN);
  assert.ok(!("result" in outputs) && !("bcryptHash" in outputs));
});

test("nothing changes when only a default is written out", async () => {
  const { id, outputs } = await plugin.create(PASSWORD, { length: 9 });
  const state = { outputs, inputs: { length: 9 } };
  const news = { length: 9, upper: true, minLower: 0, overrideSpecial: "", keepers: { a: null } };
  const diff = await plugin.diff(PASSWORD, id, state, news);
  assert.deepEqual(
    { changed: diff.changed, detailed: diff.detailed, decided: diff.decided },
    { changed: false, detailed: {}, decided: true },
  );
});

test("each changed input and keeper replaces, after the new one exists", async () => {
  const inputs = { length: 9, keepers: { a: "1", b: "2" } };
  const { id, outputs } = await plugin.create(PASSWORD, inputs);
  const state = { outputs, inputs };
  const news = { length: 10, upper: false, keepers: { a: "2", "c.d": "3" } };
  const diff = await plugin.diff(PASSWORD, id, state, news);
  assert.deepEqual(diff.detailed, {
    length: "update-replace",
    upper: "update-replace",
    "keepers.a": "update-replace",
    "keepers.b": "delete-replace",
    'keepers["c.d"]': "add-replace",
  });
  assert.deepEqual(diff.replaces.toSorted(), ["keepers", "length", "upper"]);
  assert.equal(diff.deleteBeforeReplace, false);
});

test("an unknown keeper replaces", async () => {
  const inputs = { byteLength: 4, keepers: { a: "1" } };
  const { id, outputs } = await plugin.create(ID, inputs);
  const diff = await plugin.diff(ID, id, { outputs, inputs }, { byteLength: 4, keepers: { a: UNKNOWN } });
  assert.deepEqual(diff.detailed, { "keepers.a": "update-replace" });
});

test("a null keeper counts for bytes only", async () => {
  for (const [token, expected] of [
    [BYTES, ["keepers"]],
    [UUID, []],
  ] as const) {
    const inputs = token === BYTES ? { length: 4, keepers: { a: "1" } } : { keepers: { a: "1" } };
    const { id, outputs } = await plugin.create(token, inputs);
    const news = { ...inputs, keepers: { a: "1", b: null } };
    assert.deepEqual((await plugin.diff(token, id, { outputs, inputs }, news)).replaces, expected);
  }
});

test("two creations differ, an update and a read keep the value", async () => {
  const inputs = { length: 32 };
  const first = await plugin.create(PASSWORD, inputs);
  const second = await plugin.create(PASSWORD, inputs);
  assert.notEqual(first.outputs.result, second.outputs.result);
  const updated = await plugin.update(PASSWORD, "none", { ...first, inputs }, { length: 32, keepers: {} });
  assert.equal(updated.outputs.result, first.outputs.result);
  assert.equal(updated.outputs.bcryptHash, first.outputs.bcryptHash);
  assert.deepEqual(updated.outputs.keepers, {});
  const read = await plugin.read(PASSWORD, "none", { outputs: first.outputs, inputs });
  assert.deepEqual(read.outputs, first.outputs);
  assert.deepEqual(read.inputs, inputs);
  await plugin.delete(PASSWORD, "none", { outputs: first.outputs, inputs });
});

test("bytes are the same in both forms and secret", async () => {
  const { id, outputs, wire } = await plugin.create(BYTES, { length: 33 });
  assert.equal(id, outputs.base64);
  assert.equal(Buffer.from(id, "base64").toString("hex"), outputs.hex);
  assert.equal(text(outputs, "hex").length, 66);
  assert.ok(isSecret(wire.base64) && isSecret(wire.hex));
});

test("an id shows one value in four forms, each with the prefix", async () => {
  const { id, outputs } = await plugin.create(ID, { byteLength: 7, prefix: "p-" });
  const bytes = Buffer.from(id, "base64url");
  assert.equal(bytes.length, 7);
  assert.deepEqual(
    { b64Url: outputs.b64Url, b64Std: outputs.b64Std, hex: outputs.hex, dec: outputs.dec },
    {
      b64Url: `p-${id}`,
      b64Std: `p-${bytes.toString("base64")}`,
      hex: `p-${bytes.toString("hex")}`,
      dec: `p-${BigInt(`0x${bytes.toString("hex")}`)}`,
    },
  );
});

test("a UUID is its own id", async () => {
  const { id, outputs } = await plugin.create(UUID, {});
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(outputs.result, id);
});

test("import adopts a value, and a program that agrees with it changes nothing", async () => {
  const password = await plugin.read(PASSWORD, "correct horse");
  assert.deepEqual([password.id, password.outputs.result], ["none", "correct horse"]);
  assert.ok(isSecret(password.wire.result));
  const bytes = await plugin.read(BYTES, "AQID");
  assert.equal(bytes.outputs.hex, "010203");
  const id = await plugin.read(ID, "a,b,AQID");
  assert.deepEqual([id.id, id.outputs.b64Url, id.outputs.dec], ["AQID", "a,bAQID", "a,b66051"]);
  for (const [token, read] of [
    [PASSWORD, password],
    [BYTES, bytes],
    [ID, id],
  ] as const) {
    const diff = await plugin.diff(token, read.id, read, read.inputs);
    assert.equal(diff.changed, false, token);
  }
});

test("an import of nonsense fails cleanly without repeating the value", async () => {
  await assert.rejects(plugin.read(BYTES, "not*base64"), (error) => {
    assert.ok(error instanceof CallFailed);
    assert.equal(error.code, 3);
    assert.doesNotMatch(error.message, /not\*base64/);
    return true;
  });
});

test("a resource type that the stand-in lacks is refused by name", async () => {
  await assert.rejects(
    plugin.check("random:index/randomPet:RandomPet", {}),
    /stand-in plugin "random" doesn't implement the resource type random:index\/randomPet:RandomPet/,
  );
});
