import { createHash } from "node:crypto";
import { glob, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Label of every stand-in image: the hash of the recipe that it was made from. */
export const RECIPE_LABEL = "io.terminusa.airgap";
export const SUITE = "trixie";

/** What one stand-in image is made of. */
export interface Recipe {
  /** Official name and tag that it stands in for. */
  name: string;
  /** Build context: path inside it → path of the file on this machine. */
  files: Map<string, string>;
  /** Hash of everything that shapes the image, the base included. */
  hash: string;
}

export interface BaseRecipe {
  script: string;
  hash: string;
}

/** The recipe of the Debian base that all images are built from. */
export async function readBaseRecipe(folder: string): Promise<BaseRecipe> {
  const base = join(folder, "base");
  return {
    script: join(base, "bootstrap.sh"),
    hash: await hashOf(await filesIn(base), [SUITE, process.arch]),
  };
}

/**
 * The recipes in a folder: names.json maps each one's subfolder to the official name. `nodePackageDir` is the npm
 * package that carries the Node binary for this machine; throws if it is missing or not of the version in the name.
 */
export async function readRecipes(
  folder: string,
  base: BaseRecipe,
  nodePackageDir: string,
): Promise<Recipe[]> {
  const names = JSON.parse(await readFile(join(folder, "names.json"), "utf8")) as Record<string, string>;
  return await Promise.all(
    Object.entries(names).map(async ([subfolder, name]) => {
      const files = await filesIn(join(folder, subfolder));
      const hash = await hashOf(files, [base.hash, name]);
      if (subfolder === "node") {
        await requireNodeVersion(nodePackageDir, name);
        // Its version, being part of the name, identifies the binary: no need to hash 150 MB.
        files.set("node", join(nodePackageDir, "bin", "node"));
      }
      return { name, files, hash };
    }),
  );
}

/** One hash of several recipes, whatever their order. */
export function hashOfAll(recipes: Recipe[]): string {
  const parts = recipes.map(({ name, hash }) => `${name}=${hash}`).sort();
  return shortHash(createHash("sha256").update(parts.join("\n")).digest("hex"));
}

async function requireNodeVersion(nodePackageDir: string, name: string): Promise<void> {
  const manifest = join(nodePackageDir, "package.json");
  const text = await readFile(manifest, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(
      `The Node image can't be built: ${nodePackageDir} is missing.\n` +
        "The npm package with the Node binary for this machine was not installed with the others.\n" +
        "Run npm ci without --omit=optional, and run again.",
    );
  });
  const { version } = JSON.parse(text) as { version: string };
  if (name.includes(`:${version}`)) return;
  throw new Error(
    `The Node image can't be built: ${nodePackageDir} is version ${version}.\n` +
      `The image's name is ${name}.\n` +
      "Run npm ci, and run again.",
  );
}

async function filesIn(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const path of glob("**/*", { cwd: folder })) {
    const absolute = join(folder, path);
    if ((await stat(absolute)).isFile()) files.set(path, absolute);
  }
  return files;
}

async function hashOf(files: Map<string, string>, extras: string[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(extras));
  for (const [path, absolute] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const executable = ((await stat(absolute)).mode & 0o100) !== 0;
    const content = await readFile(absolute);
    hash.update(JSON.stringify([path, executable, content.length])).update(content);
  }
  return shortHash(hash.digest("hex"));
}

function shortHash(hex: string): string {
  return hex.slice(0, 16);
}
