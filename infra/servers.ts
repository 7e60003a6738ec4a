import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { hardened, readinessCheck, SERVICE, serviceOptions } from "./container.ts";
import { bracketed } from "./host.ts";
import type { BuiltImage } from "./images.ts";
import type { Networks } from "./networks.ts";
import type { Stack } from "./stack.ts";
import type { Volumes } from "./volumes.ts";

/** The group through which servers read their secrets and write their logs. */
const SERVER_GROUP = "10000";
const LOG_FOLDER = "/var/log/terminusa";
/** Where Nginx and a terminal server listen for MUD clients, if at all. */
export const TELNET_PORT = 4000;

interface ServerSpec {
  service: "web" | "terminal";
  uid: number;
  port: number;
  healthPort: number;
  logFile: string;
  replicas: number;
  memory: number;
  cpus: string;
  openFiles: number;
  environment?: Record<string, string>;
}

/**
 * The containers of one server: no fixed name, no published port, one alias for all, and create-before-delete.
 * The engine makes the new ones, waits until they are healthy, and removes the old ones at the end of the
 * update. A server listens only while it is ready, so Nginx never reaches a starting or draining one.
 */
export class Servers extends pulumi.ComponentResource {
  readonly containers: docker.Container[];

  constructor(
    stack: Stack,
    spec: ServerSpec,
    image: BuiltImage,
    networks: Networks,
    volumes: Volumes,
    dependsOn: pulumi.Resource[],
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("terminusa:infra:Servers", spec.service, {}, opts);
    this.containers = Array.from({ length: spec.replicas }, (_, index) => {
      const args = { ...hardened(stack, serverContainer(stack, spec, image, networks, volumes)), ...SERVICE };
      const name = `${stack.prefix}-${spec.service}-${index + 1}`;
      return new docker.Container(name, args, serviceOptions(this, dependsOn, false));
    });
    this.registerOutputs();
  }
}

function serverContainer(
  stack: Stack,
  spec: ServerSpec,
  image: BuiltImage,
  networks: Networks,
  volumes: Volumes,
) {
  const alias = { aliases: [spec.service] };
  return {
    service: spec.service,
    image: image.id,
    user: `${spec.uid}:${spec.uid}`,
    workingDir: "/app",
    groups: [SERVER_GROUP],
    environment: {
      NODE_ENV: "production",
      PORT: String(spec.port),
      HEALTH_PORT: String(spec.healthPort),
      DATABASE_URL_FILE: "/run/terminusa/database-url",
      REDIS_URL_FILE: "/run/terminusa/redis-url",
      SESSION_SECRETS_FILE: "/run/terminusa/session-secrets",
      LOG_FILE: `${LOG_FOLDER}/${spec.logFile}`,
      LOG_MAX_MIB: String(stack.settings.logMaxMiB),
      LOG_KEEP: String(stack.settings.logKeep),
      HOSTS: publicHosts(stack).map(bracketed).join(","),
      VERSION: image.version,
      ...spec.environment,
      ...(spec.service === "web" && webEnvironment(stack)),
    },
    volumes: [volumes.at("server-secrets", "/run/terminusa", true), volumes.at("logs", LOG_FOLDER, false)],
    networks: [
      { name: networks.data.name, ...alias },
      { name: networks.edge.name, ...alias },
    ],
    memory: spec.memory,
    cpus: spec.cpus,
    processes: 256,
    openFiles: spec.openFiles,
    healthcheck: readinessCheck(spec.healthPort),
    labels: {
      "io.terminusa.version": image.version,
      "io.terminusa.secrets": String(stack.settings.secretsVersion),
    },
    graceSeconds: 30,
    init: true,
  };
}

/** What pages tell players to connect to, and what mails need. */
function webEnvironment(stack: Stack): Record<string, string> {
  const { httpsPort, gamePort, chatDays, smtpUrl, mailFrom } = stack.settings;
  const port = httpsPort === 443 ? "" : `:${httpsPort}`;
  return {
    GAME_PORT: String(gamePort),
    NGINX_ADDRESS: "nginx:8443",
    CHAT_DAYS: String(chatDays),
    SITE_URL: `https://${bracketed(publicHosts(stack)[0] ?? "localhost")}${port}`,
    ...(smtpUrl && { SMTP_URL_FILE: "/run/terminusa/smtp-url", MAIL_FROM: mailFrom }),
  };
}

/** What a terminal server must know to let MUD clients in: nothing when the settings don't. */
export function telnetEnvironment({ settings }: Stack): Record<string, string> {
  if (settings.telnetPort === 0) return {};
  return { TELNET_PORT: String(TELNET_PORT), TELNET_PUBLIC_PORT: String(settings.telnetPort) };
}

/** The names under which a stack answers: its settings' and the loopback's. */
export function publicHosts(stack: Stack): string[] {
  const bare = stack.settings.hosts.map((host) => host.replace(/^\[|\]$/g, ""));
  return [...new Set([...bare, "localhost", "127.0.0.1", "::1"])];
}
