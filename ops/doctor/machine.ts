import { statfs } from "node:fs/promises";
import { freemem } from "node:os";
import { parseSettings } from "../../infra/settings.ts";
import { bytes, plural } from "../../store/vitals/units.ts";
import { type Context, readRawSettings } from "../context.ts";
import { portHolder } from "../port-holder.ts";
import { canListen, isLocal } from "../preflight.ts";
import { command, type StackContainer } from "../services.ts";
import { freeOnEngine } from "../status/report.ts";
import { type Check, fail, ok, warn } from "./check.ts";

const LEAST_NODE = 24;
const OLDEST_API = 1.41;
const GIB = 2 ** 30;
const LEAST_DISK = 5 * GIB;
/** Available memory: for a stack that is to start, and for one that runs. */
const LEAST_MEMORY = { before: GIB, while: GIB / 4 };
const CLOCK_WARN_MS = 2_000;
const CLOCK_FAIL_MS = 30_000;

export function checkNode(version = process.versions.node): Check {
  if (Number.parseInt(version, 10) >= LEAST_NODE) return ok("node", `Node ${version}`);
  return fail("node", `Node ${version} is older than ${LEAST_NODE}`, "install Node 24 or newer");
}

export async function checkSettings(context: Context): Promise<Check> {
  const raw = readRawSettings(context.root, context.stack);
  try {
    parseSettings(raw);
    return ok("settings", `${plural(Object.keys(raw).length, "setting")} of the stack's own`);
  } catch (error) {
    const lines = (error as Error).message.split("\n").map((line) => line.trim());
    return fail("settings", lines[0]!, lines.at(-1)!.replace(/^(Set|Remove) it with: /, ""));
  }
}

export async function checkEngine(context: Context): Promise<Check> {
  const version = (await context.docker.version()) as { ApiVersion: string; Version: string };
  const detail = `Docker ${version.Version}, API ${version.ApiVersion}`;
  if (Number(version.ApiVersion) >= OLDEST_API) return ok("engine", detail);
  return fail("engine", `${detail} is too old`, "install Docker 20.10 or newer");
}

export async function checkDisk(context: Context): Promise<Check> {
  const { bavail, bsize } = await statfs(context.home);
  const engine = await freeOnEngine(context);
  const free = Math.min(bavail * bsize, engine ?? Number.POSITIVE_INFINITY);
  const detail = `${bytes(free)} free`;
  if (free >= LEAST_DISK) return ok("disk", detail);
  return fail(
    "disk",
    `${detail}, and an update needs ${bytes(LEAST_DISK)}`,
    "docker system df shows what can go",
  );
}

/** `deployed`: the stack has its share already. */
export async function checkMemory(context: Context, deployed: boolean, free = freemem()): Promise<Check> {
  if (!isLocal(context)) return ok("memory", "not looked at: the engine is on another machine");
  const detail = `${bytes(free)} available`;
  if (free >= (deployed ? LEAST_MEMORY.while : LEAST_MEMORY.before)) return ok("memory", detail);
  return warn("memory", `${detail}, which is little`, "stop something, or use a larger machine");
}

/** The ports: published by this stack, or free, or held by somebody else. */
export async function checkPorts(context: Context, containers: readonly StackContainer[]): Promise<Check> {
  const { httpPort, httpsPort, gamePort, telnetPort, bindAddress } = context.settings;
  const published = publishedPorts(containers);
  for (const [name, port] of Object.entries({ httpPort, httpsPort, gamePort, telnetPort })) {
    if (port === 0 || published.has(port)) continue;
    if (!isLocal(context) || (await canListen(port, bindAddress))) continue;
    const holder = await portHolder(context, port);
    const other = port < 1024 ? port + 8_000 : port + 1;
    const remedy = `stop it, or: ${command(context)} config set ${name} ${other}`;
    return fail("ports", `${holder} holds port ${port} (${name})`, remedy);
  }
  const all = [httpPort, httpsPort, gamePort, telnetPort].filter((port) => port !== 0);
  return ok("ports", `${all.join(", ")} ${published.size > 0 ? "are published" : "are free"}`);
}

export async function checkClock(context: Context): Promise<Check> {
  const before = Date.now();
  const { SystemTime } = (await context.docker.info()) as { SystemTime: string };
  const now = (before + Date.now()) / 2;
  const skew = Math.abs(Date.parse(SystemTime) - now);
  const detail = `the engine's differs by ${skew < 1_000 ? "less than a second" : `${Math.round(skew / 1_000)} s`}`;
  if (skew < CLOCK_WARN_MS) return ok("clock", detail);
  const remedy = "timedatectl set-ntp true, on both machines";
  return skew < CLOCK_FAIL_MS ? warn("clock", detail, remedy) : fail("clock", detail, remedy);
}

function publishedPorts(containers: readonly StackContainer[]): Set<number> {
  const bindings = containers.flatMap(({ info }) => Object.values(info.NetworkSettings.Ports ?? {}));
  return new Set(bindings.flatMap((list) => (list ?? []).map(({ HostPort }) => Number(HostPort))));
}
