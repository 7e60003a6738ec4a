import assert from "node:assert/strict";
import { test } from "node:test";
import { docker, HARDENED, imageName, makeFolder, runOnce } from "./trial.ts";

const Image = await imageName("node");

test("the image's configuration is the official one", async () => {
  const { Config } = await docker.getImage(Image).inspect();
  assert.deepEqual(Config.Entrypoint, ["docker-entrypoint.sh"]);
  assert.deepEqual(Config.Cmd, ["node"]);
  assert.equal(Config.User, "");
  assert.equal(Config.ExposedPorts, undefined);
  assert.equal(Config.Volumes, null);
  assert.equal(Config.Healthcheck, undefined);
  assert.ok(Config.Env?.includes("NODE_VERSION=26.7.0"));
  assert.ok(!Config.Env?.some((entry) => entry.startsWith("NODE_ENV=")));
});

test("an option goes to node", async (t) => {
  assert.equal((await runOnce(t, { Image, Cmd: ["--version"] })).logs, "v26.7.0\n");
});

test("a word that is no command, and a file that can't be executed, go to node", async (t) => {
  const folder = await makeFolder(t, {
    "main.js": "console.log('script', process.argv[2]);",
    tool: { content: "#!/bin/sh\necho executed\n", mode: 0o755 },
  });
  const base = { Image, WorkingDir: "/app", HostConfig: { Binds: [`${folder}:/app:ro`] } };
  assert.equal((await runOnce(t, { ...base, Cmd: ["main.js", "one"] })).logs, "script one\n");
  assert.equal((await runOnce(t, { ...base, Cmd: ["/app/main.js", "two"] })).logs, "script two\n");
  assert.equal((await runOnce(t, { ...base, Cmd: ["/app/tool"] })).logs, "executed\n");
});

test("a command runs as it is, as root unless a user is named", async (t) => {
  assert.equal((await runOnce(t, { Image, Cmd: ["id", "-u"] })).logs, "0\n");
  assert.equal((await runOnce(t, { Image, Cmd: ["id", "-u"], User: "node" })).logs, "1000\n");
  const home = await runOnce(t, { Image, Cmd: ["sh", "-c", "echo ~ && touch ~/own"], User: "node" });
  assert.deepEqual([home.code, home.logs], [0, "/home/node\n"]);
});

test("without a terminal the default command ends at once", async (t) => {
  assert.equal((await runOnce(t, { Image })).code, 0);
});

test("it runs hardened as any user, and node can make secure connections", async (t) => {
  const script = `
    import { rootCertificates } from "node:tls";
    import { argon2Sync } from "node:crypto";
    console.log(process.getuid(), rootCertificates.length > 100, typeof argon2Sync, process.execPath);
  `;
  const { code, logs } = await runOnce(t, {
    Image,
    Cmd: ["--input-type=module", "-e", script],
    User: "10001:10001",
    HostConfig: HARDENED,
  });
  assert.deepEqual([code, logs], [0, "10001 true function /usr/local/bin/node\n"]);
});
