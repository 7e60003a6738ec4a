import { build } from "esbuild";

const COMMANDS = ["authority", "certificate", "reload-nginx", "run-job", "verify"];

/** Compiles the Pulumi program's commands, each to one file that any Node from 22 on runs. */
export async function bundleCommands({ root, outDir }: { root: string; outDir: string }): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: COMMANDS.map((name) => `infra/commands/${name}.ts`),
    outdir: outDir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node22",
    logLevel: "error",
  });
}
