/** Everything that the stages work with, made once and removed at the end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleTerminal } from "../../bundles/terminal.ts";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Town } from "../../game/town.ts";
import type { Context } from "../../ops/context.ts";
import { readCatalog } from "../../store/content.ts";
import { removeLabelled } from "../clean-up.ts";
import type { Contestant } from "./contestants.ts";
import { startTerminal } from "./contestants.ts";
import { connected, type Database, Databases } from "./databases.ts";
import { Measurements } from "./figures.ts";
import { Generator, type RunOrder } from "./generator.ts";
import type { Dialect, PlayerSpec } from "./load/messages.ts";
import type { Chart } from "./mix.ts";
import { LOAD_CORE } from "./pinned.ts";
import { chartOf, makePeers, people, populate } from "./population.ts";
import { waitForQuiet } from "./quiet.ts";
import { measure, type Run } from "./run.ts";

const REMOVE_AGAIN_MS = 3_000;

export interface ServerOptions {
  core?: number | null;
  /** How many of them, on one database. */
  servers?: number;
  /** Changes the database before the servers start. */
  prepare?: (database: Database) => Promise<void>;
}

export interface RunOptions {
  /** The one line that everybody sends; the mix without it. */
  only?: string;
  /** Of the load generator. */
  core?: number | null;
  /** Called when the warm-up is over. */
  measuring?: () => void;
}

export class Lab {
  readonly context: Context;
  readonly databases: Databases;
  readonly town: Town;
  readonly chart: Chart;
  readonly folder: string;
  readonly bundle: string;
  readonly label: string;
  readonly measured = new Measurements();
  readonly notes: string[] = [];
  #generator: Generator | null = null;
  #generatorCore: number | null = LOAD_CORE;
  #disturbance: number[] = [];
  readonly #running = new Set<Contestant>();
  #closing: Promise<void> | undefined;

  private constructor(
    context: Context,
    databases: Databases,
    catalog: Catalog,
    folder: string,
    label: string,
  ) {
    this.context = context;
    this.databases = databases;
    this.town = catalog.town;
    this.chart = chartOf(catalog);
    this.folder = folder;
    this.bundle = join(folder, "bundle");
    this.label = label;
  }

  /** Bundles the server, starts the databases and fills them. */
  static async open(context: Context): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), "terminusa-bench-"));
    const name = `terminusa-bench-${process.pid}`;
    const label = `io.terminusa.bench=${process.pid}`;
    try {
      await bundleTerminal({ outDir: join(folder, "bundle") });
      const catalog = readCatalog([join(context.root, "game/content")]);
      const databases = await Databases.start(context, name, label);
      await databases.template("city", true, (owner) => populate(owner, catalog.town));
      await databases.template("peers", false, makePeers);
      return new Lab(context, databases, catalog, folder, label);
    } catch (error) {
      await removeAll(context, folder, label);
      throw error;
    }
  }

  /** Stops what runs and removes everything; asked again, it waits for the first time. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Works with a server, which is stopped afterwards, also when the bench is interrupted. */
  async with<T>(starting: Promise<Contestant>, work: (server: Contestant) => Promise<T>): Promise<T> {
    const server = await starting;
    this.#running.add(server);
    try {
      return await work(server);
    } finally {
      if (this.#running.delete(server)) await server.stop();
    }
  }

  people(count: number, place?: string): PlayerSpec[] {
    return people(count, this.town, place);
  }

  /** Works with terminal servers on a database of their own; afterwards both are gone. */
  async withTerminal<T>(
    { core, servers = 1, prepare }: ServerOptions,
    work: (servers: Contestant[], database: Database) => Promise<T>,
  ): Promise<T> {
    return this.withDatabase("city", async (database) => {
      await prepare?.(database);
      const { bundle, folder, databases } = this;
      const around = {
        bundle,
        folder,
        database,
        redisUrl: databases.redisUrl,
        ...(core !== undefined && { core }),
      };
      const start = (more: number, started: Contestant[]): Promise<T> =>
        more === 0
          ? work(started, database)
          : this.with(startTerminal(around), (server) => start(more - 1, [...started, server]));
      return start(servers, []);
    });
  }

  async withDatabase<T>(template: "city" | "peers", work: (database: Database) => Promise<T>): Promise<T> {
    await this.databases.flushRedis();
    const database = await this.databases.fresh(template);
    try {
      return await work(database);
    } finally {
      await database.drop();
    }
  }

  /** The load generator on that core; null: on any. */
  generator(core: number | null = LOAD_CORE): Generator {
    if (this.#generator && this.#generatorCore === core) return this.#generator;
    this.#generator?.stop();
    this.#generatorCore = core;
    this.#generator = new Generator(core);
    return this.#generator;
  }

  /** One run on a machine as quiet as it gets. */
  async run(
    servers: readonly Contestant[],
    dialect: Dialect,
    players: PlayerSpec[],
    order: RunOrder,
    { only, core = LOAD_CORE, measuring }: RunOptions = {},
  ): Promise<Run> {
    await waitForQuiet();
    const crowd = {
      databases: this.databases,
      docker: this.context.docker,
      dialect,
      players,
      chart: this.chart,
      ...(only !== undefined && { only }),
    };
    const run = await measure(this.generator(core), servers, crowd, order, measuring);
    this.#disturbance.push(run.disturbance);
    return run;
  }

  /** As `run` on our servers, and compares what was acknowledged with what the database holds. */
  async runOurs(
    servers: readonly Contestant[],
    database: Database,
    players: PlayerSpec[],
    order: RunOrder,
    options: RunOptions = {},
  ): Promise<Run> {
    const run = await this.run(servers, "terminusa", players, order, options);
    this.measured.record("lost_commands", await lost(database, run));
    const errors = Object.values(run.errors).reduce((sum, count) => sum + count, 0);
    this.measured.record("failed_commands", errors + run.unanswered);
    for (const [code, count] of Object.entries(run.errors))
      this.notes.push(`${count} commands were answered by ${code}`);
    return run;
  }

  async #close(): Promise<void> {
    this.#generator?.stop();
    const running = [...this.#running];
    this.#running.clear();
    await Promise.allSettled(running.map((server) => server.stop()));
    await removeAll(this.context, this.folder, this.label);
  }

  /** How much other processes disturbed, as a note. */
  noteDisturbance(): void {
    const most = Math.max(0, ...this.#disturbance);
    const mean =
      this.#disturbance.reduce((sum, each) => sum + each, 0) / Math.max(1, this.#disturbance.length);
    this.notes.push(
      `Other processes took ${mean.toFixed(2)} cores on average while it measured, at most ${most.toFixed(2)}.`,
    );
  }
}

/** Players whose last acknowledged writing command is newer than what the database has of them. */
async function lost(database: Database, { acknowledged }: Run): Promise<number> {
  let missing = 0;
  await connected(database.ownerUrl, async (owner) => {
    const { rows } = await owner.query(
      "SELECT a.name, s.last_number::float8 AS last FROM accounts a LEFT JOIN game_sessions s ON s.account_id = a.id WHERE a.name = ANY($1)",
      [Object.keys(acknowledged)],
    );
    for (const { name, last } of rows) if ((last ?? 0) < (acknowledged[name] ?? 0)) missing += 1;
  });
  return missing;
}

async function removeAll(context: Context, folder: string, label: string): Promise<void> {
  // A container whose removal is under way refuses a second one, and still holds its network.
  await removeLabelled(context.docker, label).catch(async () => {
    await sleep(REMOVE_AGAIN_MS);
    await removeLabelled(context.docker, label);
  });
  rmSync(folder, { recursive: true, force: true });
}
