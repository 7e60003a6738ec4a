import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { glob, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type Docker from "dockerode";
import { followProgress } from "./engine.ts";
import { hashOfAll, type Recipe } from "./recipe.ts";

/** Its types leave out a method that dockerode has. */
type WithGetImages = Docker & { getImages(options: { names: string[] }): Promise<NodeJS.ReadableStream> };

/** All images in one file, in which the base that they share is stored once. */
function archivePath(cacheDir: string, recipes: Recipe[]): string {
  return join(cacheDir, `images-${hashOfAll(recipes)}.tar`);
}

/** Loads the archive of exactly these recipes into the engine; false where there is none, or none that is fit. */
export async function loadArchive(
  docker: Docker,
  recipes: Recipe[],
  cacheDir: string,
  log: (text: string) => void,
): Promise<boolean> {
  const path = archivePath(cacheDir, recipes);
  if (!existsSync(path)) return false;
  log("loading the images from the cache");
  try {
    await followProgress(docker, await docker.loadImage(createReadStream(path), { quiet: true }));
  } catch (error) {
    log(`the cached images can't be loaded (${(error as Error).message}): building them`);
    return false;
  }
  return true;
}

/** Writes the archive of these recipes, whole or not at all, and removes those of earlier recipes. */
export async function saveArchive(
  docker: Docker,
  recipes: Recipe[],
  cacheDir: string,
  log: (text: string) => void,
): Promise<void> {
  log("saving the images to the cache");
  const path = archivePath(cacheDir, recipes);
  const partial = `${path}.partial`;
  const names = recipes.map(({ name }) => name);
  await pipeline(await (docker as WithGetImages).getImages({ names }), createWriteStream(partial));
  await rename(partial, path);
  for await (const other of glob("images-*.tar*", { cwd: cacheDir })) {
    if (join(cacheDir, other) !== path) await rm(join(cacheDir, other));
  }
}
