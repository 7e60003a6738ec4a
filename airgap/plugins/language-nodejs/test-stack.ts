/** A throw-away Pulumi project on a real CLI with the stand-ins beside it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, link, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bundle, buildPlugins } from "../build.ts";
import { installPlugins } from "../install.ts";

const NODE_MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** The path of the Pulumi CLI under test. Throws when PULUMI_CLI doesn't name it. */
export function cliUnderTest(environment: NodeJS.ProcessEnv): string {
  const path = environment.PULUMI_CLI ?? "";
  if (path === "") {
    throw new Error(
      "PULUMI_CLI is not set: it must be the path of a Pulumi CLI binary, such as the one that airgap/ builds",
    );
  }
  return path;
}

export interface Finished {
  code: number | null;
  /** stdout and stderr as they came. */
  output: string;
}

export class TestStack {
  readonly dir: string;
  readonly project: string;

  private constructor(dir: string) {
    this.dir = dir;
    this.project = join(dir, "project");
  }

  /** Builds and installs the bundles around a copy of the CLI, and makes an empty project with a stack `test`. */
  static async create(cli: string, bundles: readonly Bundle[]): Promise<TestStack> {
    const stack = new TestStack(await mkdtemp(join(tmpdir(), "stack-")));
    const bin = join(stack.dir, "bin");
    for (const folder of [bin, stack.project, join(stack.dir, "state"), join(stack.dir, "user")]) {
      await mkdir(folder);
    }
    // The CLI looks for its language host beside its real path, so a symbolic link won't do.
    await link(cli, join(bin, "pulumi")).catch(() => copyFile(cli, join(bin, "pulumi")));
    const log = (): void => {};
    const outDir = join(stack.dir, "plugins");
    await buildPlugins({ outDir, log, bundles });
    await installPlugins({
      pulumiHome: join(stack.dir, "home"),
      cliBinDir: bin,
      outDir,
      nodePath: process.execPath,
      log,
    });
    await symlink(NODE_MODULES, join(stack.project, "node_modules"));
    return stack;
  }

  /** Writes project files; `Pulumi.yaml` takes the options of the runtime. */
  async write(files: Record<string, string>, options: Record<string, unknown> = { typescript: false }) {
    const yaml = { name: "project", runtime: { name: "nodejs", options } };
    const all = { "Pulumi.yaml": JSON.stringify(yaml), ...files };
    for (const [file, content] of Object.entries(all)) await writeFile(join(this.project, file), content);
  }

  async pulumi(...args: string[]): Promise<Finished> {
    const child = this.start(...args);
    const chunks: Buffer[] = [];
    child.stdout!.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr!.on("data", (chunk: Buffer) => chunks.push(chunk));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output: Buffer.concat(chunks).toString() };
  }

  start(...args: string[]): ChildProcess {
    return spawn(join(this.dir, "bin/pulumi"), [...args, "--non-interactive"], {
      cwd: this.project,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: join(this.dir, "user"),
        PULUMI_HOME: join(this.dir, "home"),
        PULUMI_BACKEND_URL: `file://${join(this.dir, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}
