import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Job } from "./job.ts";
import type { Passwords } from "./passwords.ts";
import type { Stack } from "./stack.ts";
import type { VolumeName, Volumes } from "./volumes.ts";

/** A file that a service reads from a volume: who owns it, and with which mode. */
interface ServiceFile {
  volume: VolumeName;
  name: string;
  owner: string;
  mode: string;
  content: pulumi.Input<string>;
}

const POSTGRES = "999:999";
const REDIS = "999:999";
const SERVERS = "0:10000";
const MIGRATE = "10003:10003";

/**
 * The job that writes passwords and configuration into volumes, and gives the volumes that others write to
 * their owners. Volumes rather than bind mounts, so that a remote Docker host works as the local one does;
 * uploads go straight onto the mounted volume, so nothing secret stays in the container's own layer.
 */
export function filesJob(
  stack: Stack,
  volumes: Volumes,
  passwords: Passwords,
  image: pulumi.Input<string>,
  parent: pulumi.Resource,
): Job {
  const files = allFiles(stack, passwords);
  const written: VolumeName[] = ["postgres-config", "redis-config", "server-secrets", "logs", "assets"];
  const triples = files.flatMap((file) => [path(file), file.owner, file.mode]);
  return new Job(
    stack,
    {
      service: "files",
      image,
      user: "0:0",
      workingDir: "/",
      capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID"],
      writableRoot: true,
      command: [
        "bash",
        "-c",
        readFileSync(join(stack.root, "infra/files.sh"), "utf8"),
        "files.sh",
        ...triples,
      ],
      volumes: written.map((name) => volumes.at(name, `/volumes/${name}`, false)),
      uploads: files.map((file) => ({ file: path(file), content: file.content, permissions: "0400" })),
    },
    { parent },
  );
}

/** PostgreSQL's own files, nothing secret in them. */
export function postgresFiles(stack: Stack): Record<string, string> {
  const read = (name: string) => readFileSync(join(stack.root, "infra/postgres", name), "utf8");
  const names = ["start.sh", "pg_hba.conf", "monitoring.sql"];
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}

/** redis.conf without its password. Append-only with a flush each second: sessions survive a crash. */
export function redisSettings(stack: Stack): string {
  const data = Math.floor((stack.settings.redisMemory * 3) / 4);
  return [
    "dir /data",
    "appendonly yes",
    "appendfsync everysec",
    `maxmemory ${data}mb`,
    // Only what has a time to live may be dropped, the oldest use first.
    "maxmemory-policy volatile-lru",
    "tcp-keepalive 60",
    "",
  ].join("\n");
}

function allFiles(stack: Stack, passwords: Passwords): ServiceFile[] {
  const { settings } = stack;
  const postgres = (role: string, password: pulumi.Output<string>) =>
    pulumi.interpolate`postgres://${role}:${password}@postgres:5432/terminusa`;
  const secret = (text: string) => pulumi.secret(text);
  const databaseUrl = settings.externalPostgresUrl
    ? secret(settings.externalPostgresUrl)
    : postgres("terminusa_app", passwords.app);
  const ownerUrl = settings.externalPostgresOwnerUrl
    ? secret(settings.externalPostgresOwnerUrl)
    : postgres("terminusa_owner", passwords.owner);
  const redisUrl = settings.externalRedisUrl
    ? secret(settings.externalRedisUrl)
    : pulumi.interpolate`redis://:${passwords.redis}@redis:6379/0`;
  return [
    ...Object.entries(postgresFiles(stack)).map(([name, content]) =>
      file("postgres-config", name, POSTGRES, content),
    ),
    file("postgres-config", "superuser-password", POSTGRES, passwords.superuser),
    file("postgres-config", "owner-password", POSTGRES, passwords.owner),
    file("postgres-config", "app-password", POSTGRES, passwords.app),
    file(
      "redis-config",
      "redis.conf",
      REDIS,
      pulumi.interpolate`${redisSettings(stack)}requirepass ${passwords.redis}\n`,
    ),
    file("redis-config", "password", REDIS, passwords.redis),
    file("server-secrets", "database-url", SERVERS, databaseUrl, "0440"),
    file("server-secrets", "redis-url", SERVERS, redisUrl, "0440"),
    file("server-secrets", "session-secrets", SERVERS, passwords.session, "0440"),
    file("server-secrets", "migrate-database-url", MIGRATE, ownerUrl),
    ...(settings.smtpUrl
      ? [file("server-secrets", "smtp-url", SERVERS, secret(settings.smtpUrl), "0440")]
      : []),
  ];
}

function file(
  volume: VolumeName,
  name: string,
  owner: string,
  content: pulumi.Input<string>,
  mode = "0400",
): ServiceFile {
  return { volume, name, owner, mode, content };
}

function path(file: ServiceFile): string {
  return `/volumes/${file.volume}/${file.name}`;
}
