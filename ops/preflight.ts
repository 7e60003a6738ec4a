import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { freemem } from "node:os";
import { readOwnCertificate } from "../infra/own-certificate.ts";
import type { Context } from "./context.ts";
import { LABEL_STACK } from "./engine.ts";
import { OperatorError, settingsProblem } from "./operator-error.ts";
import { portHolder } from "./port-holder.ts";

const LEAST_DISK_GIB = 5;
const LEAST_MEMORY_MIB = 700;
const GIB = 2 ** 30;

/** Refuses to touch anything when the machine can't carry the stack: certificate files, disk, memory, ports. */
export async function preflight(context: Context): Promise<void> {
  checkCertificate(context);
  await checkDisk(context);
  await Promise.all([checkMemory(context), checkPorts(context)]);
}

function checkCertificate({ root, settings }: Context): void {
  if (settings.tls !== "files") return;
  try {
    readOwnCertificate(root, settings);
  } catch (error) {
    throw settingsProblem(error as Error);
  }
}

async function checkDisk(context: Context): Promise<void> {
  const { DockerRootDir } = (await context.docker.info()) as { DockerRootDir: string };
  for (const folder of isLocal(context) ? [DockerRootDir, context.root] : [context.root]) {
    const free = await freeGib(folder);
    if (free !== undefined && free < LEAST_DISK_GIB)
      throw new OperatorError(
        `${folder} has ${free.toFixed(1)} GB free`,
        `images, the database and its logs need ${LEAST_DISK_GIB} GB to start with`,
        "free some space (docker system df shows what Docker holds), then run this again",
      );
  }
}

async function freeGib(folder: string): Promise<number | undefined> {
  if (process.env.TERMINUSA_TEST_FREE_GB) return Number(process.env.TERMINUSA_TEST_FREE_GB);
  try {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize) / GIB;
  } catch (error) {
    // The engine's folder may be out of this user's sight; the engine itself will say when it is full.
    if (
      (error as NodeJS.ErrnoException).code === "EACCES" ||
      (error as NodeJS.ErrnoException).code === "ENOENT"
    )
      return undefined;
    throw error;
  }
}

async function checkMemory(context: Context): Promise<void> {
  if (!isLocal(context) || (await ownContainers(context)) > 0) return;
  const free = freemem() / 2 ** 20;
  if (free < LEAST_MEMORY_MIB)
    throw new OperatorError(
      `${Math.round(free)} MiB of memory are free`,
      `the five services need some ${LEAST_MEMORY_MIB} MiB to start`,
      "stop something, or use a larger machine, then run this again",
    );
}

async function checkPorts(context: Context): Promise<void> {
  if (!isLocal(context)) return;
  const { settings } = context;
  const published = await publishedByUs(context);
  const { httpPort, httpsPort, gamePort, telnetPort } = settings;
  for (const [name, port] of Object.entries({ httpPort, httpsPort, gamePort, telnetPort })) {
    if (port === 0 || published.has(port) || (await canListen(port, settings.bindAddress))) continue;
    const holder = await portHolder(context, port);
    throw new OperatorError(
      `port ${port} is in use`,
      `${holder} holds it, and ${name} is ${port}`,
      `stop that, or choose another port: ./terminusa config set ${name} ${port < 1024 ? port + 8000 : port + 1}`,
    );
  }
}

async function publishedByUs(context: Context): Promise<Set<number>> {
  const own = await context.docker.listContainers({
    filters: { label: [`${LABEL_STACK}=${context.stack}`] },
  });
  return new Set(own.flatMap((container) => container.Ports.map((port) => port.PublicPort)));
}

async function ownContainers(context: Context): Promise<number> {
  return (await context.docker.listContainers({ filters: { label: [`${LABEL_STACK}=${context.stack}`] } }))
    .length;
}

/** Whether nothing listens on the port yet. */
export function canListen(port: number, address: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  // A port below 1024 that this user may not open is still the engine's to open.
  server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
  server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}

/** Whether the engine runs on this machine. */
export function isLocal(context: Context): boolean {
  const host = context.settings.dockerHost || process.env.DOCKER_HOST || "";
  return host === "" || host.startsWith("unix:");
}
