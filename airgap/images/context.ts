import { constants, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type Docker from "dockerode";
import { findImage, followProgress, removeImage, type Told } from "./engine.ts";
import { RECIPE_LABEL, type Recipe } from "./recipe.ts";

/**
 * Builds one image from its recipe and gives it the official name. The name comes last, so that whatever has it is
 * whole. Throws naming the image, with the end of the build's output.
 */
export async function buildImage(
  docker: Docker,
  recipe: Recipe,
  base: string,
  cacheDir: string,
): Promise<void> {
  // A fixed name: what a killed run left is overwritten, not piled up.
  const folder = join(cacheDir, `context-${recipe.name.replace(":", "-")}`);
  const previous = await findImage(docker, recipe.name, RECIPE_LABEL);
  try {
    await rm(folder, { recursive: true, force: true });
    for (const [path, source] of recipe.files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await cp(source, join(folder, path), { mode: constants.COPYFILE_FICLONE });
    }
    const made = await build(docker, folder, [...recipe.files.keys()], { buildargs: { BASE: base } });
    await writeFile(join(folder, "Dockerfile"), finishingTouch(made, recipe.hash));
    await build(docker, folder, ["Dockerfile"], { t: recipe.name });
    if (previous) await removeImage(docker, previous.id);
  } catch (error) {
    throw new Error(
      `The stand-in image ${recipe.name} could not be built.\n` +
        `The engine says: ${(error as Error).message}\n` +
        "Check that containers reach Debian's package archive and the disk has 3 GB free, then run again.",
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(
  docker: Docker,
  context: string,
  src: string[],
  options: Docker.ImageBuildOptions,
): Promise<Told> {
  return await followProgress(
    docker,
    await docker.buildImage({ context, src }, { ...options, forcerm: true }),
  );
}

/** Versions are known only after the packages are in: the build prints them, and they become ENV here. */
function finishingTouch({ lines, imageId }: Told, hash: string): string {
  if (!imageId) throw new Error("the build ended without an image");
  const variables = lines.flatMap((line) => /^stand-in env (\w+=\S+)$/.exec(line.trim())?.[1] ?? []);
  return [
    `FROM ${imageId}`,
    ...(variables.length > 0 ? [`ENV ${variables.join(" ")}`] : []),
    `LABEL ${RECIPE_LABEL}=${hash}`,
  ].join("\n");
}
