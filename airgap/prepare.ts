import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type Docker from "dockerode";
import { buildCli } from "./cli/build.ts";
import { buildImages } from "./images/build.ts";
import { buildPlugins } from "./plugins/build.ts";
import { installPlugins } from "./plugins/install.ts";

/** What the preparation needs of its caller. */
interface Surroundings {
  root: string;
  home: string;
  docker: Docker;
  out: { step<T>(label: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T> };
}

/**
 * Prepares the stand-ins in .terminusa/cache (kept across `destroy`) and .terminusa/airgap: the CLI built from
 * its Go module, the language host and the plugins, and the four images on the engine.
 */
export async function prepareAirgap({
  root,
  home,
  docker,
  out,
}: Surroundings): Promise<{ pulumi: string; pulumiHome: string }> {
  const cacheDir = process.env.TERMINUSA_CACHE ?? join(home, "cache");
  const pulumiHome = join(home, "airgap/pulumi-home");
  const nodePackageDir = join(root, "node_modules", `node-${process.platform}-${process.arch}`);
  // The language host must lie beside the CLI and names this checkout, while the cache may be shared.
  const binDir = join(home, "airgap/bin");
  const pulumi = await out.step("stand-in: Pulumi CLI from its Go module", async (log) => {
    const built = await buildCli({ cacheDir, log });
    return linkInto(binDir, built.path);
  });
  await out.step("stand-in: language host and plugins", async (log) => {
    const outDir = join(home, "airgap/plugins");
    await buildPlugins({ outDir, log });
    await installPlugins({
      pulumiHome,
      cliBinDir: binDir,
      outDir,
      nodePath: process.execPath,
      log,
    });
  });
  await out.step("stand-in: node, postgres, redis, nginx images", (log) =>
    buildImages({ docker, cacheDir, nodePackageDir, log }),
  );
  return { pulumi, pulumiHome };
}

// A hard link costs nothing; where the cache is on another disk, a copy does.
function linkInto(folder: string, file: string): string {
  const target = join(folder, basename(file));
  if (existsSync(target) && statSync(target).size === statSync(file).size) return target;
  mkdirSync(folder, { recursive: true });
  rmSync(target, { force: true });
  try {
    linkSync(file, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    copyFileSync(file, target);
  }
  return target;
}
