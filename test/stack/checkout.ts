import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const LEFT_OUT = new Set([".git", ".build", ".terminusa", "node_modules"]);

export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * A copy of the work tree as a new user would have it, under a stack's name and ports of its own, so that
 * tests may change its sources and never meet the operator's stack. Toolchain and image caches are shared.
 */
export class Checkout {
  readonly folder: string;
  readonly stack: string;
  readonly ports: { httpPort: number; httpsPort: number; gamePort: number; telnetPort: number };

  private constructor(folder: string, stack: string, ports: Checkout["ports"]) {
    this.folder = folder;
    this.stack = stack;
    this.ports = ports;
  }

  static async make(stack: string): Promise<Checkout> {
    const folder = mkdtempSync(join(tmpdir(), `terminusa-${stack}-`));
    cpSync(ROOT, folder, {
      recursive: true,
      filter: (source) => !LEFT_OUT.has(source.slice(ROOT.length + 1)),
    });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const toolchain = join(ROOT, ".terminusa/toolchain");
    mkdirSync(join(folder, ".terminusa"), { mode: 0o700 });
    if (existsSync(toolchain)) writeFileSync(join(folder, ".terminusa/toolchain"), readFileSync(toolchain));
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    git("init", "-q");
    git("add", "-A");
    git("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "-qm", "the work tree");
    const checkout = new Checkout(folder, stack, await freePorts());
    checkout.configure(checkout.ports);
    return checkout;
  }

  /** Another stack in the same checkout, with free ports. */
  async beside(stack: string): Promise<Checkout> {
    const other = new Checkout(this.folder, stack, await freePorts());
    other.configure(other.ports);
    return other;
  }

  /** Sets settings of the stack, through its file. */
  configure(settings: Record<string, string | number>): void {
    const lines = Object.entries(settings).map(([name, value]) => `  terminusa:${name}: "${value}"\n`);
    writeFileSync(join(this.folder, `Pulumi.${this.stack}.yaml`), `config:\n${lines.join("")}`);
  }

  /** Runs `./terminusa --stack … args` to its end. */
  run(...args: string[]): Promise<Result> {
    return this.start(...args).done;
  }

  /** Starts `./terminusa --stack … args`; `signal` reaches the launcher alone, as Ctrl-C in a script would. */
  start(...args: string[]): {
    done: Promise<Result>;
    signal(name: NodeJS.Signals): void;
    input: NodeJS.WritableStream;
  } {
    return this.#spawn(join(this.folder, "terminusa"), ["--stack", this.stack, ...args]);
  }

  #spawn(command: string, args: string[]) {
    const child = spawn(command, args, {
      cwd: this.folder,
      env: {
        ...process.env,
        STACK: this.stack,
        TERMINUSA_CACHE: process.env.TERMINUSA_CACHE ?? join(ROOT, ".terminusa/cache"),
        NO_COLOR: "1",
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
    return { done: promise, signal: (name: NodeJS.Signals) => child.kill(name), input: child.stdin };
  }

  /** Runs a line of bash in the checkout, with the stack's name in STACK. */
  shell(line: string): Promise<Result> {
    return this.#spawn("bash", ["-c", line]).done;
  }

  /** Whether an operation holds the stack's lock. */
  locked(): boolean {
    return existsSync(join(this.folder, ".terminusa/locks", `${this.stack}.json`));
  }

  /** Changes one source file by a plain replacement that must apply. */
  edit(file: string, from: string | RegExp, to: string): void {
    const path = join(this.folder, file);
    const before = readFileSync(path, "utf8");
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} has no ${from}`);
    writeFileSync(path, after);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  drop(file: string): void {
    rmSync(join(this.folder, file), { recursive: true, force: true });
  }

  /** What `git status` finds changed. */
  gitStatus(): string {
    return execFileSync("git", ["status", "--porcelain"], { cwd: this.folder, encoding: "utf8" });
  }

  get authority(): string {
    return this.read(`.terminusa/stacks/${this.stack}/authority.crt`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePorts(): Promise<Checkout["ports"]> {
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const [httpPort = 0, httpsPort = 0, gamePort = 0, telnetPort = 0] = ports;
  return { httpPort, httpsPort, gamePort, telnetPort };
}

/**
 * A port that nobody has, below those that the system gives to whoever asks for any: between its choice and its
 * use, or while the stack is stopped, nobody gets it by chance.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 22_000);
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.on("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  return promise;
}
