import { execFile, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Context } from "./context.ts";
import { refusesUser } from "./engine.ts";
import { OperatorError } from "./operator-error.ts";

const run = promisify(execFile);
const OLDEST_API = 1.41;
const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 20_000;
/** Where the engine and its helper note their process, and what each is called. */
const PID_FILES = [
  ["/var/run/docker.pid", "dockerd"],
  ["/var/run/docker/containerd/containerd.pid", "containerd"],
] as const;

/**
 * Makes sure that a Docker engine answers. On Debian and Ubuntu as root it installs and starts one;
 * elsewhere it throws OperatorError that says exactly what to do. Returns the pid of a dockerd that it
 * started itself, which whoever called for it may have to stop.
 */
export async function ensureEngine(context: Context): Promise<number | undefined> {
  const problem = await engineProblem(context);
  if (problem === undefined) return undefined;
  const remote = context.settings.dockerHost || process.env.DOCKER_HOST;
  if (remote && !remote.startsWith("unix:"))
    throw new OperatorError(
      `the Docker engine at ${remote} can't be used`,
      problem,
      `make it answer, as with: DOCKER_HOST=${remote} docker version`,
    );
  if (problem.includes("EACCES")) throw refusesUser();
  if (!canInstall()) throw new OperatorError("no Docker engine answers", problem, advice());
  if (!(await exists("dockerd"))) await context.out.step("installing the Docker engine", () => install());
  return context.out.step("starting the Docker engine", () => start(context));
}

/** Why the engine can't be used, or undefined when it can. */
export async function engineProblem(context: Context): Promise<string | undefined> {
  try {
    const version = (await context.docker.version()) as { ApiVersion: string; Version: string };
    if (Number(version.ApiVersion) >= OLDEST_API) return undefined;
    return `engine ${version.Version} is too old: Docker 20.10 or newer is needed`;
  } catch (error) {
    return (error as Error).message;
  }
}

function canInstall(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function advice(): string {
  if (process.platform === "darwin" || process.platform === "win32")
    return "install and start Docker Desktop (https://docs.docker.com/get-docker/), then run this again";
  if (existsSync("/etc/debian_version"))
    return "sudo ./terminusa up installs and starts it; or: sudo apt-get install docker.io && sudo systemctl start docker";
  return "install Docker (https://docs.docker.com/engine/install/), then: sudo systemctl enable --now docker";
}

async function exists(command: string): Promise<boolean> {
  return run("sh", ["-c", `command -v ${command}`]).then(
    () => true,
    () => false,
  );
}

async function install(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "docker.io", "iptables"], {
      env,
      maxBuffer: 1e8,
    });
  } catch (error) {
    throw new OperatorError(
      "the Docker engine could not be installed",
      (error as Error).message,
      "apt-get install docker.io, and read what it says",
    );
  }
}

// With systemd as process 1 the service manager starts it; without (containers, minimal machines) we do.
async function start(context: Context): Promise<number | undefined> {
  let pid: number | undefined;
  const log = `${context.home}/dockerd.log`;
  if (existsSync("/run/systemd/system")) await run("systemctl", ["enable", "--now", "docker"]);
  else {
    for (const [file, command] of PID_FILES) await dropStale(file, command);
    const out = openSync(log, "a", 0o600);
    const daemon = spawn("dockerd", [], { detached: true, stdio: ["ignore", out, out] });
    daemon.unref();
    pid = daemon.pid;
  }
  const deadline = Date.now() + START_LIMIT_MS;
  while ((await engineProblem(context)) !== undefined) {
    if (Date.now() > deadline || (pid !== undefined && !alive(pid))) {
      const tail = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").slice(-3).join("\n") : "";
      throw new OperatorError(
        "the Docker engine does not start",
        tail || "no answer within a minute",
        "read journalctl -u docker, or .terminusa/dockerd.log",
      );
    }
    await sleep(200);
  }
  return pid;
}

// An engine that was killed leaves its note. The next takes whatever bears that number for itself, be it a
// process that ended and was never collected, or another program, and would not start. One that is just ending
// is waited for.
async function dropStale(file: string, command: string): Promise<void> {
  const deadline = Date.now() + END_LIMIT_MS;
  while (existsSync(file)) {
    const stat = `/proc/${readFileSync(file, "utf8").trim()}/stat`;
    const [, name, state] = (existsSync(stat) && /\((.+)\) (\S)/.exec(readFileSync(stat, "utf8"))) || [];
    if (name !== command || state === "Z" || state === "X") return rmSync(file, { force: true });
    if (Date.now() > deadline) return;
    await sleep(100);
  }
}

/** Stops a dockerd that `ensureEngine` started, and waits for its end. */
export async function stopEngine(context: Context, pid: number): Promise<void> {
  await context.out.step("stopping the Docker engine started for this", async () => {
    process.kill(pid, "SIGTERM");
    while (alive(pid)) await sleep(100);
  });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
