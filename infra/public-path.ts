import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Certificate } from "./certificates.ts";
import { runCommand } from "./job.ts";
import type { Nginx } from "./nginx.ts";
import type { Stack } from "./stack.ts";

/**
 * The last step of an update: asks for the whole path as a player would, whenever a container that is part
 * of it is new. The containers' own health is not trusted to say that they reach each other.
 */
export function verifyPath(
  stack: Stack,
  certificate: Certificate,
  nginx: Nginx,
  servers: docker.Container[],
  parent: pulumi.Resource,
): pulumi.Resource {
  const { hosts, httpsPort, gamePort, telnetPort } = stack.settings;
  const environment = {
    ADDRESS: publishedAddress(stack),
    SERVER_NAME: (hosts[0] ?? "localhost").replace(/^\[|\]$/g, ""),
    HTTPS_PORT: String(httpsPort),
    GAME_PORT: String(gamePort),
    TELNET_PORT: String(telnetPort),
    AUTHORITY: certificate.authority,
  };
  return runCommand(stack, "verify", "verify", environment, {
    parent,
    triggers: [nginx.reloaded.id, nginx.container.id, ...servers.map((server) => server.id)],
    dependsOn: [nginx.reloaded],
  });
}

/** The address at which the operator's machine reaches the published ports. */
export function publishedAddress(stack: Stack): string {
  const { dockerHost, bindAddress } = stack.settings;
  if (dockerHost !== "" && !dockerHost.startsWith("unix:")) return new URL(dockerHost).hostname;
  return bindAddress === "0.0.0.0" ? "127.0.0.1" : bindAddress;
}
