import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { containerType } from "./container/container.ts";
import type { Engines } from "./engine.ts";
import { connectTest, IMAGE, importBusybox, leave, Rig } from "./test-rig.ts";

const SOCKET = "/var/run/docker.sock";
const SSHD = "/usr/sbin/sshd";
let folder: string;
let local: Engines;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "t-docker-engine-"));
  local = await connectTest();
  await importBusybox(local);
});

after(async () => {
  await leave(local);
  await rm(folder, { recursive: true, force: true });
});

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(address && typeof address === "object");
  return address.port;
}

function forward(client: Socket): void {
  const engine = connect(SOCKET);
  client.pipe(engine).pipe(client);
  for (const socket of [client, engine])
    socket.on("error", () => [client, engine].map((each) => each.destroy()));
}

/** One certificate for 127.0.0.1 that is its own authority, for server and client; also as files in the folder. */
async function makeCertificates(): Promise<{ ca: string; cert: string; key: string }> {
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=t-docker";
  const name = ["-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-out", certFile, "-keyout", keyFile];
  execFileSync("openssl", [...request.split(" "), ...name, ...files], { stdio: "ignore" });
  const cert = await readFile(certFile, "utf8");
  await writeFile(join(folder, "ca.pem"), cert);
  return { ca: cert, cert, key: await readFile(keyFile, "utf8") };
}

/** The engine's socket on a port of 127.0.0.1, for as long as the work takes. */
async function overTcp(work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer(forward);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(portOf(server));
  } finally {
    server.close();
  }
}

/** Runs one container to its end and closes the connection. */
async function runContainer(engines: Engines): Promise<void> {
  const rig = new Rig(containerType(() => engines));
  try {
    const made = await rig.create({
      image: IMAGE,
      command: ["cat", "/greeting"],
      uploads: [{ file: "/greeting", content: "over the wire" }],
      attach: true,
      logs: true,
      mustRun: false,
    });
    assert.equal(made.outputs.containerLogs, "over the wire");
  } finally {
    await rig.clean();
    engines.main.close();
  }
}

test("t-docker-engine works through a TCP host, chosen by an argument or by DOCKER_HOST", async () => {
  await overTcp(async (port) => {
    await runContainer(await connectTest({ host: `tcp://127.0.0.1:${port}` }));
    const fromEnv = await connectTest({}, { DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    assert.equal(fromEnv.main.host, `tcp://127.0.0.1:${port}`);
    fromEnv.main.close();
  });
});

test("t-docker-engine works through TLS, with certificates as texts or in a folder, and not without them", async () => {
  const pems = await makeCertificates();
  const server = createTlsServer({ ...pems, requestCert: true, rejectUnauthorized: true }, forward);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const host = `tcp://127.0.0.1:${portOf(server)}`;
    const { ca, cert, key } = pems;
    await runContainer(await connectTest({ host, caMaterial: ca, certMaterial: cert, keyMaterial: key }));
    const fromFolder = await connectTest({ host, certPath: folder });
    assert.equal(fromFolder.main.host, host);
    fromFolder.main.close();
    await assert.rejects(connectTest({ host }), /failed to connect/);
    await assert.rejects(connectTest({ host, certPath: "/nowhere" }), /certificates can't be read/);
  } finally {
    server.close();
  }
});

test("t-docker-engine takes the host of a context, and Image stays with the host as in the official plugin", async () => {
  await overTcp(async (port) => {
    const host = `tcp://127.0.0.1:${port}`;
    const meta = join(folder, ".docker/contexts/meta/abc");
    await mkdir(meta, { recursive: true });
    await writeFile(
      join(meta, "meta.json"),
      JSON.stringify({ Name: "far", Endpoints: { docker: { Host: host } } }),
    );
    const engines = await connectTest({ context: "far" }, {}, folder);
    assert.equal(engines.main.host, host);
    assert.equal(engines.images.host, `unix://${SOCKET}`);
    engines.main.close();
    engines.images.close();
    await assert.rejects(connectTest({ context: "near" }, {}, folder), /context 'near' not found/);
  });
});

test("t-docker-engine that doesn't answer fails at once and says where", async () => {
  await assert.rejects(
    connectTest({ host: "tcp://127.0.0.1:1" }),
    /failed to connect[\s\S]*tcp:\/\/127\.0\.0\.1:1/,
  );
  await assert.rejects(connectTest({ host: `unix://${folder}/none.sock` }), /none\.sock/);
  await assert.rejects(
    connectTest({ host: "npipe:////./pipe/docker" }),
    /none of unix:\/\/, tcp:\/\/ and ssh:\/\//,
  );
});

interface Sshd {
  host: string;
  options: string[];
  process: ChildProcess;
}

/** An SSH server of the test's own on a free port, with its own keys, for the user that runs the test. */
async function startSshd(): Promise<Sshd> {
  if (!existsSync(SSHD)) execFileSync("apt-get", ["install", "-y", "-q", "openssh-server"]);
  const file = (name: string): string => join(folder, name);
  for (const key of ["host", "user"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file(key)]);
  await writeFile(file("authorized_keys"), execFileSync("ssh-keygen", ["-y", "-f", file("user")]), {
    mode: 0o600,
  });
  const free = createServer();
  await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
  const port = portOf(free);
  await new Promise((resolve) => free.close(resolve));
  const settings = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${file("host")}`,
    `AuthorizedKeysFile ${file("authorized_keys")}`,
    `PidFile ${file("pid")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PermitRootLogin yes",
  ];
  await writeFile(file("sshd_config"), `${settings.join("\n")}\n`);
  await mkdir("/run/sshd", { recursive: true });
  const child = spawn(SSHD, ["-D", "-e", "-f", file("sshd_config")], { stdio: ["ignore", "ignore", "pipe"] });
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (text: Buffer) => text.includes("listening") && resolve());
    child.on("exit", (code) => reject(new Error(`sshd ended with ${code}`)));
  });
  const options = [
    "-i",
    file("user"),
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    `UserKnownHostsFile=${file("known")}`,
  ];
  return { host: `ssh://${userInfo().username}@127.0.0.1:${port}`, options, process: child };
}

test("t-docker-engine works through SSH with the given options, and says what ssh says when it fails", async () => {
  const sshd = await startSshd();
  try {
    await runContainer(await connectTest({ host: sshd.host, sshOpts: JSON.stringify(sshd.options) }));
    const wrong = ["-i", join(folder, "host"), ...sshd.options.slice(2), "-o", "IdentitiesOnly=yes"];
    await assert.rejects(
      connectTest({ host: sshd.host, sshOpts: JSON.stringify(wrong) }),
      /Permission denied/,
    );
  } finally {
    sshd.process.kill();
  }
});
