import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type Docker from "dockerode";
import {
  docker,
  ended,
  HARDENED,
  imageName,
  logsOf,
  makeFolder,
  makeVolume,
  run,
  runOnce,
  start,
  until,
} from "./trial.ts";

const Image = await imageName("postgres");
const DATA = "/var/lib/postgresql/data";
const INIT_COMPLETE = "PostgreSQL init process complete; ready for start up.";

/** Answers over TCP, which only the final server does. */
function ready(container: Docker.Container): Promise<void> {
  return until("PostgreSQL answers over TCP", async () => {
    const { State } = await container.inspect();
    assert.ok(State.Running, await logsOf(container));
    return (await run(container, ["pg_isready", "-U", "postgres", "-h", "127.0.0.1"])).code === 0;
  });
}

async function sql(
  container: Docker.Container,
  query: string,
  database = "postgres",
  user = "postgres",
): Promise<string> {
  const { code, output } = await run(container, ["psql", "-U", user, "-d", database, "-Atc", query]);
  assert.equal(code, 0, output);
  return output.trim();
}

test("the image's configuration is the official one", async () => {
  const { Config } = await docker.getImage(Image).inspect();
  assert.deepEqual(Config.Entrypoint, ["docker-entrypoint.sh"]);
  assert.deepEqual(Config.Cmd, ["postgres"]);
  assert.deepEqual(Config.ExposedPorts, { "5432/tcp": {} });
  assert.deepEqual(Config.Volumes, { [DATA]: {} });
  assert.equal((Config as { StopSignal?: string }).StopSignal, "SIGINT");
  assert.equal(Config.User, "");
  assert.equal(Config.Healthcheck, undefined);
  const env = new Map(
    (Config.Env ?? []).map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  assert.equal(env.get("PGDATA"), DATA);
  assert.equal(env.get("PG_MAJOR"), "17");
  assert.equal(env.get("LANG"), "en_US.utf8");
  assert.match(env.get("PG_VERSION") ?? "", /^17\./);
});

test("a first start takes its settings from files and runs the hooks in order", async (t) => {
  const secrets = await makeFolder(t, { password: "from a file\n", user: "owner\n", database: "game\n" });
  const hooks = await makeFolder(t, {
    "10-table.sql": "CREATE TABLE steps (at serial, step text); INSERT INTO steps (step) VALUES ('sql');",
    "20-rows.sql.gz": gzipSync("INSERT INTO steps (step) VALUES ('gz');"),
    "30-sourced.sh": `psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "INSERT INTO steps (step) VALUES ('sourced')"; SEEN=sourced`,
    "40-executed.sh": {
      content: `#!/bin/sh\npsql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "INSERT INTO steps (step) VALUES ('executed' || '\${SEEN:-}')"\n`,
      mode: 0o755,
    },
    "50-ignored.txt": "not SQL",
  });
  const container = await start(t, {
    Image,
    Env: ["POSTGRES_PASSWORD_FILE=/s/password", "POSTGRES_USER_FILE=/s/user", "POSTGRES_DB_FILE=/s/database"],
    HostConfig: { Binds: [`${secrets}:/s:ro`, `${hooks}:/docker-entrypoint-initdb.d:ro`] },
  });
  await ready(container);
  assert.equal(
    await sql(container, "SELECT string_agg(step, ' ' ORDER BY at) FROM steps", "game", "owner"),
    "sql gz sourced executed",
  );
  assert.match(await logsOf(container), new RegExp(`ignoring .*50-ignored.txt[\\s\\S]*${INIT_COMPLETE}`));
  assert.equal(await sql(container, "SHOW listen_addresses", "game", "owner"), "*");
  assert.equal(
    await sql(container, "SELECT rolsuper FROM pg_roles WHERE rolname = 'owner'", "game", "owner"),
    "t",
  );
  assert.equal(
    await sql(container, "SELECT datcollate FROM pg_database WHERE datname = 'game'", "game", "owner"),
    "en_US.utf8",
  );

  // From another address than the loopback a password is asked for, and it is the file's without its newline.
  const [network] = Object.values((await container.inspect()).NetworkSettings.Networks);
  const login = (password: string) =>
    run(
      container,
      ["psql", "-h", network!.IPAddress, "-U", "owner", "-d", "game", "-Atc", "SELECT 1"],
      [`PGPASSWORD=${password}`],
    );
  assert.equal((await login("from a file")).code, 0);
  assert.match((await login("wrong")).output, /password authentication failed/);
  const rules = await run(container, ["tail", "-n1", `${DATA}/pg_hba.conf`]);
  assert.equal(rules.output.trim(), "host all all all scram-sha-256");
});

test("a failing hook ends the container, and the next start skips the rest", async (t) => {
  const data = await makeVolume(t);
  const hooks = await makeFolder(t, { "1.sql": "SELECT 1/0;", "2.sql": "CREATE TABLE later ();" });
  const options = {
    Image,
    Env: ["POSTGRES_PASSWORD=x"],
    HostConfig: { Binds: [`${data}:${DATA}`, `${hooks}:/docker-entrypoint-initdb.d:ro`] },
  };
  const { code, logs } = await runOnce(t, options);
  assert.notEqual(code, 0);
  assert.match(logs, /division by zero/);
  const second = await start(t, options);
  await ready(second);
  assert.match(await logsOf(second), /appears to contain a database; Skipping initialization/);
  assert.equal(await sql(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'later'"), "0");
});

test("a variable and its _FILE together are an error", async (t) => {
  const { code, logs } = await runOnce(t, {
    Image,
    Env: ["POSTGRES_PASSWORD=x", "POSTGRES_PASSWORD_FILE=/etc/hostname"],
  });
  assert.equal(code, 1);
  assert.match(logs, /both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set/);
});

test("a first start without a password is an error that says what to set", async (t) => {
  const { code, logs } = await runOnce(t, { Image });
  assert.equal(code, 1);
  assert.match(logs, /POSTGRES_PASSWORD/);
});

test("trust needs no password", async (t) => {
  const container = await start(t, { Image, Env: ["POSTGRES_HOST_AUTH_METHOD=trust"] });
  await ready(container);
  const rules = await run(container, ["tail", "-n1", `${DATA}/pg_hba.conf`]);
  assert.equal(rules.output.trim(), "host all all all trust");
});

test("a directory with a database ignores POSTGRES_*", async (t) => {
  const data = await makeVolume(t);
  const HostConfig = { Binds: [`${data}:${DATA}`] };
  const first = await start(t, { Image, Env: ["POSTGRES_PASSWORD=one"], HostConfig });
  await ready(first);
  await first.stop();
  const second = await start(t, { Image, Env: ["POSTGRES_DB=other", "POSTGRES_USER=someone"], HostConfig });
  await ready(second);
  assert.equal(await sql(second, "SELECT count(*) FROM pg_database WHERE datname = 'other'"), "0");
  assert.equal(await sql(second, "SELECT count(*) FROM pg_roles WHERE rolname = 'someone'"), "0");
});

test("it runs hardened as 999:999 on a fresh volume, and SIGINT stops it fast", async (t) => {
  const data = await makeVolume(t);
  const container = await start(t, {
    Image,
    User: "999:999",
    Env: ["POSTGRES_PASSWORD=x"],
    HostConfig: {
      ...HARDENED,
      Binds: [`${data}:${DATA}`],
      Tmpfs: { "/var/run/postgresql": "uid=999,gid=999,mode=3775", "/tmp": "" },
    },
  });
  await ready(container);
  // A client that holds a connection, for longer than any test may take, does not delay a fast shutdown.
  void run(container, ["psql", "-U", "postgres", "-c", "SELECT pg_sleep(3600)"]);
  await until(
    "the client is connected",
    async () =>
      (await sql(container, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3600)'")) !==
      "0",
  );
  await container.kill({ signal: "SIGINT" });
  const { code, logs } = await ended(container);
  assert.equal(code, 0);
  assert.match(logs, /received fast shutdown request/);
});

test("as root without the capabilities to change users it does not serve as root", async (t) => {
  const { code } = await runOnce(t, {
    Image,
    Env: ["POSTGRES_PASSWORD=x"],
    HostConfig: { CapDrop: ["ALL"] },
  });
  assert.notEqual(code, 0);
});

test("a user that the image does not know initialises a fresh volume", async (t) => {
  const data = await makeVolume(t);
  const container = await start(t, {
    Image,
    User: "4321:4321",
    // initdb wants a directory of its own user's; the mount point is postgres's, but anyone may make one in it.
    Env: ["POSTGRES_PASSWORD=x", `PGDATA=${DATA}/own`],
    HostConfig: { Binds: [`${data}:${DATA}`] },
  });
  await ready(container);
  assert.equal(await sql(container, "SELECT 1"), "1");
});

test("TCP answers only after the hooks have run", async (t) => {
  const hooks = await makeFolder(t, {
    "1.sh": "touch /tmp/in-hook; while ! [ -e /tmp/go-on ]; do sleep 0.1; done\n",
  });
  const container = await start(t, {
    Image,
    Env: ["POSTGRES_PASSWORD=x"],
    HostConfig: { Binds: [`${hooks}:/docker-entrypoint-initdb.d:ro`] },
  });
  await until("the hook runs", async () => (await run(container, ["test", "-e", "/tmp/in-hook"])).code === 0);
  assert.equal((await run(container, ["pg_isready"])).code, 0, "the socket answers");
  assert.notEqual(
    (await run(container, ["pg_isready", "-U", "postgres", "-h", "127.0.0.1"])).code,
    0,
    "TCP does not",
  );
  await run(container, ["touch", "/tmp/go-on"]);
  await ready(container);
});

test("options go to the server, and help needs no password", async (t) => {
  const container = await start(t, {
    Image,
    Cmd: ["-c", "max_connections=17"],
    Env: ["POSTGRES_PASSWORD=x"],
  });
  await ready(container);
  assert.equal(await sql(container, "SHOW max_connections"), "17");
  const { code, logs } = await runOnce(t, { Image, Cmd: ["--version"] });
  assert.equal(code, 0);
  assert.match(logs, /^postgres \(PostgreSQL\) 17\./);
  const shell = await runOnce(t, { Image, Cmd: ["bash", "-c", "id -u"] });
  assert.equal(shell.logs.trim(), "0");
});

test("docker-ensure-initdb.sh initialises once, docker-enforce-initdb.sh refuses a second time", async (t) => {
  const data = await makeVolume(t);
  const once = (script: string) =>
    runOnce(t, {
      Image,
      Entrypoint: [script],
      Env: ["POSTGRES_PASSWORD=x"],
      HostConfig: { Binds: [`${data}:${DATA}`] },
    });
  const first = await once("docker-ensure-initdb.sh");
  assert.equal(first.code, 0);
  assert.match(first.logs, new RegExp(INIT_COMPLETE));
  assert.equal((await once("docker-ensure-initdb.sh")).code, 0);
  assert.equal((await once("docker-enforce-initdb.sh")).code, 1);
});
