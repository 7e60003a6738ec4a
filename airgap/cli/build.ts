import { spawn } from "node:child_process";
import { rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { inTurn } from "../images/turn.ts";

const VERSION = "v3.200.0";
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** What `pulumi version` prints; empty in a build that doesn't set it. */
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
/** go.mod names its command by a `tool` line, which older releases can't read. */
const OLDEST_GO = { major: 1, minor: 24 };

interface Options {
  /** Folder that outlives stacks; the binary goes to `pulumi-v3.200.0/bin/pulumi` in it. */
  cacheDir: string;
  /** Gets one short line whenever there is something to tell. */
  log: (text: string) => void;
  /** Environment of the Go command (PATH, GOPROXY, GOMODCACHE …); the process's own by default. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Builds the Pulumi CLI from its Go module, of which go.mod and go.sum beside this file pin every part.
 * Does nothing if the binary is there. Throws, saying the remedy, without a fit Go or when the build fails.
 */
export async function buildCli({ cacheDir, log, env = process.env }: Options): Promise<{ path: string }> {
  const path = join(cacheDir, `pulumi-${VERSION}`, "bin", "pulumi");
  if (await isFile(path)) return { path };
  await requireGo(env);
  await inTurn(dirname(path), log, async () => {
    if (!(await isFile(path))) await buildInto(path, env, log);
  });
  return { path };
}

/** Under another name until it is whole and says the right version. */
async function buildInto(path: string, env: NodeJS.ProcessEnv, log: Options["log"]): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await compile(partial, env, log);
    await checkVersion(partial, env);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return found?.isFile() ?? false;
}

async function requireGo(env: NodeJS.ProcessEnv): Promise<void> {
  const needed = `${OLDEST_GO.major}.${OLDEST_GO.minor}`;
  const remedy = `Install Go ${needed} or newer (Debian 13: apt-get install golang-go), put go on PATH, and run again.`;
  // Asked for in the module's folder: a Go that may fetch a newer toolchain does so here.
  const { code, stdout, stderr } = await run("go", ["env", "GOVERSION"], env).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      throw explained(
        "The Pulumi CLI can't be built: there is no go command on PATH.",
        "Where only package registries are reachable, the CLI is compiled from its Go module.",
        remedy,
      );
    },
  );
  const [, major = 0, minor = 0] = /^go(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
  if (code === 0 && (major > OLDEST_GO.major || (major === OLDEST_GO.major && minor >= OLDEST_GO.minor)))
    return;
  const found = code === 0 ? `it is ${stdout.trim()}` : (stderr.trim().split("\n").at(-1) ?? "");
  throw explained(
    `The Pulumi CLI can't be built: Go ${needed} or newer is needed.`,
    `go says: ${found}.`,
    remedy,
  );
}

async function compile(output: string, env: NodeJS.ProcessEnv, log: Options["log"]): Promise<void> {
  const flags = [
    "-v", // names each package when it is done: progress
    "-mod=readonly",
    "-buildvcs=false",
    "-trimpath",
    "-ldflags",
    `-s -w -X ${VERSION_VARIABLE}=${VERSION}`,
  ];
  let modules = 0;
  let packages = 0;
  const { code, stderr } = await run("go", ["build", ...flags, "-o", output, PACKAGE], env, (line) => {
    if (line.startsWith("go: ")) {
      if (++modules % 20 === 1) log(`${modules} modules downloaded`);
    } else if (++packages % 50 === 0) log(`${packages} packages compiled`);
  });
  if (code === 0) return;
  throw explained(
    "The Pulumi CLI's Go module did not build.",
    `go build ended with ${code}: ${stderr.trim().split("\n").slice(-3).join(" · ")}`,
    "Check that the Go module proxy (go env GOPROXY) is reachable and the disk has 4 GB free, then run again.",
  );
}

async function checkVersion(binary: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { stdout } = await run(binary, ["version"], { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" });
  if (stdout.trim() === VERSION) return;
  throw new Error(`The Pulumi CLI that was built says version "${stdout.trim()}", not ${VERSION}.`);
}

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  onErrorLine?: (line: string) => void,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: import.meta.dirname,
      // Without cgo no C compiler is needed; a workspace of the user's would not hold this module.
      env: { ...env, CGO_ENABLED: "0", GOWORK: "off" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
      stderr += `${line}\n`;
      onErrorLine?.(line);
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** An error in three lines: what, why, what to do. */
function explained(what: string, why: string, remedy: string): Error {
  return new Error(`${what}\n${why}\n${remedy}`);
}
