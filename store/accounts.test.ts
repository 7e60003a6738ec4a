import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type pg from "pg";
import { newHunter } from "../game/hunter/hunter.ts";
import { type Services, startServices } from "../test/services.ts";
import { changePassword, createAccount, findAccount, NameTaken, verifyLogin } from "./accounts.ts";
import { ensureCharacter } from "./characters.ts";
import { recentChat, recordChat } from "./chat.ts";
import { holdsLease, takeLease } from "./leases.ts";
import { openPool } from "./postgres.ts";
import { hashWith } from "./testbed-hash.ts";
import { findAccountByToken, issueToken, listTokens, revokeAllTokens, revokeToken } from "./tokens.ts";

const PASSWORD = "gravel kettle moth 9";

let services: Services;
let pool: pg.Pool;
before(async () => {
  services = await startServices();
  pool = openPool((await services.freshDatabase()).url, { max: 10, applicationName: "test" });
});
after(async () => {
  await pool?.end();
  await services?.stop();
});

describe("accounts", () => {
  it("are found by name and password, in any capitals of the name", async () => {
    const made = await createAccount(pool, { name: "Alba", password: PASSWORD });
    assert.deepEqual(await verifyLogin(pool, "aLBA", PASSWORD), made);
    assert.deepEqual(await findAccount(pool, made.id), made);
    assert.equal(made.role, "player");
    assert.ok(made.createdAt instanceof Date);
  });

  it("aren't found by another password, an unknown name or odd text", async () => {
    await createAccount(pool, { name: "Bruno", password: PASSWORD });
    for (const [name, password] of [
      ["Bruno", `${PASSWORD} `],
      ["Brunp", PASSWORD],
      ["Bru\0no\0x", PASSWORD],
      ["", ""],
    ] as const)
      assert.equal(await verifyLogin(pool, name, password), null);
  });

  it("have one name each, also when two register at the same moment", async () => {
    const both = await Promise.allSettled(
      ["Carla", "CARLA"].map((name) => createAccount(pool, { name, password: PASSWORD })),
    );
    const refused = both.filter((one) => one.status === "rejected");
    assert.equal(refused.length, 1);
    assert.ok(refused[0]!.reason instanceof NameTaken);
  });

  it("cost about as much to be refused for an unknown name as for a wrong password", async () => {
    await createAccount(pool, { name: "Dora", password: PASSWORD });
    // Processor time of this process: what else the machine does is no part of it.
    const cost = async (name: string) => {
      const start = process.cpuUsage();
      for (let i = 0; i < 7; i++) await verifyLogin(pool, name, "wrong password");
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    const ratio = (await cost("Dora")) / (await cost("Nobody"));
    // A login without the hash would cost a twentieth.
    assert.ok(ratio > 0.25 && ratio < 4, `${ratio}`);
  });

  it("store argon2id with the parameters that we promise, and no password", async () => {
    const { id } = await createAccount(pool, { name: "Emil", password: PASSWORD });
    const hash = async () =>
      (await pool.query("SELECT password_hash AS hash FROM accounts WHERE id = $1", [id])).rows[0].hash;
    const first = await hash();
    assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    await changePassword(pool, id, "another long password");
    assert.notEqual(await hash(), first);
    assert.equal(await verifyLogin(pool, "Emil", PASSWORD), null);
    assert.ok(await verifyLogin(pool, "Emil", "another long password"));
  });

  it("hash anew at login what was hashed with other costs", async () => {
    const { id } = await createAccount(pool, { name: "Fritz", password: PASSWORD });
    await pool.query("UPDATE accounts SET password_hash = $2 WHERE id = $1", [id, hashWith(PASSWORD, 8, 1)]);
    assert.ok(await verifyLogin(pool, "Fritz", PASSWORD));
    const { rows } = await pool.query("SELECT password_hash AS hash FROM accounts WHERE id = $1", [id]);
    assert.match(rows[0].hash, /\$m=19456,t=2,p=1\$/);
  });
});

describe("tokens", () => {
  it("name their account until they are revoked, and aren't stored", async () => {
    const account = await createAccount(pool, { name: "Gerda", password: PASSWORD });
    const token = await issueToken(pool, account.id, "laptop");
    assert.deepEqual(await findAccountByToken(pool, token), account);
    const { rows } = await pool.query("SELECT * FROM play_tokens");
    assert.ok(!JSON.stringify(rows).includes(token.slice(4)));
    await revokeToken(pool, token);
    assert.equal(await findAccountByToken(pool, token), null);
    assert.equal(await findAccountByToken(pool, "trm_unknown"), null);
    assert.equal(await findAccountByToken(pool, ""), null);
  });

  it("die when unused for ninety days, and use keeps them alive", async () => {
    const { id } = await createAccount(pool, { name: "Hanna", password: PASSWORD });
    const token = await issueToken(pool, id, "old");
    const age = (days: number) =>
      pool.query(
        "UPDATE play_tokens SET last_used_at = now() - $1 * interval '1 day' WHERE account_id = $2",
        [days, id],
      );
    await age(89);
    assert.ok(await findAccountByToken(pool, token));
    const [entry] = await listTokens(pool, id);
    assert.ok(Date.now() - entry!.lastUsedAt.getTime() < 60_000);
    await age(91);
    assert.equal(await findAccountByToken(pool, token), null);
    assert.deepEqual(await listTokens(pool, id), []);
  });

  it("are twenty an account at most: the least used goes", async () => {
    const { id } = await createAccount(pool, { name: "Ida", password: PASSWORD });
    const tokens: string[] = [];
    for (let i = 0; i < 21; i++) tokens.push(await issueToken(pool, id, `client ${i}`));
    assert.equal(await findAccountByToken(pool, tokens[0]!), null);
    assert.equal(await revokeAllTokens(pool, id), 20);
  });

  it("have labels without control characters, of at most 60 characters", async () => {
    const { id } = await createAccount(pool, { name: "Jakob", password: PASSWORD });
    await issueToken(pool, id, `\x1b[31m\0${"é".repeat(100)}`);
    await issueToken(pool, id, " \n ");
    const labels = (await listTokens(pool, id)).map(({ label }) => label);
    assert.deepEqual(labels.sort(), ["terminal client", `[31m${"é".repeat(56)}`].sort());
  });
});

describe("characters", () => {
  it("are made once an account, also by two servers at the same moment", async () => {
    const account = await createAccount(pool, { name: "Karla", password: PASSWORD });
    const made = await Promise.all([1, 2, 3, 4].map(() => ensureCharacter(pool, account, "hall")));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    const { id, accountId, hunter, version } = made[0]!;
    assert.deepEqual([accountId, version], [account.id, 0]);
    assert.match(hunter.seed, /^[0-9a-f]{32}$/);
    const fresh = newHunter({ id, name: "Karla", role: "player", seed: hunter.seed }, "hall");
    assert.deepEqual(hunter, fresh);
  });
});

describe("chat", () => {
  it("is kept by room, the oldest of the last lines first", async () => {
    const character = await ensureCharacter(
      pool,
      await createAccount(pool, { name: "Mona", password: PASSWORD }),
    );
    const say = (room: string, text: string) =>
      recordChat(pool, { room, characterId: character.id, name: character.hunter.name, text });
    for (const text of ["one", "two", "three"]) await say("hall", text);
    await say("street", "elsewhere");
    assert.deepEqual(
      (await recentChat(pool, "hall", 2)).map(({ text }) => text),
      ["two", "three"],
    );
    await assert.rejects(say("hall", "x".repeat(1_001)));
  });
});

describe("leases", () => {
  it("give each holder a greater fence, and only the newest holds", async () => {
    const { id } = await createAccount(pool, { name: "Nils", password: PASSWORD });
    const fences = await Promise.all(Array.from({ length: 8 }, (_, i) => takeLease(pool, id, `server-${i}`)));
    assert.deepEqual(
      fences.sort((a, b) => a - b),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.equal(await holdsLease(pool, id, 8), true);
    assert.equal(await holdsLease(pool, id, 7), false);
  });
});

describe("the servers' role", () => {
  it("can't change the schema or rewrite history", async () => {
    for (const sql of [
      "DROP TABLE accounts",
      "CREATE TABLE mine ()",
      "UPDATE schema_state SET revision = 9",
      "DELETE FROM audit",
      "TRUNCATE accounts",
    ])
      await assert.rejects(pool.query(sql), { code: "42501" }, sql);
  });
});
