import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import Docker from "dockerode";
import { PATIENCE_MS } from "../../test/patience.ts";

/** The engine on which the images are tried. */
export const docker = new Docker();

/** Hardening that every image must bear when it is given its own user. */
export const HARDENED: Docker.HostConfig = {
  ReadonlyRootfs: true,
  CapDrop: ["ALL"],
  SecurityOpt: ["no-new-privileges"],
};

/** The official name of one of the images. */
export async function imageName(part: "node" | "postgres" | "redis" | "nginx"): Promise<string> {
  const names = JSON.parse(await readFile(join(import.meta.dirname, "names.json"), "utf8"));
  const name: string = names[part];
  await docker.getImage(name).inspect();
  return name;
}

function ownName(): string {
  return `t-images-${randomBytes(4).toString("hex")}`;
}

/** Starts a container that the end of the test removes, anonymous volumes included. */
export async function start(
  t: TestContext,
  options: Docker.ContainerCreateOptions,
): Promise<Docker.Container> {
  const container = await docker.createContainer({ ...options, name: ownName() });
  t.after(() => remove(container));
  await container.start();
  return container;
}

/** A fresh named volume that the end of the test removes, with the containers that still mount it. */
export async function makeVolume(t: TestContext): Promise<string> {
  const name = ownName();
  await docker.createVolume({ Name: name });
  t.after(async () => {
    for (const { Id } of await docker.listContainers({ all: true, filters: { volume: [name] } })) {
      await remove(docker.getContainer(Id));
    }
    await docker.getVolume(name).remove();
  });
  return name;
}

async function remove(container: Docker.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 404) throw error;
  });
}

/** A folder on this machine with the given files (mode 0644, or as named), for a bind mount. */
export async function makeFolder(
  t: TestContext,
  files: Record<string, string | Buffer | { content: string; mode: number }>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "t-images-"));
  t.after(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  for (const [name, file] of Object.entries(files)) {
    const { content, mode } =
      typeof file === "string" || Buffer.isBuffer(file) ? { content: file, mode: 0o644 } : file;
    await writeFile(join(folder, name), content, { mode });
  }
  return folder;
}

/** All that a container has written, standard output and error in one. */
export async function logsOf(container: Docker.Container): Promise<string> {
  return demultiplex(await container.logs({ stdout: true, stderr: true, follow: false }));
}

/** Runs a command in a container to its end. */
export async function run(
  container: Docker.Container,
  command: string[],
  env: string[] = [],
): Promise<{ code: number | null; output: string }> {
  const exec = await container.exec({ Cmd: command, Env: env, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const { ExitCode } = await exec.inspect();
  return { code: ExitCode, output: demultiplex(Buffer.concat(chunks)) };
}

/** Waits for a container's end: its exit code and how long that took in milliseconds. */
export async function ended(container: Docker.Container): Promise<{ code: number; logs: string }> {
  const { StatusCode } = await container.wait();
  return { code: StatusCode, logs: await logsOf(container) };
}

/** Runs a container to its end. */
export async function runOnce(
  t: TestContext,
  options: Docker.ContainerCreateOptions,
): Promise<{ code: number; logs: string }> {
  return await ended(await start(t, options));
}

/** Waits until a condition holds, a minute at most; the last failure or false answer is in the error. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let last: unknown = "false";
  while (performance.now() < deadline) {
    const answer = await holds().catch((error: unknown) => {
      last = error;
      return false;
    });
    if (answer) return;
    await sleep(100);
  }
  assert.fail(`not true within a minute: ${what} (${last})`);
}

/** Frames of the engine's stream: a byte for the channel, three zeroes, a length, the content. */
function demultiplex(data: Buffer): string {
  let text = "";
  for (let at = 0; at + 8 <= data.length; ) {
    const length = data.readUInt32BE(at + 4);
    text += data.toString("utf8", at + 8, at + 8 + length);
    at += 8 + length;
  }
  return text;
}
