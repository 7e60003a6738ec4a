/**
 * The bench's own PostgreSQL and Redis, in containers of the stack's images with the stack's settings: every
 * commit waits for the disk, and the data is on one.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import pg from "pg";
import type { Context } from "../../ops/context.ts";
import { OperatorError } from "../../ops/operator-error.ts";
import { migrate } from "../../store/migrate/migrate.ts";
import { openRedis, redisReady } from "../../store/redis.ts";

const START_MS = 60_000;
const DATA = "/var/lib/postgresql/data";
/** Of databases that live as long as the bench, and that only this machine reaches. */
const PASSWORD = "only-for-the-bench";
const OWNER = "terminusa_owner";
const SERVER = "terminusa_app";
const IN_MEMORY = /^(tmpfs|ramfs)/;

/** One database for one run. */
export interface Database {
  name: string;
  /** As servers connect. */
  url: string;
  /** As its owner connects. */
  ownerUrl: string;
  drop(): Promise<void>;
}

export class Databases {
  readonly network: string;
  readonly #docker: Docker;
  readonly #hosts: { postgres: string; redis: string };
  #count = 0;

  private constructor(docker: Docker, network: string, hosts: { postgres: string; redis: string }) {
    this.#docker = docker;
    this.network = network;
    this.#hosts = hosts;
  }

  /** Starts both in a network of its own. What it makes carries `label` (name=value), for its removal. */
  static async start(context: Context, name: string, label: string): Promise<Databases> {
    const { docker, settings } = context;
    const [key = "", value = ""] = label.split("=");
    const Labels = { [key]: value };
    await docker.createNetwork({ Name: name, Labels });
    const run = (service: string, image: string, Cmd: string[], Env: string[] = []) =>
      startContainer(docker, { name: `${name}-${service}`, Image: image, Cmd, Env, Labels }, name, service);
    const buffers = Math.max(32, Math.floor(settings.postgresMemory / 4));
    const [postgres, redis] = await Promise.all([
      run(
        "postgres",
        settings.postgresImage,
        [
          ...["postgres", "-c", `shared_buffers=${buffers}MB`, "-c", "max_connections=100"],
          ...["-c", "shared_preload_libraries=pg_stat_statements", "-c", "pg_stat_statements.max=1000"],
        ],
        [`POSTGRES_PASSWORD=${PASSWORD}`],
      ),
      run("redis", settings.redisImage, [
        ...["redis-server", "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""],
        ...["--maxmemory", `${Math.floor((settings.redisMemory * 3) / 4)}mb`, "--protected-mode", "no"],
      ]),
    ]);
    const databases = new Databases(docker, name, { postgres, redis });
    await databases.#ready();
    await databases.#checkDurable();
    return databases;
  }

  get redisUrl(): string {
    return `redis://${this.#hosts.redis}:6379`;
  }

  /** The name of a service's container. */
  container(service: "postgres" | "redis"): string {
    return `${this.network}-${service}`;
  }

  /** Makes a template: `migrated` with the game's schema; `fill` gets its owner's connection. */
  async template(name: string, migrated: boolean, fill: (owner: pg.Client) => Promise<void>): Promise<void> {
    await this.#asAdmin((admin) => admin.query(`CREATE DATABASE ${name} OWNER ${OWNER}`));
    const databaseUrl = this.#url(OWNER, name);
    const directory = join(import.meta.dirname, "../../store/migrations");
    if (migrated) await migrate({ databaseUrl, directory, print() {} });
    await connected(databaseUrl, fill);
    await this.#asAdmin((admin) => admin.query("CHECKPOINT"));
  }

  /** A copy of a template that nobody is connected to. */
  async fresh(template: string): Promise<Database> {
    const name = `${template}_${++this.#count}`;
    await this.#asAdmin((admin) =>
      admin.query(`CREATE DATABASE ${name} OWNER ${OWNER} TEMPLATE ${template}`),
    );
    await this.#asAdmin((admin) => admin.query("CHECKPOINT"));
    return {
      name,
      url: this.#url(SERVER, name),
      ownerUrl: this.#url(OWNER, name),
      drop: () => this.#asAdmin((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`)),
    };
  }

  async flushRedis(): Promise<void> {
    const redis = openRedis(this.redisUrl, { name: "terminusa-bench" });
    try {
      await redisReady(redis, START_MS);
      await redis.flushall();
    } finally {
      redis.disconnect();
    }
  }

  async #ready(): Promise<void> {
    const end = Date.now() + START_MS;
    for (;;) {
      try {
        await this.#asAdmin(async (admin) => {
          for (const role of [OWNER, SERVER])
            await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`);
        });
        return await this.flushRedis();
      } catch (error) {
        if (Date.now() > end) throw new Error("the bench's databases did not start", { cause: error });
        await sleep(200);
      }
    }
  }

  /** A figure of commits that need no disk would be another figure. */
  async #checkDurable(): Promise<void> {
    await this.#asAdmin(async (admin) => {
      for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) {
        const { rows } = await admin.query(`SHOW ${setting}`);
        if (rows[0][setting] !== "on") throw new Error(`PostgreSQL's ${setting} is ${rows[0][setting]}`);
      }
    });
    const type = await fileSystem(this.#docker, this.container("postgres"), DATA);
    if (IN_MEMORY.test(type))
      throw new OperatorError(
        "the database of the bench would be in memory",
        `the Docker engine keeps its volumes on ${type}`,
        "run the bench on an engine whose data is on a disk",
      );
  }

  #asAdmin(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
    return connected(this.#url("postgres", "postgres"), work);
  }

  #url(role: string, database: string): string {
    return `postgres://${role}:${PASSWORD}@${this.#hosts.postgres}:5432/${database}`;
  }
}

/** Works on a connection of its own, which is closed afterwards. */
export async function connected(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Returns the container's address. */
async function startContainer(
  docker: Docker,
  options: Docker.ContainerCreateOptions,
  network: string,
  alias: string,
): Promise<string> {
  const container = await docker.createContainer({
    ...options,
    HostConfig: { ShmSize: 128 * 2 ** 20 },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [alias] } } },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const address = NetworkSettings.Networks[network]?.IPAddress;
  if (!address) throw new Error(`the container ${options.name} has no address`);
  return address;
}

async function fileSystem(docker: Docker, container: string, path: string): Promise<string> {
  const exec = await docker
    .getContainer(container)
    .exec({ Cmd: ["stat", "-f", "-c", "%T", path], AttachStdout: true, Tty: true });
  let text = "";
  for await (const chunk of await exec.start({ Tty: true })) text += chunk;
  return text.trim();
}
