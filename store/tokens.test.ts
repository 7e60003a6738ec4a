import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type pg from "pg";
import { type Services, startServices } from "../test/services.ts";
import { type AccountId, createAccount } from "./accounts.ts";
import { openPool } from "./postgres.ts";
import {
  findAccountByToken,
  findBearer,
  issuePersonalToken,
  issueToken,
  listPersonalTokens,
  listTokens,
  revokeTokenById,
  TooManyTokens,
} from "./tokens.ts";

let services: Services;
let pool: pg.Pool;
before(async () => {
  services = await startServices();
  pool = openPool((await services.freshDatabase()).url, { max: 5, applicationName: "test" });
});
after(async () => {
  await pool?.end();
  await services?.stop();
});

let count = 0;
const someone = async (): Promise<AccountId> =>
  (await createAccount(pool, { name: `Bearer${++count}`, password: "gravel kettle moth 9" })).id;
const READER = { name: "price watcher", scopes: ["market:read"], days: null } as const;

describe("personal tokens", () => {
  it("let a program do what their scopes say, and open no game without that scope", async () => {
    const id = await someone();
    const reader = await issuePersonalToken(pool, id, READER);
    assert.match(reader, /^trp_[\w-]{43}$/);
    const bearer = await findBearer(pool, reader);
    assert.deepEqual([bearer?.account.id, bearer?.scopes], [id, ["market:read"]]);
    assert.equal(await findAccountByToken(pool, reader), null);
    const player = await issuePersonalToken(pool, id, { ...READER, scopes: ["game:play", "market:read"] });
    assert.equal((await findAccountByToken(pool, player))?.id, id);
  });

  it("say when they were used last, from the first use on", async () => {
    const id = await someone();
    const token = await issuePersonalToken(pool, id, READER);
    assert.equal((await listPersonalTokens(pool, id))[0]?.lastUsedAt, null);
    await findBearer(pool, token);
    const [entry] = await listPersonalTokens(pool, id);
    assert.ok(entry?.lastUsedAt instanceof Date);
    assert.deepEqual([entry.name, entry.scopes, entry.expiresAt], ["price watcher", ["market:read"], null]);
  });

  it("end on their day", async () => {
    const id = await someone();
    const token = await issuePersonalToken(pool, id, { ...READER, days: 30 });
    assert.ok(await findBearer(pool, token));
    await pool.query("UPDATE play_tokens SET expires_at = now() WHERE account_id = $1", [id]);
    assert.equal(await findBearer(pool, token), null);
    assert.deepEqual(await listPersonalTokens(pool, id), []);
  });

  it("are dead when revoked, and no other account can revoke them", async () => {
    const [id, other] = [await someone(), await someone()];
    const token = await issuePersonalToken(pool, id, READER);
    const [entry] = await listPersonalTokens(pool, id);
    assert.ok(entry);
    assert.equal(await revokeTokenById(pool, other, entry.id), null);
    assert.ok(await findBearer(pool, token));
    assert.match((await revokeTokenById(pool, id, entry.id)) ?? "", /^client:/);
    assert.equal(await findBearer(pool, token), null);
  });

  it("are twenty at most, and no terminal client pushes one out", async () => {
    const id = await someone();
    for (let made = 0; made < 20; made++) await issuePersonalToken(pool, id, READER);
    await assert.rejects(issuePersonalToken(pool, id, READER), TooManyTokens);
    for (let made = 0; made < 21; made++) await issueToken(pool, id, `client ${made}`);
    assert.equal((await listPersonalTokens(pool, id)).length, 20);
    assert.equal((await listTokens(pool, id)).length, 20);
  });
});

describe("a terminal client's token", () => {
  it("plays and does nothing else", async () => {
    const id = await someone();
    const token = await issueToken(pool, id, "laptop");
    assert.deepEqual((await findBearer(pool, token))?.scopes, ["game:play"]);
    assert.equal((await findAccountByToken(pool, token))?.id, id);
    assert.deepEqual(await listPersonalTokens(pool, id), []);
  });
});
