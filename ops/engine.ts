import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { OperatorError } from "./operator-error.ts";

export const LABEL_STACK = "io.terminusa.stack";
export const LABEL_SERVICE = "io.terminusa.service";
export const LABEL_VERSION = "io.terminusa.version";

/** The engine is there, and this user may not use it. */
export function refusesUser(): OperatorError {
  return new OperatorError(
    "the Docker engine refuses this user",
    `${process.env.USER ?? "this user"} may not open /var/run/docker.sock`,
    "sudo usermod -aG docker $USER, then log in again; or run ./terminusa as root",
  );
}

/** How to reach the engine: `dockerHost` of the settings, else DOCKER_HOST, else the local socket. */
export function engineOptions(dockerHost: string): Docker.DockerOptions {
  const host = dockerHost || process.env.DOCKER_HOST || "";
  if (host === "") return { socketPath: "/var/run/docker.sock" };
  const url = new URL(host);
  if (url.protocol === "unix:") return { socketPath: url.pathname };
  const name = url.hostname;
  if (url.protocol === "ssh:")
    return {
      protocol: "ssh",
      host: name,
      port: Number(url.port || 22),
      username: url.username || process.env.USER || "root",
      sshOptions: { agent: process.env.SSH_AUTH_SOCK },
    } as Docker.DockerOptions;
  const certificates = process.env.DOCKER_CERT_PATH;
  const tls = process.env.DOCKER_TLS_VERIFY ? certificates || join(homedir(), ".docker") : undefined;
  if (!tls) return { protocol: "http", host: name, port: Number(url.port || 2375) };
  return {
    protocol: "https",
    host: name,
    port: Number(url.port || 2376),
    ca: readFileSync(join(tls, "ca.pem")),
    cert: readFileSync(join(tls, "cert.pem")),
    key: readFileSync(join(tls, "key.pem")),
  };
}
