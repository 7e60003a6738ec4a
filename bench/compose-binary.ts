import { cp, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Detail } from "../ops/output.ts";
import type { Commands } from "./commands.ts";

const MODULE = "github.com/docker/compose/v2";
const VERSION = "v2.40.3";

/** Docker Compose as a command line that the subcommand is appended to, and its version. */
export interface Compose {
  command: string[];
  version: string;
}

/**
 * The machine's `docker compose`; without one, Compose built from its Go module, kept in `cache`. Throws
 * when there is neither the one nor a Go to build the other with.
 */
export async function findCompose(commands: Commands, cache: string, detail: Detail): Promise<Compose> {
  const installed = ["docker", "compose"];
  const found = await versionOf(commands, installed).catch(notThere);
  if (found !== undefined) return { command: installed, version: found };
  const binary = join(cache, `compose-${VERSION}`, "docker-compose");
  if (!(await stat(binary).catch(notThere))) await build(commands, binary, detail);
  return { command: [binary], version: VERSION.slice(1) };
}

async function versionOf(commands: Commands, [command = "", ...args]: string[]): Promise<string> {
  const { stdout } = await commands.run(command, [...args, "version", "--short"], surroundings(tmpdir()));
  return stdout.trim().replace(/^v/, "");
}

function notThere(): undefined {
  return undefined;
}

// `go install` refuses a module that excludes others in its go.mod; a build inside a copy does not.
async function build(commands: Commands, binary: string, detail: Detail): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "terminusa-compose-"));
  try {
    detail("downloading its Go module");
    const download = ["mod", "download", "-json", `${MODULE}@${VERSION}`];
    const { stdout } = await commands.run("go", download, surroundings(folder));
    const source = join(folder, "source");
    await cp((JSON.parse(stdout) as { Dir: string }).Dir, source, { recursive: true });
    // The module cache is read-only, and so is a copy of it.
    await commands.run("chmod", ["-R", "u+w", source], surroundings(folder));
    detail("compiling");
    const built = join(folder, "docker-compose");
    const flags = ["-trimpath", "-buildvcs=false", "-ldflags", "-s -w"];
    await commands.run("go", ["build", ...flags, "-o", built, "./cmd"], surroundings(source));
    await mkdir(join(binary, ".."), { recursive: true });
    await cp(built, `${binary}.partial`);
    await rename(`${binary}.partial`, binary);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function surroundings(cwd: string): { cwd: string; env: NodeJS.ProcessEnv } {
  return { cwd, env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "" } };
}
