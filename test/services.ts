/**
 * A real Postgres and a real Redis for tests, in containers of their own on the local engine. The database is
 * migrated once into a template; each test gets a copy. What a killed test run left behind goes at the next start.
 *
 * A run of many files shares one Postgres (test/shared-postgres.ts), whose start is most of what a small file takes.
 * Redis is each file's own: its channels and its FLUSHALL know no borders.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Docker from "dockerode";
import pg from "pg";
import { migrate } from "../store/migrate/migrate.ts";
import { openRedis, redisReady } from "../store/redis.ts";

const POSTGRES_IMAGE = "postgres:17.11-trixie";
const REDIS_IMAGE = "redis:8.10.1-trixie";
const NAME_PREFIX = "t-services-";
const LABEL = "io.terminusa.test";
/** The variable that holds the address of a Postgres which many test processes share. */
export const SHARED_POSTGRES = "TERMINUSA_TEST_POSTGRES";
const START_TIMEOUT_MS = 60_000;
const MIGRATIONS = join(import.meta.dirname, "../store/migrations");

/** As in a stack (infra/postgres.ts), and what goes without the disk. */
const STACK_SETTINGS = ["-c", "shared_preload_libraries=pg_stat_statements"];
const CARELESS = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
const MONITORING = readFileSync(join(import.meta.dirname, "../infra/postgres/monitoring.sql"), "utf8");

/** Passwords of throwaway databases that only this machine reaches. */
const PASSWORD = "only-for-tests";

export type FreshDatabase = {
  /** As the servers connect: role terminusa_app. */
  url: string;
  /** As migrations connect: role terminusa_owner. */
  ownerUrl: string;
  drop(): Promise<void>;
};

