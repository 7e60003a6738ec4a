import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, readlink } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";
import { type Entry, ignorePatterns, ignoring, walk } from "./context.ts";

export interface BuildArchive {
  stream: Readable;
  /** Path of the Dockerfile inside the archive. */
  dockerfile: string;
  /** Path of the Dockerfile relative to the context, "../" if it is outside. */
  relativeDockerfile: string;
}

/**
 * Packs a build context: root's files without what .dockerignore leaves out, but always with .dockerignore and the
 * Dockerfile, which the engine needs. A Dockerfile from outside goes in under a name that the build doesn't see.
 */
export async function packContext(context: string, dockerfile: string): Promise<BuildArchive> {
  const relativeDockerfile = relative(resolve(context), resolve(dockerfile)).split(sep).join("/");
  const patterns = await ignorePatterns(context, dockerfile);
  const isOutside = relativeDockerfile.startsWith("../");
  const ignore = ignoring(patterns, [".dockerignore", relativeDockerfile]);
  const pack = tar.pack();
  const outside = isOutside ? await outsideDockerfile(dockerfile, patterns) : null;
  const fill = async (): Promise<void> => {
    for await (const entry of walk(context, ignore)) {
      if (!outside || entry.path !== ".dockerignore") await add(pack, entry);
    }
    for (const [name, content] of outside?.files ?? []) pack.entry({ name, mode: 0o644 }, content);
    pack.finalize();
  };
  fill().catch((error) => pack.destroy(error));
  return { stream: pack, dockerfile: outside?.name ?? relativeDockerfile, relativeDockerfile };
}

async function outsideDockerfile(
  dockerfile: string,
  patterns: string[],
): Promise<{ name: string; files: [string, string][] }> {
  const content = await readFile(dockerfile, "utf8");
  const name = `.dockerfile.${createHash("sha256").update(content).digest("hex").slice(0, 20)}`;
  const ignored = [...patterns, ".dockerignore", name, ""].join("\n");
  return {
    name,
    files: [
      [name, content],
      [".dockerignore", ignored],
    ],
  };
}

async function add(pack: ReturnType<typeof tar.pack>, { path, file, stats }: Entry): Promise<void> {
  const header = { name: path, mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 };
  if (stats.isDirectory()) {
    pack.entry({ ...header, type: "directory" });
  } else if (stats.isSymbolicLink()) {
    pack.entry({ ...header, type: "symlink", linkname: await readlink(file) });
  } else if (stats.isFile()) {
    await pipeline(createReadStream(file), pack.entry({ ...header, size: stats.size }));
  }
}
