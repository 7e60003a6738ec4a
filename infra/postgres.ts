import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { digest, hardened, SERVICE, serviceOptions } from "./container.ts";
import { postgresFiles } from "./files.ts";
import { officialImage } from "./images.ts";
import type { Networks } from "./networks.ts";
import type { Stack } from "./stack.ts";
import type { Volumes } from "./volumes.ts";

/** PostgreSQL: one, replaced delete-first, with as long as it needs to shut down cleanly. */
export class Postgres extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(
    stack: Stack,
    networks: Networks,
    volumes: Volumes,
    files: pulumi.Resource,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("terminusa:infra:Postgres", "postgres", {}, opts);
    const { settings } = stack;
    const image = officialImage("postgres-image", settings.postgresImage, this);
    const buffers = Math.max(32, Math.floor(settings.postgresMemory / 4));
    this.container = new docker.Container(
      `${stack.prefix}-postgres`,
      {
        ...hardened(stack, {
          service: "postgres",
          image: image.imageId,
          user: "999:999",
          workingDir: "/",
          command: [
            "bash",
            "/etc/terminusa/start.sh",
            "-c",
            `shared_buffers=${buffers}MB`,
            "-c",
            "max_connections=100",
            // Which statements are slow, for the operator's page (postgres/monitoring.sql).
            "-c",
            "shared_preload_libraries=pg_stat_statements",
            "-c",
            "pg_stat_statements.max=1000",
          ],
          environment: {
            POSTGRES_DB: "terminusa",
            // Below the volume, which also holds start.sh's mark that the first start was complete.
            PGDATA: "/var/lib/postgresql/data/cluster",
            POSTGRES_PASSWORD_FILE: "/etc/terminusa/superuser-password",
          },
          volumes: [
            volumes.at("postgres-config", "/etc/terminusa", true),
            volumes.at("postgres-data", "/var/lib/postgresql/data", false),
          ],
          networks: [{ name: networks.data.name, aliases: ["postgres"] }],
          memory: settings.postgresMemory,
          cpus: settings.postgresCpus,
          processes: 512,
          tmpfs: { "/var/run/postgresql": "rw,noexec,nosuid,nodev,size=1m,uid=999,gid=999,mode=3775" },
          // TCP, because the socket also answers while the first start still initialises. By its full path,
          // because the one on PATH is Debian's wrapper, which starts a Perl for each probe.
          healthcheck: [
            "CMD",
            "/usr/lib/postgresql/17/bin/pg_isready",
            "-h",
            "127.0.0.1",
            "-U",
            "terminusa_app",
            "-d",
            "terminusa",
          ],
          labels: {
            "io.terminusa.files": digest(postgresFiles(stack)),
            "io.terminusa.secrets": String(settings.secretsVersion),
          },
          graceSeconds: 90,
          stopSignal: "SIGINT",
          shmSize: 128,
        }),
        ...SERVICE,
        name: `${stack.prefix}-postgres`,
      },
      serviceOptions(this, [files], true),
    );
    this.registerOutputs();
  }
}
