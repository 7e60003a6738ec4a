import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { configFromEnv } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "terminusa-config-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const good = {
  DATABASE_URL_FILE: file("database-url", "postgres://db\n"),
  REDIS_URL_FILE: file("redis-url", "redis://cache\n"),
  SESSION_SECRETS_FILE: file("session-secrets", "new\n\nold\n"),
};

describe("the web server's configuration", () => {
  it("has defaults for all but the secrets", () => {
    const config = configFromEnv(good);
    assert.equal(config.port, 5000);
    assert.equal(config.healthPort, 5001);
    assert.equal(config.databaseUrl, "postgres://db");
    assert.deepEqual(config.sessionSecrets, ["new", "old"]);
    assert.deepEqual(config.hosts, ["localhost", "127.0.0.1", "[::1]"]);
  });

  for (const [what, env, message] of [
    ["a missing variable", { ...good, REDIS_URL_FILE: "" }, /REDIS_URL_FILE is not set/],
    [
      "a missing file",
      { ...good, REDIS_URL_FILE: "/nowhere" },
      /cannot read the secret \/nowhere \(ENOENT\)/,
    ],
    ["an empty file", { ...good, SESSION_SECRETS_FILE: file("empty", "\n") }, /the secret .*empty is empty/],
    ["a port that is none", { ...good, PORT: "80a" }, /PORT is "80a": set a whole number from 0 to 65535/],
  ] as const)
    it(`names ${what}`, () => assert.throws(() => configFromEnv(env), message));
});
