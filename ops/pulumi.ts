import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Context } from "./context.ts";
import type { Toolchain } from "./toolchain.ts";

/** The outcome of one run of the CLI. */
export interface PulumiResult {
  code: number;
  /** Standard output and error, interleaved. */
  output: string;
}

/** Runs the Pulumi CLI in the checkout for one stack, with the backend and passphrase that belong to it. */
export class Pulumi {
  readonly #context: Context;
  readonly #toolchain: Toolchain;
  readonly #running = new Set<ReturnType<typeof spawn>>();

  constructor(context: Context, toolchain: Toolchain) {
    this.#context = context;
    this.#toolchain = toolchain;
  }

  /** Runs `pulumi ...args`; `onLine` gets each line as it comes. Never throws on a non-zero exit. */
  async run(args: string[], onLine: (line: string) => void = () => {}): Promise<PulumiResult> {
    const child = spawn(this.#toolchain.pulumi, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.#context.root,
      env: { ...process.env, ...this.environment() },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that Ctrl-C reaches it once, through `interrupt`: a second signal would
      // make it drop its work instead of recording it.
      detached: true,
    });
    this.#running.add(child);
    let output = "";
    const take = (chunk: Buffer) => {
      const text = chunk.toString("utf8");
      output += text;
      for (const line of text.split("\n")) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
    try {
      return { code: await promise, output };
    } finally {
      this.#running.delete(child);
    }
  }

  /** Asks a running update to stop cleanly. */
  interrupt(): void {
    for (const child of this.#running) child.kill("SIGINT");
  }

  /** Runs the CLI on the operator's own terminal; returns its exit code. */
  async passThrough(args: string[]): Promise<number> {
    const env = { ...process.env, ...this.environment() };
    const child = spawn(this.#toolchain.pulumi, args, { cwd: this.#context.root, env, stdio: "inherit" });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
    return promise;
  }

  /** The variables with which a plain `pulumi` works on this stack. */
  environment(): Record<string, string> {
    const { home, root, stack } = this.#context;
    // The CLI's folder first: npm's `pulumi` in node_modules is only a download of the official one.
    const path = [
      dirname(this.#toolchain.pulumi),
      join(root, "node_modules/.bin"),
      process.env.PATH ?? "",
    ].join(delimiter);
    return {
      PATH: path,
      PULUMI_STACK: stack,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Halves what loading the Pulumi SDK costs each run.
      NODE_COMPILE_CACHE: join(home, "compile-cache"),
      ...this.#toolchain.environment,
      ...backend(home),
      ...passphrase(home),
    };
  }

  /** The state's file when the backend is the checkout's own; undefined when it is elsewhere. */
  stateFile(): string | undefined {
    const own = backend(this.#context.home).PULUMI_BACKEND_URL;
    if (own === undefined) return undefined;
    return join(this.#context.home, "state/.pulumi/stacks/terminusa", `${this.#context.stack}.json`);
  }

  /** Makes the stack if the backend doesn't know it yet. */
  async ensureStack(): Promise<void> {
    const file = this.stateFile();
    if (file && existsSync(file)) return;
    const { code, output } = await this.run(["stack", "select", "--create", this.#context.stack]);
    if (code !== 0) throw new Error(`pulumi stack select: ${output.trim()}`);
  }
}

// With no login of the operator's own, the state is a folder of the checkout.
function backend(home: string): Record<string, string> {
  if (process.env.PULUMI_BACKEND_URL || process.env.PULUMI_ACCESS_TOKEN) return {};
  const login = currentLogin();
  if (login) return login.startsWith("http") ? {} : { PULUMI_BACKEND_URL: login };
  mkdirSync(join(home, "state"), { recursive: true, mode: 0o700 });
  return { PULUMI_BACKEND_URL: `file://${join(home, "state")}` };
}

function currentLogin(): string | undefined {
  const file = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "credentials.json");
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { current?: string }).current || undefined;
}

function passphrase(home: string): Record<string, string> {
  if (process.env.PULUMI_CONFIG_PASSPHRASE !== undefined || process.env.PULUMI_CONFIG_PASSPHRASE_FILE)
    return {};
  const file = join(home, "passphrase");
  if (!existsSync(file))
    writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}
