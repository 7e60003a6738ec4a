import { readFile } from "node:fs/promises";
import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { join } from "node:path";
import type Dockerode from "dockerode";
import { ProviderError } from "../sdk/provider.ts";
import { engineError } from "./engine-error.ts";
import { contextHost, DEFAULT_HOST, type Settings } from "./settings.ts";

/** A connection to one Docker Engine. */
export interface Engine {
  docker: Dockerode;
  host: string;
  /** As in "1.41". */
  apiVersion: string;
  /** In Go's words: amd64, arm64. */
  architecture: string;
  /** Ends the connections that are kept open. */
  close(): void;
}

/** Where resources find the engines; filled by Configure. */
export interface Engines {
  /** For the types that are bridged from Terraform. */
  main: Engine;
  /** For Image, which knows no Docker contexts. */
  images: Engine;
}

const USER_SOCKETS = [".docker/run/docker.sock", ".docker/desktop/docker.sock"];

/**
 * Connects as the official plugin does: to the host (the default one's stand-ins in the home folder count too when
 * nobody chose a host), even if a context is chosen, and then to the context's host.
 */
export async function connectEngines(settings: Settings): Promise<Engines> {
  refuseHalfCertificates(settings);
  const images = await connectHost(settings);
  if (!settings.context) return { main: images, images };
  const host = await contextHost(settings.context, settings.home);
  return { main: await connect(host, settings), images };
}

async function connectHost(settings: Settings): Promise<Engine> {
  const fallbacks = USER_SOCKETS.map((path) => `unix://${join(settings.home, path)}`);
  const hosts = settings.host ? [settings.host] : [DEFAULT_HOST, ...fallbacks];
  const complaints: string[] = [];
  for (const host of hosts) {
    try {
      return await connect(host, settings);
    } catch (error) {
      complaints.push(`${host}: ${(error as Error).message}`);
    }
  }
  throw new ProviderError(
    "UNAVAILABLE",
    ["failed to connect to any docker daemon", ...complaints].join("\n  "),
  );
}

function refuseHalfCertificates({ ca, cert, key, certPath }: Settings): void {
  if (!ca && !cert && !key) return;
  if (!ca || !cert || !key) {
    throw new ProviderError(
      "INVALID_ARGUMENT",
      "certMaterial, keyMaterial, and caMaterial must all be specified",
    );
  }
  if (certPath) {
    throw new ProviderError(
      "INVALID_ARGUMENT",
      "when using raw certificates, certPath must not be specified",
    );
  }
}

/** Connects to one host and asks it for its version, whether or not the daemon check is disabled. */
async function connect(host: string, settings: Settings): Promise<Engine> {
  const options = await connectionOptions(host, settings);
  const { default: Docker } = await import("dockerode");
  // What isn't given here would come from DOCKER_HOST and its kin, which the settings have read already.
  const absent = {
    host: undefined,
    port: undefined,
    socketPath: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  const docker = new Docker({
    ...absent,
    protocol: "http",
    pathPrefix: "/",
    ...options,
  } as Dockerode.DockerOptions);
  const close = (): void => options.agent.destroy();
  try {
    const version = await docker.version();
    return { docker, host, apiVersion: version.ApiVersion, architecture: version.Arch, close };
  } catch (error) {
    close();
    throw engineError(`the Docker engine at ${host} doesn't answer`, error);
  }
}

interface ConnectionOptions {
  agent: Agent | TlsAgent;
  socketPath?: string;
  host?: string;
  port?: string;
  protocol?: "http" | "https";
  ca?: string;
  cert?: string;
  key?: string;
}

async function connectionOptions(host: string, settings: Settings): Promise<ConnectionOptions> {
  const keepAlive = { keepAlive: true, maxFreeSockets: 4 };
  if (host.startsWith("unix://")) {
    return { agent: new Agent(keepAlive), socketPath: host.slice("unix://".length) };
  }
  if (host.startsWith("ssh://")) {
    const { SshAgent } = await import("./ssh.ts");
    return {
      agent: new SshAgent(host, settings.sshOptions, keepAlive),
      host: "docker.example.com",
      port: "80",
    };
  }
  if (host.startsWith("tcp://") || host.startsWith("http://") || host.startsWith("https://")) {
    return tcpOptions(host, await certificates(settings), keepAlive);
  }
  throw new ProviderError(
    "INVALID_ARGUMENT",
    `the Docker host "${host}" is none of unix://, tcp:// and ssh://`,
  );
}

type Certificates = { ca: string; cert: string; key: string } | null;

async function certificates(settings: Settings): Promise<Certificates> {
  const { ca, cert, key, certPath } = settings;
  if (ca && cert && key) return { ca, cert, key };
  if (!certPath) return null;
  const read = (name: string): Promise<string> => readFile(join(certPath, name), "utf8");
  try {
    return { ca: await read("ca.pem"), cert: await read("cert.pem"), key: await read("key.pem") };
  } catch (error) {
    throw new ProviderError(
      "INVALID_ARGUMENT",
      `the Docker certificates can't be read: ${(error as Error).message}`,
    );
  }
}

function tcpOptions(host: string, pems: Certificates, keepAlive: object): ConnectionOptions {
  const { hostname, port } = new URL(host.replace(/^tcp:/, "http:"));
  const isTls = pems !== null || host.startsWith("https://");
  const agent = isTls ? new TlsAgent({ ...keepAlive, ...pems }) : new Agent(keepAlive);
  const address = { host: hostname, port: port || (isTls ? "2376" : "2375") };
  return { agent, ...address, protocol: isTls ? "https" : "http", ...pems };
}

/** Whether the engine speaks at least this version of the API. */
export function speaks(engine: Engine, version: string): boolean {
  const [major = 0, minor = 0] = engine.apiVersion.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = version.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
