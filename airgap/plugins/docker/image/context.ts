import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { isAbsolute, join, normalize, relative } from "node:path";
import dockerignoreModule from "@balena/dockerignore";

// Its types declare an ES module's default export; what is there is the function itself.
const dockerignore = dockerignoreModule as unknown as () => {
  add(patterns: string[]): { ignores(path: string): boolean };
};

/** A file, folder or link of a build context; `path` is relative to the context, with slashes. */
export interface Entry {
  path: string;
  file: string;
  stats: Stats;
}

/** What a build context leaves out. */
export interface Ignore {
  ignores(path: string): boolean;
  /** Whether something inside an ignored folder may be wanted all the same. */
  hasExceptions: boolean;
}

/** The lines of `<Dockerfile>.dockerignore`, else of the context's .dockerignore, else none. */
export async function ignorePatterns(context: string, dockerfile: string): Promise<string[]> {
  for (const file of [`${dockerfile}.dockerignore`, join(context, ".dockerignore")]) {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (text !== null)
      return text
        .replace(/^\uFEFF/, "")
        .split(/\r?\n/)
        .filter(isPattern);
  }
  return [];
}

function isPattern(line: string): boolean {
  return line.trim() !== "" && !line.startsWith("#");
}

export function ignoring(patterns: string[], wanted: readonly string[] = []): Ignore {
  const matcher = dockerignore().add(patterns);
  return {
    ignores: (path) => !wanted.includes(path) && matcher.ignores(path),
    hasExceptions: patterns.some((pattern) => pattern.trim().startsWith("!")) || wanted.length > 0,
  };
}

/** The entries of a context in the order of their names, folder by folder. */
export async function* walk(context: string, ignore: Ignore, folder = ""): AsyncGenerator<Entry> {
  const names = (await readdir(join(context, folder))).sort();
  for (const name of names) {
    const path = folder === "" ? name : `${folder}/${name}`;
    const file = join(context, path);
    const stats = await lstat(file);
    const isIgnored = ignore.ignores(path);
    if (!isIgnored) yield { path, file, stats };
    if (stats.isDirectory() && (!isIgnored || ignore.hasExceptions)) yield* walk(context, ignore, path);
  }
}

/**
 * The official plugin's digest of a context: names, modes and contents of its files, and of the Dockerfile under the
 * name "Dockerfile". A link counts by the path that it leads to; one that leads nowhere is an error.
 */
export async function digestContext(context: string, dockerfile: string): Promise<string> {
  const sum = createHash("sha256");
  const add = (name: string, mode: string, content: Buffer): void => {
    sum.update(`${name}${mode}`).update(content).update("\0");
  };
  add("Dockerfile", "----------", sha256(await readFile(dockerfile)));
  const ignore = ignoring(await ignorePatterns(context, dockerfile));
  for await (const { path, file, stats } of walk(context, ignore)) {
    if (!stats.isDirectory()) add(path, modeText(stats), await contentSum(context, file, stats));
  }
  return sum.digest("hex");
}

async function contentSum(context: string, file: string, stats: Stats): Promise<Buffer> {
  if (stats.isSymbolicLink()) return sha256(await linkTarget(context, file));
  return sha256(stats.isFile() ? await readFile(file) : "");
}

async function linkTarget(context: string, file: string): Promise<string> {
  try {
    const target = await realpath(file);
    return normalize(isAbsolute(context) ? target : relative(process.cwd(), target));
  } catch (error) {
    throw new Error(`could not evaluate symlink at ${file}: ${(error as Error).message}`);
  }
}

function sha256(content: string | Buffer): Buffer {
  return createHash("sha256").update(content).digest();
}

/** The mode as Go prints it: "-rw-r--r--", "Lrwxrwxrwx". */
function modeText(stats: Stats): string {
  const letters = "rwxrwxrwx";
  const bits = [...letters].map((letter, index) => ((stats.mode >> (8 - index)) & 1 ? letter : "-"));
  return `${stats.isSymbolicLink() ? "L" : "-"}${bits.join("")}`;
}
