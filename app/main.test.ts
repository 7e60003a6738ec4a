import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { bundleWeb } from "../bundles/web.ts";
import { eventually } from "../test/patience.ts";
import { type Services, startServices } from "../test/services.ts";

let services: Services;
let folder: string;
before(async () => {
  services = await startServices();
  folder = await mkdtemp(join(tmpdir(), "terminusa-web-"));
  await bundleWeb({ outDir: folder });
  await writeFile(join(folder, "session-secrets"), "one\ntwo\n");
  await writeFile(join(folder, "redis-url"), services.redisUrl);
});
after(async () => {
  await services?.stop();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  for (const { process } of started.splice(0)) process.kill("SIGKILL");
});

type Running = { process: ChildProcess; output: () => string; exit: Promise<number | null> };
const started: Running[] = [];

/** The bundled server as the container runs it, on free ports. */
async function start(databaseUrl: string): Promise<Running> {
  await writeFile(join(folder, "database-url"), databaseUrl);
  const child = spawn(process.execPath, [join(folder, "main.js")], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: "/",
    env: {
      NODE_ENV: "production",
      PORT: "0",
      HEALTH_PORT: "0",
      DATABASE_URL_FILE: join(folder, "database-url"),
      REDIS_URL_FILE: join(folder, "redis-url"),
      SESSION_SECRETS_FILE: join(folder, "session-secrets"),
      LOG_FILE: join(folder, "app.log"),
    },
  });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const running = { process: child, output: () => output, exit };
  started.push(running);
  return running;
}

async function logged(running: Running, pattern: RegExp): Promise<RegExpExecArray> {
  return eventually(
    () => pattern.exec(running.output()) ?? assert.fail(`${pattern} was not logged:\n${running.output()}`),
  );
}

const listeningPort = async (running: Running) =>
  Number((await logged(running, /"port":(\d+),"msg":"listening"/))[1]);

describe("the bundled web server", () => {
  it("finishes the request under way at SIGTERM, refuses new ones and exits 0", async () => {
    const running = await start((await services.freshDatabase()).url);
    const port = await listeningPort(running);
    // A registration whose body is still on its way when the signal comes.
    const slow = openRequest(port);
    await slow.received;
    running.process.kill("SIGTERM");
    await logged(running, /draining/);
    await eventually(() => assert.rejects(dial(port), { code: "ECONNREFUSED" }));
    slow.finish();
    const { status, connection } = await slow.answer;
    assert.equal(status, 201);
    assert.equal(connection, "close");
    assert.equal(await running.exit, 0);
    assert.match(running.output(), /"finished":true,"msg":"drained"/);
  });

  it("exits at once at the second signal", async () => {
    const running = await start((await services.freshDatabase()).url);
    const slow = openRequest(await listeningPort(running));
    slow.answer.catch(() => {});
    await slow.received;
    running.process.kill("SIGTERM");
    await logged(running, /draining/);
    running.process.kill("SIGTERM");
    assert.equal(await running.exit, 1);
  });

  it("isn't kept by idle connections", async () => {
    const running = await start((await services.freshDatabase()).url);
    const port = await listeningPort(running);
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) =>
      request({ port, path: "/healthz", agent }, (r) => r.resume().on("end", resolve)).end(),
    );
    running.process.kill("SIGTERM");
    assert.equal(await running.exit, 0);
    assert.match(running.output(), /"finished":true,"msg":"drained"/);
    agent.destroy();
  });

  it("doesn't start on an unmigrated database and names both revisions", async () => {
    const running = await start((await services.freshDatabase({ migrated: false })).url);
    assert.equal(await running.exit, 1);
    assert.match(running.output(), /the database is at schema revision 0, this server needs \d+/);
  });

  it("isn't listening while its database is away, says so on the health port, and can be stopped", async () => {
    const running = await start("postgres://terminusa_app:wrong@127.0.0.1:1/none");
    const healthPort = Number((await logged(running, /"healthPort":(\d+)/))[1]);
    await logged(running, /"reason":"database: [^"]+","msg":"waiting/);
    const ready = await fetch(`http://127.0.0.1:${healthPort}/readyz`);
    assert.equal(ready.status, 503);
    const { checks } = (await ready.json()) as { checks: Record<string, string> };
    assert.equal(checks.redis, "ok");
    assert.equal(checks.listening, "not listening");
    assert.match(checks.database!, /ECONNREFUSED/);
    assert.equal((await fetch(`http://127.0.0.1:${healthPort}/healthz`)).status, 200);
    running.process.kill("SIGTERM");
    assert.equal(await running.exit, 0);
  });

  it("names the variable that is missing", async () => {
    const child = spawn(process.execPath, [join(folder, "main.js")], {
      env: {},
      stdio: ["ignore", "ignore", "pipe"],
    });
    const chunks: string[] = [];
    child.stderr.on("data", (data) => chunks.push(String(data)));
    assert.equal(await new Promise((resolve) => child.once("close", resolve)), 1);
    assert.match(chunks.join(""), /DATABASE_URL_FILE is not set/);
  });
});

/** Sends the head of a registration, which the server says that it has `received`, and holds back its body. */
function openRequest(port: number) {
  const body = JSON.stringify({ name: "Slowpoke", password: "gravel kettle moth 9" });
  const answer = Promise.withResolvers<{ status: number | undefined; connection: string | undefined }>();
  const slow = request(
    {
      port,
      method: "POST",
      path: "/api/v1/accounts",
      headers: {
        "content-type": "application/json",
        "content-length": body.length,
        expect: "100-continue",
      },
    },
    (response) => {
      response.resume();
      answer.resolve({ status: response.statusCode, connection: response.headers.connection });
    },
  );
  slow.on("error", answer.reject);
  const received = once(slow, "continue").then(() => void slow.write(body.slice(0, 10)));
  slow.flushHeaders();
  return { received, answer: answer.promise, finish: () => slow.end(body.slice(10)) };
}

function dial(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.on("error", reject);
  });
}
