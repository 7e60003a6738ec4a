import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { glob, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import { followProgress } from "./engine.ts";
import { type BaseRecipe, RECIPE_LABEL, SUITE } from "./recipe.ts";

const REPOSITORY = "terminusa-airgap-base";

/**
 * Makes sure that the engine has the Debian base; returns its name. Taken from the tree cached in `cacheDir`, else
 * made by debootstrap. Throws in three lines: what, why, what to do.
 */
export async function ensureBase(
  docker: Docker,
  recipe: BaseRecipe,
  cacheDir: string,
  log: (text: string) => void,
): Promise<string> {
  const name = `${REPOSITORY}:${recipe.hash}`;
  const present = await docker.listImages({ filters: { reference: [name] } });
  if (present.length > 0) return name;
  const archive = join(cacheDir, `base-${recipe.hash}.tar`);
  if (!existsSync(archive)) await bootstrap(recipe, archive, log);
  log("Debian base: importing");
  await followProgress(
    docker,
    await docker.importImage(createReadStream(archive), {
      repo: REPOSITORY,
      tag: recipe.hash,
      changes: [`LABEL ${RECIPE_LABEL}=${recipe.hash}`, 'CMD ["bash"]'],
    }),
  );
  return name;
}

async function bootstrap(recipe: BaseRecipe, archive: string, log: (text: string) => void): Promise<void> {
  // What a killed run or an earlier recipe left.
  for await (const old of glob("base-*.tar*", { cwd: join(archive, "..") })) {
    await rm(join(archive, "..", old), { recursive: true, force: true });
  }
  const tree = `${archive}.tree`;
  const partial = `${archive}.partial`;
  await mkdir(tree);
  try {
    log("Debian base: debootstrap");
    await run(recipe.script, [tree, SUITE]);
    await run("tar", ["--create", "--numeric-owner", "--file", partial, "--directory", tree, "."]);
    await rename(partial, archive);
  } catch (error) {
    throw new Error(
      "The Debian base of the stand-in images could not be made.\n" +
        `${(error as Error).message}\n` +
        "Run as root on Debian or Ubuntu with their package archive reachable, or load the official images.",
    );
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

/** Runs a command to its end; throws with its last lines if it fails. */
async function run(command: string, args: string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const child = spawn(command, args, {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keepEnd = (chunk: Buffer) => {
    output = (output + chunk).slice(-4000);
  };
  child.stdout.on("data", keepEnd);
  child.stderr.on("data", keepEnd);
  child.once("error", reject);
  child.once("close", resolve);
  const code = await promise;
  if (code === 0) return;
  throw new Error(`${command} ended with ${code}: ${output.trim().split("\n").slice(-5).join(" · ")}`);
}