export type Services = {
  redisUrl: string;
  /** A copy of the migrated template, or an empty database for `{ migrated: false }`. */
  freshDatabase(options?: { migrated?: boolean }): Promise<FreshDatabase>;
  /** Forgets everything in Redis. */
  flushRedis(): Promise<void>;
  /** Kills PostgreSQL with SIGKILL and starts it again on what it has on disk; for `{ durable: true }`. */
  killPostgres(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts both servers, or Redis alone where a Postgres is shared; `stop` removes what was started. `durable`:
 * PostgreSQL is one of its own that writes to disk as in a stack, so that it may be killed. Throws naming what is
 * missing on this machine.
 */
export async function startServices({ durable = false } = {}): Promise<Services> {
  const shared = durable ? undefined : process.env[SHARED_POSTGRES];
  const place = await Place.make();
  try {
    const [postgres, cache] = await bothOf(
      shared ? Promise.resolve(new Postgres(shared)) : preparedPostgres(place, durable),
      startRedis(place),
    );
    const redisUrl = `redis://${cache}:6379`;
    return {
      redisUrl,
      freshDatabase: ({ migrated = true } = {}) => postgres.fresh(migrated),
      flushRedis: () => withRedis(redisUrl, async (redis) => void (await redis.flushall())),
      killPostgres: async () => {
        if (!durable) throw new Error("only a durable PostgreSQL comes back after a SIGKILL");
        await place.killAndStart("postgres", postgres.host);
        await postgresAnswers(postgres.host);
      },
      stop: () => place.remove(),
    };
  } catch (error) {
    await place.remove();
    throw error;
  }
}

/** Starts a Postgres with the migrated template, for all test processes that have its address in SHARED_POSTGRES. */
export async function startSharedPostgres(): Promise<{ host: string; stop(): Promise<void> }> {
  const place = await Place.make();
  try {
    const { host } = await preparedPostgres(place, false);
    return { host, stop: () => place.remove() };
  } catch (error) {
    await place.remove();
    throw error;
  }
}

/** A network of a test process with its containers. */
class Place {
  readonly #docker: Docker;
  readonly #name: string;
  readonly #network: Docker.Network;
  readonly #containers: Docker.Container[] = [];

  private constructor(docker: Docker, name: string, network: Docker.Network) {
    this.#docker = docker;
    this.#name = name;
    this.#network = network;
  }

  static async make(): Promise<Place> {
    const docker = new Docker();
    await sweep(docker);
    const name = `${NAME_PREFIX}${process.pid}-${randomBytes(3).toString("hex")}`;
    // Not the engine's default bridge, which hosts may lack.
    const network = await docker.createNetwork({ Name: name, Labels: { [LABEL]: String(process.pid) } });
    return new Place(docker, name, network);
  }

  /** Starts a container and returns its address. */
  async start(what: string, options: Docker.ContainerCreateOptions): Promise<string> {
    const container = await this.#docker
      .createContainer({
        ...options,
        name: `${this.#name}-${what}`,
        NetworkingConfig: { EndpointsConfig: { [this.#name]: {} } },
        Labels: { [LABEL]: String(process.pid) },
      })
      .catch((error) => {
        if (error.statusCode !== 404) throw error;
        throw new Error(
          `the image ${options.Image} is not on this machine: run ./terminusa up once, it makes it`,
        );
      });
    this.#containers.push(container);
    await container.start();
    return this.#addressOf(container);
  }

  /** Ends a container by SIGKILL and starts it again; throws if it comes back under another address. */
  async killAndStart(what: string, address: string): Promise<void> {
    const container = this.#docker.getContainer(`${this.#name}-${what}`);
    await container.kill();
    await container.start();
    if ((await this.#addressOf(container)) !== address) throw new Error(`${what} has another address now`);
  }

  async remove(): Promise<void> {
    for (const container of this.#containers) await gone(container.remove({ force: true, v: true }));
    await gone(this.#network.remove());
  }

  async #addressOf(container: Docker.Container): Promise<string> {
    const { NetworkSettings } = await container.inspect();
    return NetworkSettings.Networks[this.#name]!.IPAddress;
  }
}

/** Like Promise.all, but waits for the end of both, so that nothing is started after a removal. */
async function bothOf<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

async function preparedPostgres(place: Place, durable: boolean): Promise<Postgres> {
  const host = await place.start("postgres", {
    Image: POSTGRES_IMAGE,
    Env: [`POSTGRES_PASSWORD=${PASSWORD}`],
    Cmd: ["postgres", ...STACK_SETTINGS, ...(durable ? [] : CARELESS)],
    // What nobody kills needs not wait for a disk.
    ...(!durable && {
      HostConfig: { Tmpfs: { "/var/lib/postgresql/data": "rw" } },
    }),
  });
  await postgresAnswers(host);
  const postgres = new Postgres(host);
  await postgres.prepare();
  return postgres;
}

function postgresAnswers(host: string): Promise<void> {
  return until("Postgres", async () => {
    const client = new pg.Client({ connectionString: adminUrl(host), connectionTimeoutMillis: 1_000 });
    client.on("error", () => {});
    await client.connect();
    await client.end();
  });
}

async function startRedis(place: Place): Promise<string> {
  const host = await place.start("redis", {
    Image: REDIS_IMAGE,
    Cmd: ["redis-server", "--save", "", "--appendonly", "no", "--protected-mode", "no"],
    HostConfig: { Tmpfs: { "/data": "rw" } },
  });
  await until("Redis", () => withRedis(`redis://${host}:6379`, async (redis) => void (await redis.ping())));
  return host;
}

class Postgres {
  readonly host: string;

  constructor(host: string) {
    this.host = host;
  }

  /** Makes the roles as the stack has them, and the template. */
  async prepare(): Promise<void> {
    await this.#asAdmin(async (client) => {
      await client.query(`CREATE ROLE terminusa_owner LOGIN PASSWORD '${PASSWORD}'`);
      await client.query(`CREATE ROLE terminusa_app LOGIN PASSWORD '${PASSWORD}'`);
      await client.query("CREATE DATABASE template OWNER terminusa_owner");
    });
    const databaseUrl = urlFor("terminusa_owner", this.host, "template");
    await migrate({ databaseUrl, directory: MIGRATIONS, print() {} });
    await this.#asAdmin(async (client) => void (await client.query(MONITORING)), "template");
  }

  async fresh(migrated: boolean): Promise<FreshDatabase> {
    // Not by the process's number: those come round again within one run of many files.
    const name = `test_${randomBytes(6).toString("hex")}`;
    const template = migrated ? "template" : "template1";
    await this.#asAdmin((client) =>
      client.query(`CREATE DATABASE ${name} OWNER terminusa_owner TEMPLATE ${template} STRATEGY file_copy`),
    );
    return {
      url: urlFor("terminusa_app", this.host, name),
      ownerUrl: urlFor("terminusa_owner", this.host, name),
      drop: () =>
        this.#asAdmin(async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
    };
  }

  async #asAdmin<T>(work: (client: pg.Client) => Promise<T>, database = "postgres"): Promise<T> {
    const client = new pg.Client({ connectionString: urlFor("postgres", this.host, database) });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

function adminUrl(host: string): string {
  return urlFor("postgres", host, "postgres");
}

function urlFor(role: string, host: string, database: string): string {
  return `postgres://${role}:${PASSWORD}@${host}:5432/${database}`;
}

async function withRedis(
  url: string,
  work: (redis: ReturnType<typeof openRedis>) => Promise<void>,
): Promise<void> {
  const redis = openRedis(url, { name: "terminusa-test" });
  try {
    await redisReady(redis, 10_000);
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function until(what: string, attempt: () => Promise<void>): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what} for tests did not start`, { cause: error });
      await sleep(100);
    }
  }
}

/** Removes what test processes that are gone have left. */
async function sweep(docker: Docker): Promise<void> {
  const ours = { label: [LABEL] };
  for (const { Id, Labels } of await docker.listContainers({ all: true, filters: ours }))
    if (!isAlive(Number(Labels[LABEL]))) await gone(docker.getContainer(Id).remove({ force: true, v: true }));
  for (const { Id, Labels } of await docker.listNetworks({ filters: ours }))
    if (!isAlive(Number(Labels?.[LABEL]))) await gone(docker.getNetwork(Id).remove());
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for a removal; another sweep may have been first. */
async function gone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error) => {
    if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
  });
}
