import { join } from "node:path";
import { contentFolderFor } from "../store/content.ts";
import { readSecretFile, readSecretLines } from "../store/secret-file.ts";
import { textsFolders } from "./texts/texts.ts";

export type WebConfig = {
  port: number;
  healthPort: number;
  databaseUrl: string;
  redisUrl: string;
  /** The first signs session cookies, all verify them. */
  sessionSecrets: string[];
  /** Host names, without port, under which pages may be served: forms from elsewhere are refused. */
  hosts: string[];
  version: string;
  logFile: string | undefined;
  logMaxMiB: number;
  logKeep: number;
  viewsDirectory: string;
  publicDirectory: string;
  /** The game's content; an operator's own lies in my-content/ beside it. */
  contentDirectory: string;
  /** Folders with a folder of texts for each language: ours, then the operator's own where there is one. */
  textsDirectories: string[];
  /** The published port of terminal clients; 0: none. */
  gamePort: number;
  /** After how many days what was said is deleted. */
  chatDays: number;
  /** Where mail is handed in; undefined: there is none. */
  smtpUrl: string | undefined;
  mailFrom: string;
  /** The site's public address without a slash at its end. */
  siteUrl: string;
  /** host:port at which Nginx answers within the stack, for the monitoring page. */
  nginxAddress: string | undefined;
};

/** Reads the environment and the secrets' files. Throws naming the variable and the remedy. */
export function configFromEnv(env: NodeJS.ProcessEnv): WebConfig {
  return {
    port: number(env, "PORT", 5000, 0, 65_535),
    healthPort: number(env, "HEALTH_PORT", 5001, 0, 65_535),
    databaseUrl: readSecretFile(required(env, "DATABASE_URL_FILE")),
    redisUrl: readSecretFile(required(env, "REDIS_URL_FILE")),
    sessionSecrets: readSecretLines(required(env, "SESSION_SECRETS_FILE")),
    hosts: (env.HOSTS || "localhost,127.0.0.1,[::1]").split(",").map((host) => host.trim().toLowerCase()),
    version: env.VERSION || "development",
    logFile: env.LOG_FILE || undefined,
    logMaxMiB: number(env, "LOG_MAX_MIB", 20, 1, 1_000),
    logKeep: number(env, "LOG_KEEP", 5, 2, 100),
    viewsDirectory: join(import.meta.dirname, "views"),
    publicDirectory: join(import.meta.dirname, "public"),
    contentDirectory: env.CONTENT_DIR || contentFolderFor(import.meta.dirname),
    textsDirectories: textsFolders(import.meta.dirname),
    gamePort: number(env, "GAME_PORT", 6789, 0, 65_535),
    chatDays: number(env, "CHAT_DAYS", 30, 1, 3_650),
    smtpUrl: env.SMTP_URL_FILE ? readSecretFile(env.SMTP_URL_FILE) : undefined,
    mailFrom: env.MAIL_FROM || "terminusa@localhost",
    nginxAddress: env.NGINX_ADDRESS || undefined,
    siteUrl: (env.SITE_URL || "https://localhost").replace(/\/+$/, ""),
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set: name the file that holds the secret`);
  return value;
}

function number(
  env: NodeJS.ProcessEnv,
  name: string,
  otherwise: number,
  least: number,
  most: number,
): number {
  if (!env[name]) return otherwise;
  const value = Number(env[name]);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} is "${env[name]}": set a whole number from ${least} to ${most}`);
}
