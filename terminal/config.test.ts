import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { configFromEnv } from "./config.ts";
import { DEFAULT_RATES, rateOf } from "./rate.ts";

const folder = mkdtempSync(join(tmpdir(), "terminal-config-"));
after(() => rmSync(folder, { recursive: true }));

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    DATABASE_URL_FILE: file("database", "postgres://nobody@127.0.0.1:1/none"),
    REDIS_URL_FILE: file("redis", "redis://127.0.0.1:1"),
    SESSION_SECRETS_FILE: file("secrets", "a-secret-of-enough-length-for-sessions"),
    HOSTS: "localhost",
    ...more,
  };
}

test("without settings a player has the documented rates", () => {
  assert.deepEqual(configFromEnv(environment()).rates, DEFAULT_RATES);
  assert.deepEqual(DEFAULT_RATES, { commandsPerSecond: 20, framesPerSecond: 50 });
});

test("the environment may lift the rates, each by itself", () => {
  const lifted = configFromEnv(environment({ COMMANDS_PER_SECOND: "5000" })).rates;
  assert.deepEqual(lifted, { commandsPerSecond: 5000, framesPerSecond: 50 });
});

for (const bad of ["0", "-1", "many", "2000000", "1.5"])
  test(`a rate of "${bad}" is refused by the variable's name`, () => {
    assert.throws(() => configFromEnv(environment({ FRAMES_PER_SECOND: bad })), /FRAMES_PER_SECOND is "/);
  });

test("a rate lets two seconds' worth be saved up and then refills by the second", () => {
  const rate = rateOf(10);
  const start = performance.now();
  assert.equal(rate.take(20, start), true);
  assert.equal(rate.take(1, start), false);
  assert.equal(rate.take(10, start + 1_500), true);
});

test("MUD clients are let in only where a port is named, and the published one may be another", () => {
  const telnet = (env: NodeJS.ProcessEnv) => configFromEnv(environment(env)).telnet;
  assert.equal(telnet({}), null);
  assert.deepEqual(telnet({ TELNET_PORT: "4000" }), { port: 4000, publicPort: 4000 });
  assert.deepEqual(telnet({ TELNET_PORT: "4000", TELNET_PUBLIC_PORT: "23" }), { port: 4000, publicPort: 23 });
  assert.throws(() => telnet({ TELNET_PORT: "telnet" }), /TELNET_PORT is "telnet": set it to a whole number/);
});
