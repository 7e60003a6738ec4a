import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import Docker from "dockerode";
import pc from "picocolors";
import { eventually } from "../test/patience.ts";
import { settingsFile } from "./context.ts";
import { newestMigration, readinessCheck, redisCheck } from "./doctor/answers.ts";
import { type Check, fail, ok, warn } from "./doctor/check.ts";
import { secretNames } from "./doctor/containers.ts";
import { economyCheck } from "./doctor/economy.ts";
import { examine } from "./doctor/examine.ts";
import { checkMemory, checkNode } from "./doctor/machine.ts";
import { diagnosis } from "./doctor.ts";
import { Testbed } from "./testbed.ts";

function named(checks: readonly Check[], name: string): Check {
  const check = checks.find((one) => one.name === name);
  assert.ok(check, `no check "${name}" among ${checks.map((one) => one.name).join(", ")}`);
  return check;
}

/** What a server's health port says, from a container. */
const answering = (status: number, body: object) =>
  `node -e 'require("http").createServer((q, r) => { r.statusCode = ${status}; r.end(JSON.stringify(${JSON.stringify(body)})) }).listen(5001)'`;

describe("doctor", () => {
  it("prints each check with the command that mends it", () => {
    const checks = [
      ok("node", "Node 26"),
      warn("memory", "little", "stop something"),
      fail("services", "a\nb", "up"),
    ];
    assert.deepEqual(diagnosis(checks, pc.createColors(false)), [
      "ok    node      Node 26",
      "warn  memory    little",
      "                → stop something",
      "fail  services  a",
      "                b",
      "                → up",
      "",
      "1 failed, 1 warning, 1 well.",
    ]);
    assert.equal(diagnosis([ok("node", "")], pc.createColors(false)).at(-1), "All is well.");
  });

  it("judges what the machine has", async () => {
    await using bed = new Testbed();
    assert.equal(checkNode("22.1.0").level, "fail");
    assert.equal(checkNode("24.0.0").level, "ok");
    assert.equal((await checkMemory(bed.context, false, 2 ** 29)).level, "warn");
    assert.equal((await checkMemory(bed.context, true, 2 ** 29)).level, "ok");
  });

  it("finds secrets in an environment by name or as a URL's password, and no file names", () => {
    const environment = [
      "POSTGRES_PASSWORD=x",
      "POSTGRES_PASSWORD_FILE=/run/x",
      "SESSION_SECRETS_FILE=/run/y",
      "DATABASE_URL=postgres://a:b@c/d",
      "SITE=https://localhost:8443/a@b",
      "API_TOKEN=",
      "PATH=/bin",
    ];
    assert.deepEqual(secretNames(environment), ["POSTGRES_PASSWORD", "DATABASE_URL"]);
  });

  it("names what mends a server that lacks something", async () => {
    await using bed = new Testbed();
    const remedy = (checks: Record<string, string>) =>
      readinessCheck(bed.context, "web-1 needs", "web", { ready: false, checks }).remedy?.replace(
        /^.*t\d+-\d+ /,
        "",
      );
    assert.equal(
      remedy({ database: 'password authentication failed for user "terminusa_app"' }),
      "restart postgres",
    );
    assert.equal(remedy({ database: "connect ECONNREFUSED", redis: "ok" }), "start postgres");
    assert.equal(remedy({ database: "ok", redis: "no answer" }), "start redis");
    assert.equal(remedy({ database: "ok", schema: "the database is at schema revision 1" }), "up");
    assert.equal(remedy({ listening: "draining" }), "logs web");
    const good = readinessCheck(bed.context, "web-1 needs", "web", { ready: true, checks: { redis: "ok" } });
    assert.deepEqual(good, ok("web-1 needs", "redis"));
  });

  it("warns before Redis is full and fails when it can't write", async () => {
    await using bed = new Testbed();
    const info = (used: number, write = "ok") =>
      `PONG\r\naof_last_write_status:${write}\r\nused_memory:${used}\r\nmaxmemory:100663296\r\n`;
    assert.equal(redisCheck(bed.context, info(1_000_000)).level, "ok");
    const full = redisCheck(bed.context, info(99_000_000));
    assert.equal(full.level, "warn");
    assert.match(full.remedy!, /config set redisMemory 256, then/);
    assert.equal(redisCheck(bed.context, info(1, "err")).level, "fail");
  });

  it("names the accounts whose balance the ledger does not account for", async () => {
    await using bed = new Testbed();
    const right = {
      wrong: 0,
      examples: [],
      supply: [{ currency: "crystals", minted: 100, burnt: 20, held: 80 }],
      negative: 0,
      empty_listings: 0,
      movements: 7,
    };
    assert.equal(economyCheck(bed.context, right).level, "ok");
    const examples = [{ account: "hunter:3", currency: "crystals", has: 9, booked: 5 }];
    const wrong = economyCheck(bed.context, { ...right, wrong: 1, examples });
    assert.equal(wrong.level, "fail");
    assert.match(wrong.detail, /hunter:3 has 9 crystals, booked are 5/);
    const supply = [{ currency: "crystals", minted: 100, burnt: 20, held: 84 }];
    assert.match(economyCheck(bed.context, { ...right, supply }).detail, /100 minted, 20 burnt, but 84 held/);
  });

  it("says only that the engine is away when it is", async () => {
    await using bed = new Testbed();
    const docker = new Docker({ socketPath: join(bed.context.home, "docker.sock") });
    const checks = await examine({ ...bed.context, docker });
    assert.deepEqual(
      checks.map(({ name, level }) => [name, level]),
      [
        ["node", "ok"],
        ["settings", "ok"],
        ["engine", "fail"],
      ],
    );
  });

  it("warns when nothing is deployed, names who holds a port, and which setting is bad", async () => {
    const server = createServer().listen(0, "0.0.0.0");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await using bed = new Testbed({ httpsPort: String(port) });
    writeFileSync(settingsFile(bed.context.root, bed.context.stack), "config:\n  terminusa:httpPrt: 1\n");
    try {
      const checks = await examine(bed.context);
      assert.equal(named(checks, "stack").level, "warn");
      const settings = named(checks, "settings");
      assert.match(settings.detail, /unknown setting "httpPrt".*Did you mean httpPort/);
      assert.equal(settings.remedy, "./terminusa config rm httpPrt");
      const ports = named(checks, "ports");
      assert.match(ports.detail, new RegExp(`holds port ${port} \\(httpsPort\\)`));
      assert.match(ports.remedy!, new RegExp(`config set httpsPort ${port + 1}$`));
    } finally {
      server.close();
    }
  });

  it("looks into the containers of a sick stack", async () => {
    await using bed = new Testbed();
    const { context } = bed;
    const migrations = join(context.root, "store/migrations");
    mkdirSync(migrations, { recursive: true });
    writeFileSync(join(migrations, "0007_x.sql"), "");
    assert.equal(newestMigration(migrations), 7);
    for (const name of ["edge", "data"])
      await context.docker.createNetwork({ Name: `${context.prefix}-${name}`, Labels: bed.labels(name) });
    const answer = { ready: false, checks: { database: "ok", redis: "Connection is closed." } };
    await bed.make("web", {
      name: "web-1-abcdef0",
      script: answering(503, answer),
      environment: ["HEALTH_PORT=5001", "API_TOKEN=abc"],
      network: `${context.prefix}-edge`,
    });
    const loud = `echo '{"level":50,"msg":"broken"}'; echo '{"level":30,"msg":"fine"}'; exit 4`;
    await bed.make("terminal", { name: "terminal-1-abcdef0", script: loud });
    await bed.make("migrate", { script: "exit 2" });
    const expected: [string, Check["level"], RegExp, RegExp][] = [
      [
        "services",
        "fail",
        /^nginx has no container\nredis has no container\npostgres has no container$/,
        / up$/,
      ],
      ["terminal-1", "fail", /stopped \(exit code 4\)/, / start terminal$/],
      ["jobs", "fail", /^migrate ended with exit code 2$/, / up$/],
      [
        "networks",
        "fail",
        /^terminal-1 is on none.*\nweb-1 is on \S+-edge, not on \S+-data, \S+-edge$/,
        / up$/,
      ],
      ["secrets", "fail", /web-1: API_TOKEN$/, /config set secretsVersion 2/],
      ["web-1 needs", "fail", /^redis: Connection is closed\.$/, / start redis$/],
      ["errors", "warn", /terminal 1 line$/, / logs terminal --since 10m$/],
    ];
    // Until the containers have come to what their scripts make of them.
    await eventually(async () => {
      const checks = await examine(context);
      for (const [name, level, detail, remedy] of expected) {
        const check = named(checks, name);
        assert.equal(check.level, level, name);
        assert.match(check.detail, detail, name);
        assert.match(check.remedy ?? "", remedy, name);
      }
      assert.equal(named(checks, "ports").level, "ok");
    });
  });
});
