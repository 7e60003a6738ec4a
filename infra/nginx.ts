import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { healthcheck } from "../nginx/healthcheck.ts";
import { renderNginx } from "../nginx/render.ts";
import type { Certificate } from "./certificates.ts";
import { digest, hardened, SERVICE, serviceOptions } from "./container.ts";
import { Job, runCommand } from "./job.ts";
import type { Networks } from "./networks.ts";
import { publicHosts, TELNET_PORT } from "./servers.ts";
import type { Stack } from "./stack.ts";
import type { Volumes } from "./volumes.ts";

const CONFIG = "/etc/nginx/terminusa";
const TLS = "/etc/nginx/tls";

/**
 * Nginx: the only service with published ports. Its configuration and certificate are files in volumes, each
 * version in a folder of its own; a job tests a new version before it switches to it, and the running Nginx
 * reloads. The container is replaced only when its image, ports or limits change.
 */
export class Nginx extends pulumi.ComponentResource {
  readonly container: docker.Container;
  /** Done when the running Nginx has read the newest configuration. */
  readonly reloaded: command.local.Command;

  constructor(
    stack: Stack,
    networks: Networks,
    volumes: Volumes,
    certificate: Certificate,
    image: docker.RemoteImage,
    files: pulumi.Resource,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("terminusa:infra:Nginx", "nginx", {}, opts);
    const config = writeConfig(stack, volumes, certificate, image, files, this);
    this.container = new docker.Container(
      `${stack.prefix}-nginx`,
      {
        ...hardened(stack, nginxContainer(stack, networks, volumes, image)),
        ...SERVICE,
        name: `${stack.prefix}-nginx`,
      },
      serviceOptions(this, [config.done], true),
    );
    this.reloaded = runCommand(
      stack,
      "nginx-reload",
      "reload-nginx",
      { CONTAINER: this.container.id },
      {
        parent: this,
        triggers: [config.done.id],
      },
    );
    this.registerOutputs();
  }
}

function nginxContainer(stack: Stack, networks: Networks, volumes: Volumes, image: docker.RemoteImage) {
  const { settings } = stack;
  const publish = (internal: number, external: number) => ({ internal, external, ip: settings.bindAddress });
  return {
    service: "nginx",
    image: image.imageId,
    user: "101:101",
    workingDir: "/",
    groups: ["10000"],
    command: ["bash", `${CONFIG}/current/start.sh`],
    volumes: [
      volumes.at("nginx-config", CONFIG, true),
      volumes.at("tls", TLS, true),
      volumes.at("assets", "/srv/assets", true),
      volumes.at("logs", "/var/log/terminusa", false),
    ],
    networks: [{ name: networks.edge.name, aliases: ["nginx"] }],
    ports: [
      ...(settings.telnetPort === 0 ? [] : [publish(TELNET_PORT, settings.telnetPort)]),
      ...(settings.gamePort === 0 ? [] : [publish(6789, settings.gamePort)]),
      publish(8080, settings.httpPort),
      publish(8443, settings.httpsPort),
    ],
    memory: settings.nginxMemory,
    cpus: settings.nginxCpus,
    processes: 128,
    openFiles: settings.openFiles,
    healthcheck,
    labels: { "io.terminusa.files": digest(startFiles(stack)) },
    graceSeconds: 30,
    stopSignal: "SIGQUIT",
  };
}

function writeConfig(
  stack: Stack,
  volumes: Volumes,
  certificate: Certificate,
  image: docker.RemoteImage,
  files: pulumi.Resource,
  parent: pulumi.Resource,
): Job {
  const config = configFiles(stack);
  const configHash = digest(config);
  // Over both, so that a wrong key never lands on the one in use. A short hash gives nothing of them away.
  const tlsHash = pulumi.unsecret(pulumi.all([certificate.chain, certificate.key]).apply(digest));
  const upload = (file: pulumi.Input<string>, content: pulumi.Input<string>) => ({
    file,
    content,
    permissions: "0400",
  });
  const script = readFileSync(join(stack.root, "nginx/write-config.sh"), "utf8");
  return new Job(
    stack,
    {
      service: "nginx-config",
      image: image.imageId,
      user: "0:0",
      workingDir: "/",
      capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER"],
      writableRoot: true,
      command: ["bash", "-c", script, "write-config.sh", configHash, tlsHash],
      volumes: [volumes.at("nginx-config", CONFIG, false), volumes.at("tls", TLS, false)],
      uploads: [
        ...Object.entries(config).map(([name, content]) =>
          upload(`${CONFIG}/${configHash}/${name}`, content),
        ),
        upload(pulumi.interpolate`${TLS}/${tlsHash}/fullchain.pem`, certificate.chain),
        upload(pulumi.interpolate`${TLS}/${tlsHash}/privkey.pem`, certificate.key),
      ],
    },
    { parent, dependsOn: [files] },
  );
}

// Read at the container's start only; all other files take effect by a reload.
function startFiles(stack: Stack): string[] {
  return ["start.sh", "error-log.awk", "rotate.sh"].map((name) => configFiles(stack)[name] ?? "");
}

function configFiles(stack: Stack): Record<string, string> {
  const { settings } = stack;
  return renderNginx(
    {
      hosts: publicHosts(stack),
      httpsPort: settings.httpsPort,
      gamePort: settings.gamePort === 0 ? null : settings.gamePort,
      telnetPort: settings.telnetPort === 0 ? null : settings.telnetPort,
      webAlias: "web",
      webPort: 5000,
      terminalAlias: "terminal",
      terminalPort: 6789,
      terminalTelnetPort: TELNET_PORT,
      limits: {
        requestsPerSecond: settings.requestsPerSecond,
        requestBurst: settings.requestsPerSecond * 4,
        connectionsPerAddress: settings.connectionsPerAddress,
        bodyBytes: 65_536,
      },
      logMaxMiB: settings.logMaxMiB,
      logKeep: settings.logKeep,
    },
    join(stack.root, "nginx"),
  );
}
