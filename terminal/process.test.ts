import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { bundleTerminal } from "../bundles/terminal.ts";
import { eventually } from "../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import { configFromEnv } from "./config.ts";
import { PASSWORD, RawClient, Wire } from "./test-city.ts";

let services: Services;
let database: FreshDatabase;
const folder = mkdtempSync(join(tmpdir(), "t-terminal-"));
before(async () => {
  await bundleTerminal({ outDir: join(folder, "app") });
  services = await startServices();
  database = await services.freshDatabase();
});
after(async () => {
  await database.drop();
  await services.stop();
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
function environment(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL_FILE: file("database-url", databaseUrl),
    REDIS_URL_FILE: file("redis-url", services.redisUrl),
    SESSION_SECRETS_FILE: file("session-secrets", "one\ntwo\n"),
    LOG_FILE: join(folder, "terminal.log"),
    HOSTS: "localhost,play.example.org",
    PORT: "0",
    HEALTH_PORT: "0",
    VERSION: "0123456789ab",
  };
}

class Process {
  readonly child: ChildProcess;
  out = "";

  constructor(env: Record<string, string>) {
    this.child = spawn(process.execPath, [join(folder, "app/main.js")], { env });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (data) => {
        this.out += data;
      });
    }
  }

  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return eventually(() => pattern.exec(this.out) ?? assert.fail(`never ${pattern}: ${this.out}`));
  }

  async port(): Promise<number> {
    return Number((await this.says(/"port":(\d+),"msg":"listening"/))[1]);
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, "exit");
    return this.child.exitCode;
  }
}

test("the bundle listens only when the database is there, says so on the health port, and drains on SIGTERM", async () => {
  const { wire, url } = await Wire.to(database.url);
  wire.cut();
  const server = new Process(environment(url));
  const healthPort = Number((await server.says(/"healthPort":(\d+)/))[1]);
  const ready = () => fetch(`http://127.0.0.1:${healthPort}/readyz`);
  assert.equal((await fetch(`http://127.0.0.1:${healthPort}/healthz`)).status, 200);
  const waiting = await ready();
  assert.equal(waiting.status, 503);
  const { checks } = (await waiting.json()) as { checks: Record<string, string> };
  assert.deepEqual(Object.keys(checks).sort(), ["database", "listening", "redis", "schema"]);
  assert.notEqual(checks.database, "ok");
  assert.doesNotMatch(server.out, /"msg":"listening"/);
  wire.mend();
  const port = await server.port();
  await eventually(async () => assert.equal((await ready()).status, 200));

  const headers = { "x-request-id": "0123456789abcdef", "x-forwarded-for": "203.0.113.9" };
  const city = { server: { port, healthPort, close: async () => {} } };
  const mara = await new RawClient(city, { headers }).register("Mara");
  mara.send({ t: "cmd", n: 1, line: "say the last word" });
  await mara.answer(1);
  server.child.kill("SIGTERM");
  const { code, reason } = await mara.wantClose();
  assert.equal(code, 1012);
  assert.match(reason, /retry=\d+/);
  assert.equal(await server.exit(), 0);

  const log = readFileSync(join(folder, "terminal.log"), "utf8");
  const lines = log
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.ok(
    lines.some((line) => line.requestId === "0123456789abcdef" && line.address === "203.0.113.9"),
    log,
  );
  for (const secret of [PASSWORD, mara.token!, mara.session]) assert.equal(log.includes(secret), false);
  wire.close();
});

test("a bad environment, a bad town and a port in use end it with one line that names them", async () => {
  const { HOSTS: _hosts, ...without } = environment(database.url);
  const bare = new Process(without);
  assert.equal(await bare.exit(), 1);
  assert.match(bare.out, /HOSTS is not set: set it to/);
  assert.equal(bare.out.trim().split("\n").length, 1);

  const content = mkdtempSync(join(folder, "content-"));
  writeFileSync(join(content, "town.yaml"), "start: hall\nplaces: []\n");
  const town = new Process({ ...environment(database.url), CONTENT_DIR: content });
  assert.equal(await town.exit(), 1);
  assert.match(town.out, /town\.yaml:2:9: places/);

  const first = new Process(environment(database.url));
  const port = await first.port();
  const second = new Process({ ...environment(database.url), PORT: String(port) });
  assert.equal(await second.exit(), 1);
  assert.match(second.out, /EADDRINUSE/);
  first.child.kill("SIGTERM");
  assert.equal(await first.exit(), 0);
});

test("a database without the game's tables is refused, naming both revisions", async () => {
  const empty = await services.freshDatabase({ migrated: false });
  const server = new Process(environment(empty.url));
  assert.equal(await server.exit(), 1);
  assert.match(server.out, /schema revision 0, this server needs \d+/);
});

test("each wrong variable is named with its remedy", () => {
  const good = environment("postgres://x");
  const failure = (changes: Record<string, string>) => {
    try {
      configFromEnv({ ...good, ...changes });
    } catch (error) {
      return (error as Error).message;
    }
    return "accepted";
  };
  assert.equal(failure({}), "accepted");
  assert.match(failure({ PORT: "70000" }), /PORT is "70000": set it to a whole number from 0 to 65535/);
  assert.match(failure({ PORT: "-1" }), /PORT/);
  assert.match(failure({ LOG_LEVEL: "loud" }), /LOG_LEVEL is "loud": set it to one of trace, debug/);
  assert.match(failure({ HOSTS: "https://x" }), /HOSTS names "https:\/\/x"/);
  assert.match(failure({ HOSTS: " , " }), /HOSTS is empty/);
  assert.match(failure({ REDIS_URL_FILE: join(folder, "none") }), /cannot read the secret/);
});
