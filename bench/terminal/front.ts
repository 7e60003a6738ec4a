/** A terminal server in its container behind Nginx with TLS, as a stack has them, for players at human pace. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { JSON_SUBPROTOCOL } from "../../game/protocol.ts";
import { healthcheck } from "../../nginx/healthcheck.ts";
import { type NginxSettings, renderNginx } from "../../nginx/render.ts";
import type { Context } from "../../ops/context.ts";
import { localhostCertificate } from "./certificate.ts";
import { type Contestant, type Surroundings, terminalFiles } from "./contestants.ts";
import { imageCommand } from "./image-command.ts";

const START_MS = 60_000;
const PORT = 6789;
const HEALTH_PORT = 6790;
const NGINX: NginxSettings = {
  hosts: ["localhost"],
  httpsPort: 443,
  gamePort: PORT,
  telnetPort: null,
  webAlias: "web",
  webPort: 5000,
  terminalAlias: "terminal",
  terminalPort: PORT,
  terminalTelnetPort: 4000,
  // All players of the bench come from one address, which a stack would hold back.
  limits: {
    requestsPerSecond: 100_000,
    requestBurst: 1_000_000,
    connectionsPerAddress: 60_000,
    bodyBytes: 65_536,
  },
  logMaxMiB: 20,
  logKeep: 3,
};

export interface FrontOptions extends Pick<Surroundings, "bundle" | "folder" | "database" | "redisUrl"> {
  /** Has the databases; the containers join it. */
  network: string;
  /** name=value, for their removal. */
  label: string;
}

/** Starts both containers. The rates are the stack's own: people keep to them. */
export async function startBehindNginx(context: Context, options: FrontOptions): Promise<Contestant> {
  const began = performance.now();
  const terminal = await startTerminal(context, options);
  const { State } = await terminal.inspect();
  const certificate = await localhostCertificate();
  const nginx = await startNginx(context, options, certificate);
  const { NetworkSettings } = await nginx.inspect();
  const host = NetworkSettings.Networks[options.network]?.IPAddress;
  if (!host) throw new Error("the bench's Nginx has no address");
  return {
    address: { host, port: PORT, path: "/", protocol: JSON_SUBPROTOCOL, ca: certificate.chain },
    pids: [State.Pid],
    readyMs: performance.now() - began,
    stop: async () => {
      for (const container of [nginx, terminal]) await container.remove({ force: true, v: true });
    },
  };
}

async function startTerminal(
  context: Context,
  { bundle, folder, network, label, database, redisUrl }: FrontOptions,
): Promise<Docker.Container> {
  // Inside, the folder is at the same path, so the variables name the same files.
  const files = terminalFiles({ folder, database, redisUrl }, "terminal-container");
  const env = {
    ...files,
    NODE_ENV: "production",
    PORT: String(PORT),
    HEALTH_PORT: String(HEALTH_PORT),
    HOSTS: "localhost",
    VERSION: "bench",
  };
  const container = await create(context, context.settings.nodeImage, network, label, "terminal", {
    Cmd: imageCommand(),
    WorkingDir: "/app",
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    Healthcheck: {
      Test: ["CMD", "bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${PORT}`],
      Interval: 1e9,
      Timeout: 5e9,
      Retries: 60,
    },
    HostConfig: { Binds: [`${bundle}:/app:ro`, `${folder}:${folder}`] },
  });
  await healthy(container, "the terminal server");
  return container;
}

async function startNginx(
  context: Context,
  { folder, network, label }: FrontOptions,
  { chain, key }: { chain: string; key: string },
): Promise<Docker.Container> {
  const [config, tls, log] = ["nginx/conf/current", "nginx/tls/current", "nginx/log"].map((path) => {
    mkdirSync(join(folder, path), { recursive: true });
    return join(folder, path);
  }) as [string, string, string];
  const files = renderNginx(NGINX, join(import.meta.dirname, "../../nginx"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text);
  writeFileSync(join(tls, "fullchain.pem"), chain);
  writeFileSync(join(tls, "privkey.pem"), key);
  chmodSync(log, 0o777);
  const container = await create(context, context.settings.nginxImage, network, label, "nginx", {
    User: "101:101",
    Cmd: ["bash", "/etc/nginx/terminusa/current/start.sh"],
    Healthcheck: { Test: healthcheck, Interval: 1e9, Timeout: 5e9, Retries: 60 },
    HostConfig: {
      Binds: [
        `${join(config, "..")}:/etc/nginx/terminusa:ro`,
        `${join(tls, "..")}:/etc/nginx/tls:ro`,
        `${log}:/var/log/terminusa`,
      ],
    },
  });
  await healthy(container, "Nginx");
  return container;
}

async function create(
  { docker, settings }: Context,
  image: string,
  network: string,
  label: string,
  alias: string,
  options: Docker.ContainerCreateOptions,
): Promise<Docker.Container> {
  const [key = "", value = ""] = label.split("=");
  const container = await docker.createContainer({
    ...options,
    name: `${network}-${alias}`,
    Image: image,
    Labels: { [key]: value },
    HostConfig: {
      ...options.HostConfig,
      Init: true,
      Ulimits: [{ Name: "nofile", Soft: settings.openFiles, Hard: settings.openFiles }],
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [alias] } } },
  });
  await container.start();
  return container;
}

async function healthy(container: Docker.Container, what: string): Promise<void> {
  const end = Date.now() + START_MS;
  for (;;) {
    const { State } = await container.inspect();
    if (State.Health?.Status === "healthy") return;
    if (!State.Running || Date.now() > end) {
      const log = await container.logs({ stdout: true, stderr: true, tail: 20 });
      throw new Error(`${what} of the bench did not start:\n${log.toString()}`);
    }
    await sleep(200);
  }
}
