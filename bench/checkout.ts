import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, cp, link, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Writable } from "node:stream";
import { type Context, openContext } from "../ops/context.ts";
import { OperatorError } from "../ops/operator-error.ts";
import { Output } from "../ops/output.ts";
import { Pulumi } from "../ops/pulumi.ts";
import { findToolchain } from "../ops/toolchain.ts";
import { Commands, type Outcome } from "./commands.ts";

const PORTS = [20_000, 32_000] as const;
const LEFT_OUT = new Set([".git", ".terminusa", ".build", "node_modules"]);

interface Cli {
  path: string;
  environment: Record<string, string>;
}

/** A throw-away copy of the work tree with a stack, ports and state of its own. */
export class Checkout {
  readonly root: string;
  readonly stack: string;
  readonly #commands: Commands;
  #cli: Cli | undefined;

  private constructor(root: string, stack: string, commands: Commands) {
    this.root = root;
    this.stack = stack;
    this.#commands = commands;
  }

  /**
   * Copies the work tree of `context` to `root`, for a stack that publishes free ports on the loopback
   * address and uses the images of the operator's settings. What the toolchain has cached is linked.
   */
  static async make(context: Context, root: string, stack: string, commands: Commands): Promise<Checkout> {
    await requirePackages(context.root, commands);
    await mkdir(root, { recursive: true, mode: 0o700 });
    for (const name of await readdir(context.root))
      if (!LEFT_OUT.has(name)) await cp(join(context.root, name), join(root, name), { recursive: true });
    await symlink(join(context.root, "node_modules"), join(root, "node_modules"));
    const cache = join(root, ".terminusa/cache");
    await linkCache(process.env.TERMINUSA_CACHE ?? join(context.home, "cache"), cache);
    // Where the operator keeps a cache elsewhere, the copy's own is to be used all the same.
    process.env.TERMINUSA_CACHE = cache;
    await rememberToolchain(context.home, join(root, ".terminusa"));
    await writeFile(join(root, `Pulumi.${stack}.yaml`), settings(context, await freePorts(3)));
    return new Checkout(root, stack, commands);
  }

  /** Runs `./terminusa ...args` on this stack. */
  terminusa(...args: string[]): Promise<Outcome> {
    return this.#commands.run(join(this.root, "terminusa"), ["--stack", this.stack, ...args], {
      cwd: this.root,
      env: process.env,
    });
  }

  /** Runs the Pulumi CLI itself on this stack, as `./terminusa env` sets a shell up for it. */
  async pulumi(...args: string[]): Promise<Outcome> {
    this.#cli ??= await this.#findCli();
    const env = { ...process.env, ...this.#cli.environment };
    return this.#commands.run(this.#cli.path, args, { cwd: this.root, env });
  }

  async #findCli(): Promise<Cli> {
    const silent = new Output(new Writable({ write: (_chunk, _encoding, done) => done() }));
    const own = openContext(this.root, this.stack, silent);
    const toolchain = await findToolchain(own);
    return { path: toolchain.pulumi, environment: new Pulumi(own, toolchain).environment() };
  }

  /** Adds a statement that a bundle keeps to the source file `path`. */
  async addLine(path: string): Promise<void> {
    await appendFile(join(this.root, path), `\nglobalThis.name = "bench ${Date.now()}";\n`);
  }

  /** Removes the copy. With it goes the stack's state, or it is taken out of the operator's own backend. */
  static async remove(root: string, stack: string): Promise<void> {
    const own = existsSync(join(root, ".terminusa/state"));
    if (!own && existsSync(join(root, "terminusa")))
      await new Checkout(root, stack, new Commands()).terminusa("pulumi", "stack", "rm", "--force", "--yes");
    await rm(root, { recursive: true, force: true });
  }
}

// The copy's launcher would else install the packages, through the link, into the operator's work tree.
async function requirePackages(root: string, commands: Commands): Promise<void> {
  const sum = ["-c", "cksum < package-lock.json"];
  const { stdout } = await commands.run("sh", sum, { cwd: root, env: process.env });
  const installed = await readFile(join(root, "node_modules/.terminusa"), "utf8").catch(nothingThere);
  if (String(installed).trim() === stdout.trim()) return;
  throw new OperatorError(
    "the npm packages are not those of package-lock.json",
    "the bench works in a copy that shares them, and must not install any",
    "run it as ./terminusa bench deploy, which installs them first",
  );
}

// The stand-ins put wrappers that name their checkout beside the CLI. Linked file by file, the copy gets
// its own, and the operator's cache keeps the operator's.
async function linkCache(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const entries = await readdir(from, { withFileTypes: true }).catch(nothingThere);
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkCache(source, target);
    else await link(source, target).catch(() => cp(source, target, { verbatimSymlinks: true }));
  }
}

async function rememberToolchain(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  await cp(join(from, "toolchain"), join(to, "toolchain")).catch(nothingThere);
}

function nothingThere(error: NodeJS.ErrnoException): [] {
  if (error.code !== "ENOENT") throw error;
  return [];
}

function settings({ settings: own }: Context, [httpPort, httpsPort, gamePort]: number[]): string {
  const { nodeImage, postgresImage, redisImage, nginxImage } = own;
  const images = { nodeImage, postgresImage, redisImage, nginxImage };
  const all = { hosts: "localhost", bindAddress: "127.0.0.1", httpPort, httpsPort, gamePort, ...images };
  return [
    "config:",
    ...Object.entries(all).map(([name, value]) => `  terminusa:${name}: "${value}"`),
    "",
  ].join("\n");
}

// Below the range from which the kernel gives out ports, so that nothing takes one while the stack is down.
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(...PORTS);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer().once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  return promise;
}
