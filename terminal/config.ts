/** The environment of the terminal server, read once. */
import { contentFolderFor } from "../store/content.ts";
import { readSecretFile, readSecretLines } from "../store/secret-file.ts";
import { DEFAULT_RATES, type Rates } from "./rate.ts";

export type Config = {
  databaseUrl: string;
  redisUrl: string;
  sessionSecrets: string[];
  logFile: string | undefined;
  logMaxMiB: number;
  logKeep: number;
  logLevel: string;
  port: number;
  healthPort: number;
  /** The port for MUD clients, and the published one that they know; null turns it off. */
  telnet: { port: number; publicPort: number } | null;
  version: string;
  /** Host names, lower case, IPv6 in brackets, without ports. */
  hosts: string[];
  /** The folder with town.yaml. */
  contentDir: string;
  rates: Rates;
};

const LEVELS = ["trace", "debug", "info", "warn", "error"];

/** Reads and checks the environment. Throws naming the variable and what to do. */
export function configFromEnv(env: NodeJS.ProcessEnv): Config {
  return {
    databaseUrl: readSecretFile(
      required(env, "DATABASE_URL_FILE", "the path of the file with the database URL"),
    ),
    redisUrl: readSecretFile(required(env, "REDIS_URL_FILE", "the path of the file with the Redis URL")),
    sessionSecrets: readSecretLines(
      required(env, "SESSION_SECRETS_FILE", "the path of the file with the session secrets"),
    ),
    logFile: env.LOG_FILE || undefined,
    logMaxMiB: whole(env, "LOG_MAX_MIB", 20, 1, 1_000),
    logKeep: whole(env, "LOG_KEEP", 5, 2, 100),
    logLevel: oneOf(env, "LOG_LEVEL", LEVELS, "info"),
    port: whole(env, "PORT", 6789, 0, 65_535),
    healthPort: whole(env, "HEALTH_PORT", 6790, 0, 65_535),
    telnet: telnetPorts(env),
    version: env.VERSION ?? "dev",
    hosts: hostList(required(env, "HOSTS", "the host names that players use, separated by commas")),
    contentDir: env.CONTENT_DIR ?? contentFolderFor(import.meta.dirname),
    rates: {
      commandsPerSecond: perSecond(env, "COMMANDS_PER_SECOND", DEFAULT_RATES.commandsPerSecond),
      framesPerSecond: perSecond(env, "FRAMES_PER_SECOND", DEFAULT_RATES.framesPerSecond),
    },
  };
}

function telnetPorts(env: NodeJS.ProcessEnv): Config["telnet"] {
  if (!env.TELNET_PORT) return null;
  const port = whole(env, "TELNET_PORT", 0, 0, 65_535);
  return { port, publicPort: whole(env, "TELNET_PUBLIC_PORT", port, 0, 65_535) };
}

function required(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set: set it to ${what}`);
  return value;
}

function whole(env: NodeJS.ProcessEnv, name: string, fallback: number, least: number, most: number): number {
  const text = env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`${name} is "${text}": set it to a whole number from ${least} to ${most}`);
}

// A bench's closed loop is faster than any player, so what holds players back can be lifted.
function perSecond(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  return whole(env, name, fallback, 1, 1_000_000);
}

function oneOf(env: NodeJS.ProcessEnv, name: string, allowed: string[], fallback: string): string {
  const value = env[name] ?? fallback;
  if (allowed.includes(value)) return value;
  throw new Error(`${name} is "${value}": set it to one of ${allowed.join(", ")}`);
}

function hostList(text: string): string[] {
  const hosts = text
    .split(",")
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== "");
  const bad = hosts.find((host) => !/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)$/.test(host));
  if (bad !== undefined) throw new Error(`HOSTS names "${bad}": give bare host names without port or scheme`);
  if (hosts.length === 0) throw new Error("HOSTS is empty: name at least one host that players use");
  return hosts;
}
