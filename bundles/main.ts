import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleCommands } from "./commands.ts";
import { bundleMigrate } from "./migrate.ts";
import { bundleTerminal } from "./terminal.ts";
import { bundleWeb } from "./web.ts";

/** Makes the three images' build contexts and the program's commands below `out`. */
export async function makeContexts(root: string, out: string): Promise<void> {
  await Promise.all([
    context(root, out, "web", "app/Dockerfile", bundleWeb),
    context(root, out, "terminal", "terminal/Dockerfile", bundleTerminal),
    context(root, out, "migrate", "store/migrate/Dockerfile", bundleMigrate),
    bundleCommands({ root, outDir: join(out, "commands") }),
  ]);
}

async function context(
  root: string,
  out: string,
  name: string,
  dockerfile: string,
  bundle: (options: { outDir: string }) => Promise<void>,
): Promise<void> {
  const folder = join(out, name);
  await mkdir(folder, { recursive: true });
  await bundle({ outDir: folder });
  await copyFile(join(root, dockerfile), join(folder, "Dockerfile"));
  await writeFile(join(folder, ".dockerignore"), "Dockerfile\n.dockerignore\n");
}
