import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import commandSdk from "@pulumi/command/package.json" with { type: "json" };
import dockerSdk from "@pulumi/docker/package.json" with { type: "json" };
import randomSdk from "@pulumi/random/package.json" with { type: "json" };

const EXECUTABLE = 0o755;
/** The engine looks a plugin up by the exact version of its npm SDK. */
const RESOURCE_PLUGINS = {
  docker: dockerSdk.version,
  random: randomSdk.version,
  command: commandSdk.version,
};

interface Placement {
  pulumiHome: string;
  /** The folder of the `pulumi` binary; the CLI looks for its language host there. */
  cliBinDir: string;
  /** What `buildPlugins` wrote to. */
  outDir: string;
  /** The Node that runs the plugins and the Pulumi program. */
  nodePath: string;
  log: (text: string) => void;
}

/**
 * Writes one wrapper for each built plugin where the CLI looks for it. Files that are right already aren't touched.
 * Throws when `pulumiHome` is the user's own, or when nothing was built.
 */
export async function installPlugins(placement: Placement): Promise<{ installed: string[] }> {
  const { outDir, pulumiHome, nodePath } = placement;
  if (resolve(pulumiHome) === join(homedir(), ".pulumi")) {
    throw new Error(
      `the stand-in plugins must not go into ${pulumiHome}: it is the user's own Pulumi folder. Use another one.`,
    );
  }
  const current = await realpath(join(outDir, "current")).catch(() => {
    throw new Error(`no plugins are built in ${outDir}: call buildPlugins first`);
  });
  const installed: string[] = [];
  for (const [bundle, target] of Object.entries(targets(placement))) {
    const starter = join(current, bundle, "start.cjs");
    if (!existsSync(starter)) continue;
    await rm(`${dirname(target)}.partial`, { force: true });
    if (await place(target, wrapper(resolve(nodePath), starter))) installed.push(target);
  }
  placement.log(installed.length === 0 ? "unchanged" : `installed ${installed.length} plugins`);
  return { installed };
}

function targets({ pulumiHome, cliBinDir }: Placement): Record<string, string> {
  const resources = Object.entries(RESOURCE_PLUGINS).map(([name, version]) => [
    name,
    join(pulumiHome, "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`),
  ]);
  return { ...Object.fromEntries(resources), "language-nodejs": join(cliBinDir, "pulumi-language-nodejs") };
}

/** exec, so that the engine's signals and its view of the process are Node's. */
function wrapper(nodePath: string, starter: string): string {
  return `#!/bin/sh\nexec ${quote(nodePath)} ${quote(starter)} "$@"\n`;
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

async function place(path: string, content: string): Promise<boolean> {
  const present = await readFile(path, "utf8").catch(() => null);
  if (present === content && ((await stat(path)).mode & 0o777) === EXECUTABLE) return false;
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, content);
  await chmod(fresh, EXECUTABLE);
  await rename(fresh, path);
  return true;
}
