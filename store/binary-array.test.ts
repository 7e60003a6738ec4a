import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import { bigints, booleans, integers, texts } from "./binary-array.ts";
import { openPool } from "./postgres.ts";

let services: Services;
let database: FreshDatabase;
let pool: ReturnType<typeof openPool>;

before(async () => {
  services = await startServices();
  database = await services.freshDatabase({ migrated: false });
  pool = openPool(database.url, { max: 1, applicationName: "test" });
});
after(async () => {
  await pool?.end();
  await database?.drop();
  await services?.stop();
});

const back = async (type: string, value: Buffer) =>
  (await pool.query(`SELECT $1::${type}[] AS array`, [value])).rows[0].array;

test("PostgreSQL reads arrays as they were meant", async () => {
  const odd = ['"', "\\", "{a,b}", "NULL", "", "Zoë — 城 🐺", "two\nlines", null];
  assert.deepEqual(await back("text", texts(odd)), odd);
  assert.deepEqual(
    await back("bigint", bigints(["9223372036854775807", -1, 0, -5_000_000_000, "4294967296"])),
    ["9223372036854775807", "-1", "0", "-5000000000", "4294967296"],
  );
  assert.deepEqual(await back("int", integers([2_147_483_647, -2_147_483_648])), [2147483647, -2147483648]);
  assert.deepEqual(await back("boolean", booleans([true, false])), [true, false]);
});

test("empty arrays are empty, not null", async () => {
  for (const [type, array] of [
    ["text", texts([])],
    ["bigint", bigints([])],
    ["int", integers([])],
    ["boolean", booleans([])],
  ] as const)
    assert.deepEqual(await back(type, array), []);
});

test("a number that is none, or too great, is an error here", () => {
  assert.throws(() => bigints(["1; DROP"]), SyntaxError);
  assert.throws(() => bigints([0.5]), RangeError);
  assert.throws(() => integers([2 ** 31]), RangeError);
});
