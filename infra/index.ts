// The deployment of Terminusa Online, top to bottom.
//
//   browser, terminal client → nginx :443 (:80, :6789, :4000) → web :5000 | terminal :6789 → postgres :5432, redis :6379
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { makeBundles } from "./bundles.ts";
import { Certificates } from "./certificates.ts";
import { filesJob } from "./files.ts";
import { BuiltImage, officialImage } from "./images.ts";
import { Job } from "./job.ts";
import { Networks } from "./networks.ts";
import { Nginx } from "./nginx.ts";
import { Passwords } from "./passwords.ts";
import { Postgres } from "./postgres.ts";
import { verifyPath } from "./public-path.ts";
import { Redis } from "./redis.ts";
import { publicHosts, Servers, telnetEnvironment } from "./servers.ts";
import { SettingsError } from "./settings.ts";
import { readStack, type Stack } from "./stack.ts";
import { Volumes } from "./volumes.ts";

/** Declares every resource of the stack that Pulumi runs; returns the stack's outputs. */
export async function deploy(root: string) {
  try {
    const stack = readStack(root);
    await makeBundles(root);
    return declare(stack);
  } catch (error) {
    // What the operator has to mend is told without a stack trace of this program.
    throw error instanceof SettingsError ? new pulumi.RunError(error.message) : error;
  }
}

/** Declares the resources of `stack`, whose bundles are made. */
export function declare(stack: Stack) {
  const { settings } = stack;
  const parent = topLevel(stack);
  const networks = new Networks(stack, { parent });
  const volumes = new Volumes(stack, { parent });
  const passwords = new Passwords(stack, { parent });
  const certificates = new Certificates(stack, { parent });

  const nginxImage = officialImage("nginx-image", settings.nginxImage, parent);
  const nodeImage = officialImage("node-image", settings.nodeImage, parent);
  const webImage = new BuiltImage(stack, "web", nodeImage, { parent });
  const terminalImage = new BuiltImage(stack, "terminal", nodeImage, { parent });
  const migrateImage = new BuiltImage(stack, "migrate", nodeImage, { parent });

  const files = filesJob(stack, volumes, passwords, nginxImage.imageId, parent);
  const stores: docker.Container[] = [
    ...(settings.externalPostgresUrl
      ? []
      : [new Postgres(stack, networks, volumes, files.done, { parent }).container]),
    ...(settings.externalRedisUrl
      ? []
      : [new Redis(stack, networks, volumes, files.done, { parent }).container]),
  ];
  const migrate = new Job(
    stack,
    {
      service: "migrate",
      image: migrateImage.id,
      user: "10003:10003",
      workingDir: "/app",
      environment: { MIGRATE_DATABASE_URL_FILE: "/run/terminusa/migrate-database-url" },
      volumes: [volumes.at("server-secrets", "/run/terminusa", true)],
      // A new database container may have come up on a new volume.
      triggers: stores.map((store) => store.id),
      networks: [
        { name: (settings.externalPostgresUrl ? networks.edge : networks.data).name, aliases: ["migrate"] },
      ],
    },
    { parent, dependsOn: [files.done, ...stores] },
  );
  const assets = new Job(
    stack,
    {
      service: "assets",
      image: webImage.id,
      user: "10003:10003",
      workingDir: "/app",
      command: ["node", "publish-assets.js", "/volumes/assets"],
      volumes: [volumes.at("assets", "/volumes/assets", false)],
    },
    { parent, dependsOn: [files.done] },
  );

  const ready = [migrate.done, ...stores];
  const web = new Servers(
    stack,
    {
      service: "web",
      uid: 10001,
      port: 5000,
      healthPort: 5001,
      logFile: "app.log",
      replicas: settings.webReplicas,
      memory: settings.webMemory,
      cpus: settings.webCpus,
      openFiles: 16_384,
    },
    webImage,
    networks,
    volumes,
    [...ready, assets.done],
    { parent },
  );
  const terminal = new Servers(
    stack,
    {
      service: "terminal",
      uid: 10002,
      port: 6789,
      healthPort: 6790,
      logFile: "terminal.log",
      replicas: settings.terminalReplicas,
      memory: settings.terminalMemory,
      cpus: settings.terminalCpus,
      openFiles: settings.openFiles,
      environment: telnetEnvironment(stack),
    },
    terminalImage,
    networks,
    volumes,
    ready,
    { parent },
  );
  const nginx = new Nginx(stack, networks, volumes, certificates, nginxImage, files.done, { parent });
  const servers = [...web.containers, ...terminal.containers];
  verifyPath(stack, certificates, nginx, servers, parent);

  return {
    addresses: addresses(stack),
    authority: certificates.authority,
    images: { web: webImage.name, terminal: terminalImage.name, migrate: migrateImage.name },
  };
}

// One parent for all, which hands down the engine to deploy to.
function topLevel(stack: Stack): pulumi.Resource {
  const { dockerHost } = stack.settings;
  const providers = dockerHost ? [new docker.Provider("engine", { host: dockerHost })] : [];
  return new pulumi.ComponentResource("terminusa:infra:Stack", stack.prefix, {}, { providers });
}

function addresses(stack: Stack) {
  const { hosts, httpsPort, gamePort, telnetPort } = stack.settings;
  const port = httpsPort === 443 ? "" : `:${httpsPort}`;
  return {
    site: `https://${hosts[0]}${port}/`,
    play: `https://${hosts[0]}${port}/play`,
    game: gamePort === 0 ? "off" : `${hosts[0]}:${gamePort}`,
    telnet: telnetPort === 0 ? "off" : `${hosts[0]}:${telnetPort}`,
    hosts: publicHosts(stack),
  };
}
